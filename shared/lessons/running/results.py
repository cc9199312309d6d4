"""What a run of a lesson was.

LessonRun ── ScriptRun (one per script) ── Event
          ╰─ ClaimResult (one per claim)
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from lessons.reading import Facts

ScriptEnd = Literal["finished", "failed", "cancelled", "unavailable"]
ClaimState = Literal["held", "failed", "unseen", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A finding, from which `words` makes a sentence: a key of the topic `lessons`, and its values."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lane:
    """Who runs.

    Attributes:
        pid, process: id and name of the process.
        thread_id, thread: id and name of the thread.
        interpreter: id of the interpreter, 0 for the main one.
    """

    pid: int
    process: str
    thread_id: int
    thread: str
    interpreter: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a script.

    Attributes:
        script: its name.
        at_secs: since the script began.
        kind: `script-began`, `script-ended`; `printed` or `error`, a line of standard output or error;
            `start` and `join`, when the method is called, `joined`, when `join` returns; `begin` and `end` of
            the thread or process itself.
        lane: in whom; None for what came from outside Python.
        line: of the script, 0 if unknown.
        text: the line that was printed.
        of: the name of the thread or process that was started, has begun or ended, or is joined.
        ended: whether it had ended when `join` returned.
    """

    script: str
    at_secs: float
    kind: str
    lane: Lane | None = None
    line: int = 0
    text: str = ""
    of: str = ""
    ended: bool = True

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Event":
        """The event that `asdict` wrote."""
        return cls(**{**data, "lane": Lane(**data["lane"]) if data.get("lane") else None})


@dataclass(frozen=True, slots=True)
class ScriptRun:
    """One run of one script.

    Attributes:
        name: of the script.
        ended: how.
        secs: how long it took, with the start of its Python.
        events: in order of time.
        observed: the figures that its `main()` returned.
        failure: why it did not finish, or could not run here.
    """

    name: str
    ended: ScriptEnd
    secs: float = 0.0
    events: tuple[Event, ...] = ()
    observed: Mapping[str, Any] = field(default_factory=dict)
    failure: Fact | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "ScriptRun":
        """The run that `asdict` wrote."""
        events = tuple(Event.from_dict(event) for event in data["events"])
        failure = Fact(**data["failure"]) if data["failure"] else None
        return cls(**{**data, "events": events, "failure": failure})


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """What a run says of a claim.

    Attributes:
        code: of the claim.
        state: `held`; `failed`; `unseen`: a figure was not observed; `elsewhere`: it is of other Pythons.
        condition: the Pythons that it is of.
        observed: the figures that it looked at.
    """

    code: str
    state: ClaimState
    condition: str = "any"
    observed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LessonRun:
    """One run of a lesson.

    Attributes:
        lesson: its id.
        language: of the scripts.
        python: what ran it.
        started_at: seconds since the epoch.
        scripts: in the order in which they ran.
        figures: all that was observed.
        claims: in the order of the lesson.
    """

    lesson: str
    language: str
    python: Facts
    started_at: float
    scripts: tuple[ScriptRun, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    claims: tuple[ClaimResult, ...] = ()

    @property
    def held(self) -> bool:
        """Whether every script ended well, and every claim of this Python was borne out."""
        scripts_ended = all(script.ended in ("finished", "unavailable") for script in self.scripts)
        return scripts_ended and all(claim.state in ("held", "elsewhere") for claim in self.claims)

    def right_options(self, options: Mapping[str, str | None]) -> tuple[str, ...]:
        """The answers to the prediction that this run made right."""
        held = {claim.code for claim in self.claims if claim.state == "held"}
        return tuple(option for option, claim in options.items() if claim in held)

    def to_dict(self) -> dict[str, Any]:
        """The run as JSON values."""
        return {**asdict(self), "held": self.held}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "LessonRun":
        """The run that `to_dict()` wrote."""
        return cls(
            lesson=data["lesson"],
            language=data["language"],
            python=Facts(**data["python"]),
            started_at=data["started_at"],
            scripts=tuple(ScriptRun.from_dict(script) for script in data["scripts"]),
            figures=data["figures"],
            claims=tuple(ClaimResult(**claim) for claim in data["claims"]),
        )
