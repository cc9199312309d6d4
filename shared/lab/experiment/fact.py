"""What is told of a measurement in words: facts, of which sentences are made where they are shown."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fact:
    """A finding, from which `words` makes a sentence: a key of the topic `experiments`, and its values."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


JOB_GONE = Fact("job-gone")
"""The failure of an experiment whose job was deleted: nobody runs it any more."""
