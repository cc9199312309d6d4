"""What the function does, from what the probe saw."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from statistics import fmean, median
from typing import Any, Literal

Kind = Literal["tiny", "waits", "computes", "mixed"]

TINY_SECS = 50e-6
RARELY_SLOW = 10
"""A tiny function may take so many times as long on average: a busy machine delays a call now and then."""
"""A call shorter than this is not worth handing to a thread: handing over takes about as long."""

MOSTLY = 0.8
HELD_SHARE = 0.35
"""Of the time in which the function computes: from here on it is said to hold the GIL."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a call does.

    Attributes:
        kind: in a word.
        calls: how many were probed.
        wall_secs: of one call, on average.
        median_secs: of the middle one; far from `wall_secs` where items differ.
        cpu_secs: how long a call computes, in all its threads and processes.
        own_cpu_secs: of it, in the thread that called it.
        core_wait_secs: how long a call was ready, but had no core: work of others.
        gil_share: of the time, in which another thread could not go on; None if not measured.
        is_async: it is a coroutine function.
        seen: what it asks of the system: `network`, `file`, `process`, `thread`, `sleep`.
        peak_bytes: what one call allocates at most.
        item_bytes, result_bytes: pickled, the largest seen.
        failed: how many calls raised.
        failure: `item` and `error` of the first.
        result_kind: the type of a result.
        not_sendable: what cannot be pickled, and why: keys `function`, `item`, `result`, `error`.
        globals_written: module variables that its code assigns to.
        globals_changed: module variables that were not the same after the calls.
    """

    kind: Kind
    calls: int
    wall_secs: float
    median_secs: float
    cpu_secs: float
    own_cpu_secs: float
    core_wait_secs: float
    gil_share: float | None
    is_async: bool
    seen: tuple[str, ...]
    peak_bytes: int
    item_bytes: int
    result_bytes: int
    failed: int
    failure: Mapping[str, str] | None
    result_kind: str | None
    not_sendable: Mapping[str, str]
    globals_written: tuple[str, ...]
    globals_changed: tuple[str, ...]

    @property
    def cpu_share(self) -> float:
        """Of the wall time of a call, how much it computes or would if it had a core; at most 1."""
        busy = self.cpu_secs + self.core_wait_secs
        return min(1.0, busy / self.wall_secs) if self.wall_secs else 1.0

    @property
    def holds_gil(self) -> bool | None:
        """Whether it holds the GIL while it computes; None if that was not measured."""
        if self.gil_share is None:
            return None
        return self.gil_share > HELD_SHARE * self.cpu_share

    @property
    def busy_elsewhere(self) -> bool:
        """It computes mostly in threads or processes of its own."""
        return self.cpu_secs > 2 * self.own_cpu_secs and self.cpu_secs > 0.2 * self.wall_secs

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return {**asdict(self), "cpu_share": self.cpu_share, "holds_gil": self.holds_gil}


def make_profile(function: Mapping[str, Any], probed: Mapping[str, Any]) -> Profile:
    """The profile from the probe's events `function` and `probed`."""
    steady = probed["calls"][1:] or probed["calls"]  # the first call also loads and connects
    walls = [call[0] for call in steady]
    wall, cpu = fmean(walls), fmean(call[2] for call in steady)
    core_wait = fmean(call[3] for call in steady)
    own_wall = max(0.0, wall - core_wait)  # the time that others took is not the function's
    is_tiny = median(walls) < TINY_SECS and own_wall < RARELY_SLOW * TINY_SECS
    return Profile(
        kind="tiny" if is_tiny else kind_of(own_wall, cpu),
        calls=len(probed["calls"]),
        wall_secs=wall,
        median_secs=median(walls),
        cpu_secs=cpu,
        own_cpu_secs=fmean(call[1] for call in steady),
        core_wait_secs=core_wait,
        gil_share=probed["gil_share"],
        is_async=function["is_async"],
        seen=tuple(probed["seen"]),
        peak_bytes=probed["peak_bytes"],
        item_bytes=probed["item_bytes"],
        result_bytes=probed["result_bytes"],
        failed=probed["failed"],
        failure=probed["failure"],
        result_kind=probed["result_kind"],
        not_sendable=_not_sendable(function, probed),
        globals_written=tuple(probed["globals_written"]),
        globals_changed=tuple(probed["globals_changed"]),
    )


def _not_sendable(function: Mapping[str, Any], probed: Mapping[str, Any]) -> dict[str, str]:
    why = {"function": function["not_sendable"]}
    why |= {what: probed[f"{what}_not_sendable"] for what in ("item", "result", "error")}
    return {what: error for what, error in why.items() if error}


def kind_of(wall_secs: float, busy_secs: float) -> Kind:
    """In a word what a call of so many seconds does, of which it computes so many."""
    if wall_secs < TINY_SECS:
        return "tiny"
    share = busy_secs / wall_secs
    if share >= MOSTLY:
        return "computes"
    return "waits" if share <= 1 - MOSTLY else "mixed"
