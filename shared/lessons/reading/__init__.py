"""From the folder of a lesson to a `Lesson`, and from what a run observed to its claims."""

from .catalogue import CATALOGUE, UnknownLesson, catalogue, read
from .claims import Claims
from .conditions import Facts, applies
from .lesson import TOPICS, Lesson, Script, Text
from .read_lesson import InvalidLesson, read_lesson

__all__ = [
    "CATALOGUE",
    "TOPICS",
    "Claims",
    "Facts",
    "InvalidLesson",
    "Lesson",
    "Script",
    "Text",
    "UnknownLesson",
    "applies",
    "catalogue",
    "read",
    "read_lesson",
]
