"""All lessons: the folders of `catalogue/`."""

from functools import cache
from pathlib import Path

from .lesson import Lesson
from .read_lesson import read_lesson

CATALOGUE = Path(__file__).parents[1] / "catalogue"


class UnknownLesson(Exception):
    """There is no such lesson.

    Args:
        name: as it was asked for.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@cache
def catalogue(folder: Path = CATALOGUE) -> tuple[Lesson, ...]:
    """All lessons by number.

    Raises:
        InvalidLesson: one of them is not whole.
    """
    return tuple(read_lesson(found) for found in sorted(folder.glob("[0-9]*")) if found.is_dir())


def read(name: str | int) -> Lesson:
    """The lesson with that id or number.

    Raises:
        UnknownLesson: there is none.
    """
    for lesson in catalogue():
        if str(name) in (lesson.id, str(lesson.number)):
            return lesson
    raise UnknownLesson(str(name))
