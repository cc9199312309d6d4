"""What a script prints, as events: whole lines, with their time and who printed them."""

import io
import sys
from threading import get_ident
from typing import TextIO

from .journal import append


class Lines(io.TextIOBase):
    """A text stream that makes an event of each line. Lines of different threads do not mix.

    Args:
        kind: of the events.
        real: the stream in whose place it stands.
    """

    encoding = "utf-8"

    def __init__(self, kind: str, real: TextIO) -> None:
        self._kind = kind
        self._real = real
        self._begun: dict[int, str] = {}

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        """Of the real stream: for what writes to the file itself, such as a child process."""
        return self._real.fileno()

    def write(self, text: str) -> int:
        *whole, rest = (self._begun.pop(get_ident(), "") + text).split("\n")
        if rest:
            self._begun[get_ident()] = rest
        for line in whole:
            append(self._kind, text=line)
        return len(text)

    def finish(self) -> None:
        """Tell the lines that have not been ended."""
        while self._begun:
            append(self._kind, text=self._begun.popitem()[1])


def observe_output() -> None:
    """Let what is printed from here on be told as events."""
    if not isinstance(sys.stdout, Lines):
        sys.stdout = Lines("printed", sys.stdout)
        sys.stderr = Lines("error", sys.stderr)


def finish_output() -> None:
    """Tell the last lines, which may have no end."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, Lines):
            stream.finish()
