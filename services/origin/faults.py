"""Faults on demand: which there are, how each changes a body, and how often each strikes."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

_COUNTS_KEPT = 10_000
SURPLUS_BYTES = 64 * 1024
"""How much `long` sends after the announced end, at most."""


class Fault(StrEnum):
    """What a client can ask to go wrong."""

    CUT = "cut"
    STALL = "stall"
    STATUS = "status"
    SHORT = "short"
    LONG = "long"
    WRONG_BYTES = "wrong-bytes"
    REDIRECT = "redirect"
    CUT_HEADERS = "cut-headers"
    INTERIM = "interim"
    BAD_CHUNK = "bad-chunk"


MEANINGS = {
    Fault.CUT: "sends at_bytes bytes of the body, then resets the TCP connection",
    Fault.STALL: "sends at_bytes bytes of the body, then nothing for 10 minutes, then closes",
    Fault.STATUS: "answers with status and no file",
    Fault.SHORT: "announces the right length, sends at_bytes bytes of the body, then closes politely",
    Fault.LONG: f"announces at_bytes bytes, sends them and up to {SURPLUS_BYTES} more, then closes",
    Fault.WRONG_BYTES: "sends the right length, with the byte at at_bytes of the body flipped",
    Fault.REDIRECT: "answers 302 with to as its Location",
    Fault.CUT_HEADERS: "sends at_bytes bytes of the answer's headers, then closes politely",
    Fault.INTERIM: "answers 102 and 103 before it sends the file",
    Fault.BAD_CHUNK: "sends the body in chunks, after at_bytes bytes one of the size 0x10, then closes",
}

IN_THE_BODY = frozenset({Fault.CUT, Fault.STALL, Fault.SHORT, Fault.LONG, Fault.WRONG_BYTES, Fault.BAD_CHUNK})


class Ending(Enum):
    """What happens after the last byte that is sent."""

    KEEP = auto()
    CLOSE = auto()
    RESET = auto()
    STALL = auto()
    SURPLUS = auto()
    BAD_CHUNK = auto()


@dataclass(frozen=True)
class Plan:
    """What is announced and what is sent of one body, in bytes; what is not announced comes in chunks."""

    announced_bytes: int | None
    sent_bytes: int
    ending: Ending
    flipped_at: int | None = None


_ENDINGS = {
    Fault.CUT: Ending.RESET,
    Fault.STALL: Ending.STALL,
    Fault.SHORT: Ending.CLOSE,
}


def plan(fault: Fault | None, body_bytes: int, at_bytes: int | None = None) -> Plan:
    """How a body of `body_bytes` is sent.

    Args:
        fault: what goes wrong; None or a fault outside the body sends it all.
        body_bytes: the length of this response's body: of the range, when there is one.
        at_bytes: where in this body the fault strikes; by default in its middle. A body that ends
            before is sent whole, so a client that resumes after each cut arrives.
    """
    honest = Plan(body_bytes, body_bytes, Ending.KEEP)
    at = body_bytes // 2 if at_bytes is None else at_bytes
    if fault not in IN_THE_BODY or at >= body_bytes:
        return honest
    if fault is Fault.WRONG_BYTES:
        return Plan(body_bytes, body_bytes, Ending.KEEP, flipped_at=at)
    if fault is Fault.LONG:
        return Plan(at, at, Ending.SURPLUS)
    if fault is Fault.BAD_CHUNK:
        return Plan(None, at, Ending.BAD_CHUNK)
    return Plan(body_bytes, at, _ENDINGS[fault])


class Attempts:
    """How often each fault has struck, per key.

    Memory is bounded: the least recently used keys are forgotten, and start again.
    """

    def __init__(self, kept: int = _COUNTS_KEPT) -> None:
        self._kept = kept
        self._counts: OrderedDict[Hashable, int] = OrderedDict()

    def take(self, key: Hashable, times: int | None) -> bool:
        """Whether the fault strikes once more: the first `times` it does, with None always."""
        if times is None:
            return True
        struck = self._counts.get(key, 0)
        self._counts[key] = min(struck + 1, times)
        self._counts.move_to_end(key)
        if len(self._counts) > self._kept:
            self._counts.popitem(last=False)
        return struck < times
