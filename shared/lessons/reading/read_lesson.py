"""Reads a lesson from its folder."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from words import LANGUAGES

from .lesson import ClaimText, Lesson, Script, Text

FOLDER_NAME = re.compile(r"(\d\d)_([a-z][a-z0-9_]*)")
MEMORY_MIB = 1024
LIMIT_SECS = 30.0


class InvalidLesson(Exception):
    """A folder of the catalogue is not a lesson.

    Args:
        file: at fault.
        why: for its author.
    """

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(file, why)
        self.file = file
        self.why = why

    def __str__(self) -> str:
        return f"{self.file}: {self.why}"


def read_lesson(folder: Path) -> Lesson:
    """The lesson that stands in the folder.

    Raises:
        InvalidLesson: a file is missing, or something in it.
    """
    name = FOLDER_NAME.fullmatch(folder.name)
    if name is None:
        raise InvalidLesson(folder, "a lesson's folder is called NN_name")
    data_file = folder / "lesson.json"
    data = _json(data_file)
    try:
        scripts = tuple(_script(entry) for entry in data["scripts"])
        modules = tuple(data.get("modules", ()))
        files = (*(script.name for script in scripts), *modules)
        return Lesson(
            id=name[2].replace("_", "-"),
            number=int(name[1]),
            topic=data["topic"],
            folder=folder,
            limit_secs=float(data.get("limit_secs", LIMIT_SECS)),
            memory_mib=int(data.get("memory_mib", MEMORY_MIB)),
            scripts=scripts,
            modules=modules,
            claims=data["claims"],
            options=data["options"],
            texts={language: _text(folder / language, files) for language in LANGUAGES},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidLesson(data_file, repr(error)) from error


def _script(entry: str | Mapping[str, Any]) -> Script:
    return Script(entry) if isinstance(entry, str) else Script(**entry)


def _text(folder: Path, files: tuple[str, ...]) -> Text:
    file = folder / "text.json"
    data = _json(file)
    try:
        return Text(
            question=data["question"],
            text=tuple(data["text"]),
            predict=data["predict"],
            options=data["options"],
            claims={code: ClaimText(**claim) for code, claim in data["claims"].items()},
            figures=data["figures"],
            next=tuple(data["next"]),
            sources={name: _read(folder / name) for name in files},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidLesson(file, repr(error)) from error


def _json(file: Path) -> Any:
    try:
        return json.loads(_read(file))
    except ValueError as error:
        raise InvalidLesson(file, str(error)) from error


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidLesson(file, str(error.strerror)) from error
