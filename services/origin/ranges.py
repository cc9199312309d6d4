"""Range requests (RFC 9110, section 14)."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,100})-([0-9]{0,100})[ \t]*", re.IGNORECASE)


class Unsatisfiable(Exception):
    """The range begins after the end of the file: 416."""


@dataclass(frozen=True)
class Span:
    """Part of a file, from `start` up to, not including, `stop`, in bytes."""

    start: int
    stop: int

    @property
    def size_bytes(self) -> int:
        return self.stop - self.start


def select(header: str | None, size_bytes: int) -> Span | None:
    """The part of a file that a Range header asks for.

    Args:
        header: the value of Range, None when absent.
        size_bytes: the length of the file.

    Returns:
        None for the whole file: no header, another unit, several ranges or bad syntax, all of which
        a server may ignore (RFC 9110, section 14.2).

    Raises:
        Unsatisfiable: no byte of the file is in the range.
    """
    match = _ONE_RANGE.fullmatch(header or "")
    if match is None:
        return None
    first, last = match.groups()
    if first:
        return _from_start(int(first), int(last) if last else None, size_bytes)
    return _suffix(int(last), size_bytes) if last else None


def content_range(span: Span | None, size_bytes: int) -> str:
    """The value of Content-Range; without a span, the value for a 416 (RFC 9110, section 14.4)."""
    return f"bytes {span.start}-{span.stop - 1}/{size_bytes}" if span else f"bytes */{size_bytes}"


def _from_start(first: int, last: int | None, size_bytes: int) -> Span | None:
    if last is not None and last < first:
        return None
    if first >= size_bytes:
        raise Unsatisfiable
    return Span(first, size_bytes if last is None else min(last + 1, size_bytes))


def _suffix(length: int, size_bytes: int) -> Span | None:
    if length == 0:
        raise Unsatisfiable
    # A suffix of an empty file is satisfiable, but Content-Range cannot express zero bytes: send it whole.
    return Span(max(size_bytes - length, 0), size_bytes) if size_bytes else None
