"""What the terminal says when a command cannot be carried out, and the exit code of each error."""

import typer

from client import InvalidAddress, Refused, Unreachable
from concurrency.errors import ConcurrencyError
from download_task import InvalidDownload

from .stack import CannotStart
from .stack_messages import describe_refusal
from .terminal import FAILED, INTERRUPTED, UNREACHABLE, USAGE, Terminal


def exit_code_of(error: Exception, terminal: Terminal) -> int:
    """Say the error in one sentence; what is a bug is raised again."""
    words = terminal.words
    match error:
        case typer.Abort():
            terminal.complain(words("interrupted"))
            return INTERRUPTED
        case InvalidAddress():
            terminal.complain(words("invalid_address", url=error.url))
            return USAGE
        case Unreachable():
            terminal.complain(words("unreachable", url=error.url, why=error.why))
            return UNREACHABLE
        case CannotStart():
            terminal.complain(describe_refusal(words, error))
            return FAILED
        case InvalidDownload():
            why = words.say(f"validation.{error.reason}", **error.values)
            terminal.complain(f"{error.field}: {why}")
            return USAGE
        case Refused() | ConcurrencyError():
            terminal.complain(str(error))
            return FAILED
    show = getattr(error, "show", None)  # Typer's own usage errors show themselves
    if show is None:
        raise error
    show()
    return int(getattr(error, "exit_code", USAGE))
