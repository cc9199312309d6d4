"""The head of a response."""

from collections.abc import Sequence
from dataclasses import dataclass

import h11

from ..errors import ServerRefused, TooLarge

MAX_PHRASE_CHARS = 100


@dataclass(frozen=True, slots=True)
class Response:
    """The head of a response.

    Attributes:
        status: the status code.
        phrase: the reason phrase; it may contain any character.
        fields: the header fields, with names in lower case.
    """

    status: int
    phrase: str
    fields: Sequence[tuple[bytes, bytes]]

    @classmethod
    def of(cls, event: h11.Response | h11.InformationalResponse) -> "Response":
        """The head that h11 has parsed."""
        return cls(event.status_code, event.reason.decode(errors="replace"), event.headers)

    @property
    def answer(self) -> str:
        """Status and phrase, for people: `"404 Not Found"`."""
        return f"{self.status} {self.phrase[:MAX_PHRASE_CHARS]}".rstrip()

    def values(self, name: str) -> list[str]:
        """The values of all header fields with this name, given in lower case."""
        return [value.decode("latin-1") for found, value in self.fields if found == name.encode()]

    def announced_bytes(self) -> int | None:
        """The announced length of the body; None if there is none."""
        return next(map(int, self.values("content-length")), None)


def refuse_too_large(response: Response, max_bytes: int) -> None:
    """Raise TooLarge if the announced length exceeds the limit."""
    announced = response.announced_bytes()
    if announced is not None and announced > max_bytes:
        raise TooLarge("announced", announced_bytes=announced, max_bytes=max_bytes)


def refuse_encoded(response: Response) -> None:
    """Raise ServerRefused if the body is encoded, for example by gzip."""
    codings = ", ".join(response.values("content-encoding"))
    if codings.lower() not in ("", "identity"):
        raise ServerRefused("encoded", status=response.status, answer=response.answer, coding=codings)
