"""Under which Pythons something holds.

A condition is `any`, `gil`, `no-gil`, `>=3.14` or `<3.12`, or several of them with spaces between.
"""

import operator
import re
from dataclasses import dataclass

BOUND = re.compile(r"(>=|<)(\d+)\.(\d+)")
OPERATORS = {">=": operator.ge, "<": operator.lt}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a Python says of itself.

    Attributes:
        version: such as `3.14.2`.
        gil: whether the GIL is on.
        path: of its program.
    """

    version: str
    gil: bool
    path: str

    def __str__(self) -> str:
        return self.version if self.gil else f"{self.version} (no GIL)"


def applies(condition: str, python: Facts) -> bool:
    """Whether the condition is true of the Python.

    Raises:
        ValueError: it is not a condition.
    """
    return all(_word_applies(word, python) for word in condition.split())


def _word_applies(word: str, python: Facts) -> bool:
    if word in ("any", "gil", "no-gil"):
        return word == "any" or python.gil == (word == "gil")
    bound = BOUND.fullmatch(word)
    if bound is None:
        raise ValueError(word)
    sign, major, minor = bound.groups()
    numbers = tuple(int(number) for number in python.version.split(".")[:2])
    return bool(OPERATORS[sign](numbers, (int(major), int(minor))))
