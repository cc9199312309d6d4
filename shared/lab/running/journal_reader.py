"""Reads a leg's journal while the leg writes it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Line = dict[str, Any]


class BadJournal(Exception):
    """A line of the journal is none that a leg's process writes.

    Args:
        line: the line, cut.
    """


class JournalReader:
    """Gives the lines that came since the last time.

    Args:
        path: of the journal; it need not be there yet.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._rest = b""

    def lines(self) -> Iterator[Line]:
        """The whole lines that are new.

        Raises:
            BadJournal: one cannot be read.
        """
        *whole, self._rest = (self._rest + self._new_bytes()).split(b"\n")
        for text in whole:
            try:
                line = json.loads(text, parse_constant=_refuse)
                line["event"]
            except (ValueError, TypeError, KeyError) as error:
                raise BadJournal(text[:200].decode(errors="replace")) from error
            yield line

    def _new_bytes(self) -> bytes:
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                new = file.read()
        except FileNotFoundError:
            return b""
        self._offset += len(new)
        return new


def _refuse(constant: str) -> None:
    """NaN and infinities are no JSON, though Python reads them."""
    raise ValueError(constant)
