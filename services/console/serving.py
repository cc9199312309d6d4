"""`parallax serve`: the stack in the foreground, until Ctrl-C."""

import signal
import threading
from types import FrameType

from .stack import StackOptions, pools_here, running_stack
from .terminal import OK, Terminal


def run_serve(terminal: Terminal, options: StackOptions) -> int:
    """Start everything, say where, wait for Ctrl-C or SIGTERM, stop everything.

    Raises:
        stack.PortTaken, stack.ServiceDidNotStart: it could not be started.
        stack.ServiceDied: a service ended; the others have been stopped.
    """
    told_to_stop = threading.Event()
    _stop_on_signals(told_to_stop)
    terminal.note(terminal.words("starting", workers=len(pools_here())))
    with running_stack(options) as stack:
        terminal.result(
            {"url": stack.front_url, "origin": stack.origin_url, "files": str(stack.files_dir)},
            terminal.words("serving", url=stack.front_url),
        )
        terminal.note(terminal.words("serving_hint", url=stack.front_url, origin=stack.origin_url))
        while not told_to_stop.wait(0.5):
            stack.check()
        terminal.note(terminal.words("stopping"))
    terminal.note(terminal.words("stopped"))
    return OK


def _stop_on_signals(told_to_stop: threading.Event) -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        if told_to_stop.is_set():
            raise KeyboardInterrupt  # a second Ctrl-C does not wait for the drain
        told_to_stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
