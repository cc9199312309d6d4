"""Faults on demand: which there are, how each changes a body, and how often each occurs."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

_COUNTS_KEPT = 10_000
SURPLUS_BYTES = 64 * 1024
"""The most that `long` sends after the announced end."""


class Fault(StrEnum):
    """A fault that a client can ask for."""

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
    """How much of a body is announced and sent, in bytes; without announced length it is chunked."""

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
    """Plan how to send a body.

    Args:
        fault: what goes wrong; the whole body is sent for None or a fault outside the body.
        body_bytes: the length of this response's body: the range's, if there is one.
        at_bytes: where in this body the fault occurs; by default in the middle. A shorter body is sent whole,
            so a client that resumes after each cut gets the whole file.
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
    """Counts how often each fault has occurred, per key.

    Memory is bounded: the counts of the least recently used keys are dropped, and start again.
    """

    def __init__(self, kept: int = _COUNTS_KEPT) -> None:
        self._kept = kept
        self._counts: OrderedDict[Hashable, int] = OrderedDict()

    def take(self, key: Hashable, times: int | None) -> bool:
        """Count a request; the fault occurs in the first `times` of them, or always for None."""
        if times is None:
            return True
        struck = self._counts.get(key, 0)
        self._counts[key] = min(struck + 1, times)
        self._counts.move_to_end(key)
        if len(self._counts) > self._kept:
            self._counts.popitem(last=False)
        return struck < times
