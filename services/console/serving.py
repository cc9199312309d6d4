"""`parallax serve`: the stack in the foreground, until Ctrl-C."""

import signal
import threading
from types import FrameType

from .stack import Event, StackOptions, Unserved, pools_here, running_stack
from .stack_messages import describe
from .terminal import OK, Terminal

STEP_SECS = 0.2


def run_serve(terminal: Terminal, options: StackOptions) -> int:
    """Start everything, say where, look after it until Ctrl-C or SIGTERM, stop everything.

    Raises:
        stack.CannotStart: it could not be started.
        KeyboardInterrupt: a second Ctrl-C ended everything at once.
    """
    words = terminal.words
    told_to_stop = threading.Event()
    _stop_on_signals(told_to_stop)

    def tell(event: Event | Unserved) -> None:
        terminal.note(describe(words, event))

    terminal.note(words("starting", workers=len(pools_here())))
    with running_stack(options, tell) as stack:
        terminal.result(
            {"url": stack.front_url, "origin": stack.origin_url, "files": str(stack.files_dir)},
            words("serving", url=stack.front_url),
        )
        terminal.note(words("serving_hint", url=stack.front_url, origin=stack.origin_url))
        while not told_to_stop.wait(STEP_SECS):
            stack.step()
        terminal.note(words.say("stack.stopping", secs=options.drain_secs))
    terminal.note(words("stopped"))
    return OK


def _stop_on_signals(told_to_stop: threading.Event) -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        if told_to_stop.is_set():
            raise KeyboardInterrupt  # a second Ctrl-C does not wait for the drain
        told_to_stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
