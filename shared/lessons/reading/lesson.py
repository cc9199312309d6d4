"""What a lesson is."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

TOPICS = ("note", "running", "sharing", "speed", "failing")
"""The note's own lessons; how to start, stop and feed; what is shared; how fast and why; what goes wrong."""


@dataclass(frozen=True, slots=True)
class Script:
    """A program that a lesson runs.

    Attributes:
        name: of its file.
        python: the condition under which it can run, see `conditions`.
        needs_redis: whether it reads the address of a Redis in the environment variable `REDIS_URL`.
    """

    name: str
    python: str = "any"
    needs_redis: bool = False


@dataclass(frozen=True, slots=True)
class ClaimText:
    """A claim for people: what it says, and why that is so."""

    says: str
    because: str


@dataclass(frozen=True, slots=True)
class Text:
    """A lesson in one language. Between backquotes stands code.

    Attributes:
        question: the title.
        text: what it is about, in paragraphs.
        predict: what to predict before the run.
        options: the answers to choose from, by code.
        claims: by code.
        figures: what each observed figure is called, by its name.
        next: what to try next.
        sources: the scripts and modules by name, as they run in this language.
    """

    question: str
    text: tuple[str, ...]
    predict: str
    options: Mapping[str, str]
    claims: Mapping[str, ClaimText]
    figures: Mapping[str, str]
    next: tuple[str, ...]
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson of the catalogue.

    Attributes:
        id: names it, such as `critical-resource`.
        number: its place in the list.
        topic: one of TOPICS.
        folder: where it stands.
        limit_secs: how long all its scripts together may take.
        memory_mib: how much memory each of its processes may take.
        scripts: in the order in which they run.
        modules: names of further files, which scripts import.
        claims: by code, the condition under which each holds.
        options: the code of each answer to the prediction, and the claim that makes it right, if any.
        texts: by language.
    """

    id: str
    number: int
    topic: str
    folder: Path
    limit_secs: float
    memory_mib: int
    scripts: tuple[Script, ...]
    modules: tuple[str, ...]
    claims: Mapping[str, str]
    options: Mapping[str, str | None]
    texts: Mapping[str, Text]

    def to_dict(self, language: str) -> dict[str, Any]:
        """The lesson in one language, as JSON values: for a page."""
        return {
            "id": self.id,
            "number": self.number,
            "topic": self.topic,
            "limit_secs": self.limit_secs,
            "scripts": [asdict(script) for script in self.scripts],
            "modules": list(self.modules),
            "conditions": dict(self.claims),
            "rights": dict(self.options),
            **asdict(self.texts[language]),
        }
