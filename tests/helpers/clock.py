"""A clock that passes only when somebody sleeps."""

from dataclasses import dataclass, field


@dataclass
class Clock:
    """Stands in for the `time` module.

    Attributes:
        now: what it shows, in seconds.
        sleeps: how long each sleep was asked to take.
    """

    now: float = 1_000.0
    sleeps: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        """What it shows."""
        return self.now

    def sleep(self, secs: float) -> None:
        """Pass."""
        self.sleeps.append(secs)
        self.now += secs
