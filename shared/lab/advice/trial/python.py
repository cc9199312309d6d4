"""What this Python is."""

import platform
import sys


def gil_is_on() -> bool:
    """Whether the GIL is on now; an extension can switch it on when it is imported."""
    check = getattr(sys, "_is_gil_enabled", None)  # since Python 3.13
    return check is None or bool(check())


def version() -> str:
    """Such as "3.13.1"."""
    return platform.python_version()
