"""Find a Python that has sub-interpreter pools: 3.14 or later."""

from lab.experiment import PythonInfo
from lab.pythons import find_pythons

OLDEST = (3, 14)


def find_python() -> PythonInfo | None:
    """The newest 3.14 of this machine, else the newest patch of the next version.

    Not a free-threaded one: there, threads compute at the same time, and sub-interpreters show nothing new.
    """
    fit = [python for python in find_pythons() if not python.free_threaded and _numbers(python) >= OLDEST]
    return min(fit, key=_preference, default=None)


def _preference(python: PythonInfo) -> tuple[int, ...]:
    major, minor, patch = _numbers(python)
    return major, minor, -patch


def _numbers(python: PythonInfo) -> tuple[int, ...]:
    return tuple(map(int, python.version.split(".")))
