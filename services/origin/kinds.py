"""Kinds of values a query parameter may have: each reads a text and says what it allows."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

ValueT = TypeVar("ValueT", covariant=True)
ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


class Kind(Protocol[ValueT]):
    """Reads one value."""

    @property
    def allowed(self) -> str:
        """What is allowed, in words that complete "must be …"."""

    def read(self, text: str) -> ValueT:
        """The value; raises ValueError for what is not allowed."""


@dataclass(frozen=True)
class Whole:
    """A whole number from `minimum` to `maximum`, both included."""

    minimum: int
    maximum: int

    @property
    def allowed(self) -> str:
        return f"a whole number from {self.minimum} to {self.maximum}"

    def read(self, text: str) -> int:
        # int() alone takes signs, underscores, spaces and other scripts' digits; 19 digits hold any maximum.
        if not re.fullmatch(r"[0-9]{1,19}", text):
            raise ValueError(text)
        return _between(int(text), self.minimum, self.maximum)


@dataclass(frozen=True)
class Decimal:
    """A decimal number from 0 to `maximum`."""

    maximum: int

    @property
    def allowed(self) -> str:
        return f"a number from 0 to {self.maximum}"

    def read(self, text: str) -> float:
        if not re.fullmatch(r"[0-9]{1,19}(\.[0-9]{1,19})?", text):
            raise ValueError(text)
        return _between(float(text), 0, self.maximum)


@dataclass(frozen=True)
class Text:
    """1 to `max_characters` printable ASCII characters; what else is meant comes percent-encoded."""

    max_characters: int

    @property
    def allowed(self) -> str:
        return f"1 to {self.max_characters} printable ASCII characters without spaces"

    def read(self, text: str) -> str:
        if not re.fullmatch(r"[!-~]+", text) or len(text) > self.max_characters:
            raise ValueError(text)
        return text


@dataclass(frozen=True)
class OneOf(Generic[ChoiceT]):
    """One of the words of an enumeration."""

    choices: type[ChoiceT]

    @property
    def allowed(self) -> str:
        return "one of " + ", ".join(self.choices)

    def read(self, text: str) -> ChoiceT:
        return self.choices(text)


NumberT = TypeVar("NumberT", int, float)


def _between(number: NumberT, minimum: int, maximum: int) -> NumberT:
    if not minimum <= number <= maximum:
        raise ValueError(number)
    return number
