"""What is asked, what it takes, and how it can fail."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .target import Function, Items


class AdviceFailed(Exception):
    """There is no advice, because the function cannot be measured.

    Args:
        code: a key of the words' topic `advice` below `failed`.
        values: what the sentence names.
    """

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class PythonHere:
    """A Python of this machine.

    Attributes:
        id: as the user knows it: `3.13t`, or a path; "" for the first, from which gains are counted.
        path: of its interpreter.
        version: major and minor.
    """

    id: str
    path: str
    version: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done now: a key of the words' topic `advice` below `progress`, and its values."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        function: of the user.
        items: what it is called with.
        pythons: the first is the user's; others are tried as well.
        budget_secs: how long all measuring may take.
        cores: how many this process may use.
    """

    function: Function
    items: Items
    pythons: tuple[PythonHere, ...]
    budget_secs: float
    cores: int


class Budget:
    """Time that is running out.

    Args:
        secs: from now on.
    """

    def __init__(self, secs: float) -> None:
        self.secs = secs
        self._start = time.monotonic()

    @property
    def spent_secs(self) -> float:
        """Since the start."""
        return time.monotonic() - self._start

    @property
    def left_secs(self) -> float:
        """Until the end; never below 0."""
        return max(0.0, self.secs - self.spent_secs)
