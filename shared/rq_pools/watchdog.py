"""Ends the process when something stands still for too long, with the tracebacks of all threads."""

from typing import Any

try:
    import faulthandler
except ImportError:  # it does not load in a sub-interpreter, where nobody needs a watchdog
    faulthandler: Any = None  # type: ignore[no-redef]


def end_unless_fed_within(secs: float) -> None:
    """End the process when neither this nor `leave_it` is called in time."""
    faulthandler.dump_traceback_later(secs, exit=True)


def leave_it() -> None:
    """End nothing any more."""
    faulthandler.cancel_dump_traceback_later()
