"""What is asked about: the user's function, and the items it is called with."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ItemKind = Literal["count", "text", "json", "json-lines"]


class InvalidTarget(ValueError):
    """The function or the items cannot be what was meant.

    Args:
        reason: a key of the words' topic `advice` below `invalid`.
        values: what the sentence names.
    """

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason, values)
        self.reason, self.values = reason, values


@dataclass(frozen=True, slots=True)
class Function:
    """`package.module:name`; the name may have dots."""

    module: str
    name: str

    @classmethod
    def parse(cls, text: str) -> "Function":
        """What the text names.

        Raises:
            InvalidTarget: it is not of that form.
        """
        module, _, name = text.rpartition(":")
        if module.endswith(".py") and name.isidentifier():
            dotted = module.removesuffix(".py").strip("./").replace("/", ".")
            raise InvalidTarget("function-file", got=text, module=dotted, name=name)
        parts = [*module.split("."), *name.split(".")]
        if not all(part.isidentifier() for part in parts):
            raise InvalidTarget("function", got=text)
        return cls(module, name)

    @property
    def expression(self) -> str:
        """How code that has imported the module writes it."""
        return f"{self.module}.{self.name}"

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"


@dataclass(frozen=True, slots=True)
class Items:
    """Where the items come from.

    Attributes:
        kind: `count`: the numbers 0 to count - 1; `text`: each line that is not empty; `json`: an array;
            `json-lines`: a value a line.
        count: how many there are.
        file: as the user named it; None for `count`.
    """

    kind: ItemKind
    count: int
    file: str | None = None

    @classmethod
    def counted(cls, count: int) -> "Items":
        """The numbers from 0 to below `count`."""
        return cls("count", count)

    @classmethod
    def read(cls, file: str) -> "Items":
        """The items of a file: `.json` is an array, `.jsonl` and `.ndjson` are a value a line.

        Another file is that, too, if it reads as such; otherwise it is text.

        Raises:
            InvalidTarget: it cannot be read, or has no items.
        """
        try:
            text = Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidTarget("file", file=file, why=str(error)) from None
        kind = _kind_of(file, text)
        try:
            count = _count(kind, text)
        except ValueError as error:
            raise InvalidTarget("json", file=file, why=str(error)) from None
        if count == 0:
            raise InvalidTarget("empty", file=file)
        return cls(kind, count, file)


def _kind_of(file: str, text: str) -> ItemKind:
    by_suffix: dict[str, ItemKind] = {
        ".json": "json",
        ".jsonl": "json-lines",
        ".ndjson": "json-lines",
        ".txt": "text",
    }
    if kind := by_suffix.get(Path(file).suffix.lower()):
        return kind
    if _reads_as("json-lines", text) and text.lstrip().startswith("{"):
        return "json-lines"
    return "json" if _reads_as("json", text) else "text"


def _reads_as(kind: ItemKind, text: str) -> bool:
    try:
        return _count(kind, text) > 0
    except ValueError:
        return False


def _count(kind: ItemKind, text: str) -> int:
    lines = [line for line in text.splitlines() if line.strip()]
    if kind == "text":
        return len(lines)
    if kind == "json-lines":
        return len([json.loads(line) for line in lines])
    values = json.loads(text)
    if not isinstance(values, list):
        raise ValueError(f"{type(values).__name__}, not an array")
    return len(values)
