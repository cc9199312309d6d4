"""The Pythons under which the function is measured."""

import shutil
import sys
from collections.abc import Sequence

from lab.experiment import PythonInfo
from lab.pythons import ask, find_pythons

from .question import PythonHere


class NoSuchPython(Exception):
    """There is no such Python on this machine.

    Args:
        name: as the user named it.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def choose_pythons(asked: Sequence[str]) -> tuple[PythonHere, ...]:
    """The Pythons asked for; by default this one, and the newest free-threaded one.

    Args:
        asked: ids as `lab.pythons` gives them, such as `3.13t`, or paths of interpreters; gains are counted
            from the first.

    Raises:
        NoSuchPython: one is not there.
    """
    own = PythonHere("", sys.executable, sys.version_info[:2])
    known = find_pythons()
    if asked:
        first, *others = (_named(name, known) for name in asked)
        return (PythonHere("", first.path, first.version), *others)
    free = [_here(info.id, info) for info in known if info.free_threaded and info.path != sys.executable]
    return (own, *free[-1:])


def _named(name: str, known: list[PythonInfo]) -> PythonHere:
    if "/" in name:
        return _at(name)
    for info in known:
        if info.id == name:
            return _here(name, info)
    raise NoSuchPython(name)


def _here(name: str, info: PythonInfo) -> PythonHere:
    major, minor = info.version.split(".")[:2]
    return PythonHere(name, info.path, (int(major), int(minor)))


def _at(path: str) -> PythonHere:
    """A Python outside of the usual places, such as that of a virtual environment."""
    found = shutil.which(path)
    facts = ask(found) if found else None
    if found is None or facts is None:
        raise NoSuchPython(path)
    return PythonHere(path, found, tuple(facts["numbers"][:2]))
