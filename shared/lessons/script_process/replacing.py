"""Puts a method around a method of a class."""

from collections.abc import Callable
from typing import Any

Method = Callable[..., Any]


def replace(owner: type, name: str, around: Callable[[Method], Method]) -> None:
    """Replace the method by what `around` makes of it."""
    setattr(owner, name, around(getattr(owner, name)))
