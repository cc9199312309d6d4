"""Advice on a function of the user's own: which model, how many slots, what it gains."""

from .advice import Advice, advise
from .pythons import NoSuchPython, choose_pythons
from .question import AdviceFailed, Budget, Progress, PythonHere, Question
from .target import Function, InvalidTarget, Items

__all__ = [
    "Advice",
    "AdviceFailed",
    "Budget",
    "Function",
    "InvalidTarget",
    "Items",
    "NoSuchPython",
    "Progress",
    "PythonHere",
    "Question",
    "advise",
    "choose_pythons",
]
