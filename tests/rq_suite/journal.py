"""What came of each test, a line each, written at once: when pytest's process dies, all but one is known."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

End = Literal["started", "passed", "skipped", "excepted", "failed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """How a test ended.

    Attributes:
        test: the test, as pytest names it.
        end: "started" says that pytest's process ended in it.
        reason: why so.
        tries: how often it was run until then.
    """

    test: str
    end: End
    reason: str = ""
    tries: int = 1


def note(path: Path, entry: Entry) -> None:
    """Append an entry; it counts instead of earlier ones of the test."""
    with path.open("a") as file:
        file.write(json.dumps(asdict(entry)) + "\n")


def read(path: Path) -> dict[str, Entry]:
    """The last entry of each test."""
    if not path.exists():
        return {}
    entries = [Entry(**json.loads(line)) for line in path.read_text().splitlines()]
    return {entry.test: entry for entry in entries}
