"""The head of a response."""

from collections.abc import Sequence
from dataclasses import dataclass

import h11

from ..errors import ServerRefused, TooLarge

MAX_PHRASE_CHARS = 100  # of what a server says in its own words


@dataclass(frozen=True, slots=True)
class Response:
    """The head of a response.

    Attributes:
        status: its status code.
        phrase: what the server says to it in its own words; any characters may be in them.
        fields: the header fields, their names in lower case.
    """

    status: int
    phrase: str
    fields: Sequence[tuple[bytes, bytes]]

    @classmethod
    def of(cls, event: h11.Response | h11.InformationalResponse) -> "Response":
        """The response that h11 has read."""
        return cls(event.status_code, event.reason.decode(errors="replace"), event.headers)

    @property
    def answer(self) -> str:
        """The status in words for people: `"404 Not Found"`."""
        return f"{self.status} {self.phrase[:MAX_PHRASE_CHARS]}".rstrip()

    def values(self, name: str) -> list[str]:
        """The values of all header fields of this name, which is in lower case."""
        return [value.decode("latin-1") for found, value in self.fields if found == name.encode()]

    def announced_bytes(self) -> int | None:
        """How long the server says the body is; None when it does not say."""
        if self.values("transfer-encoding"):
            return None  # RFC 9112, section 6.3: whatever Content-Length says
        return next(map(int, self.values("content-length")), None)


def refuse_too_large(response: Response, max_bytes: int) -> None:
    """Raise TooLarge when more bytes are announced than the rules allow."""
    announced = response.announced_bytes()
    if announced is not None and announced > max_bytes:
        raise TooLarge("announced", announced_bytes=announced, max_bytes=max_bytes)


def refuse_encoded(response: Response) -> None:
    """Raise ServerRefused when the body is not the file itself but an encoding of it, such as gzip."""
    codings = ", ".join(response.values("content-encoding"))
    if codings.lower() not in ("", "identity"):
        raise ServerRefused("encoded", status=response.status, answer=response.answer, coding=codings)
