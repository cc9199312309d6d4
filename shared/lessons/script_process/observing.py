"""Switches all observers on; once in each process and interpreter of a script."""

from .observe_processes import observe_processes
from .observe_threads import observe_threads
from .output import observe_output

_observed: list[bool] = []


def observe() -> None:
    """Tell from here on what this process prints, starts and waits for. A second call does nothing."""
    if _observed:
        return
    _observed.append(True)
    observe_output()
    observe_threads()
    observe_processes()
