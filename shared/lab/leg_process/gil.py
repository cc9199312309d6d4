"""Whether this interpreter has its lock on."""

import sys


def is_gil_on() -> bool:
    """Whether the GIL is on now: in a free-threaded Python an extension may have switched it on.

    Source: Python docs, `sys._is_gil_enabled` (since 3.13); every Python before has a GIL.
    """
    ask = getattr(sys, "_is_gil_enabled", None)
    return True if ask is None else bool(ask())
