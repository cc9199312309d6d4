"""What the terminal says when a command cannot be carried out, and the exit code of each error."""

import typer

from client import InvalidAddress, NotParallax, Refused, Unreachable
from concurrency.errors import ConcurrencyError
from download_task import InvalidDownload

from .stack import CannotStart
from .stack_messages import describe_refusal
from .terminal import FAILED, INTERRUPTED, UNREACHABLE, USAGE, Terminal
from .words import Words


class UsageError(Exception):
    """The arguments make no sense together.

    Args:
        key: of the sentence that says so, in the terminal's words.
        values: what it names.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values


def exit_code_of(error: Exception, terminal: Terminal) -> int:
    """Say the error in one sentence, and return its exit code; a bug is raised again."""
    if isinstance(error, typer.Abort):
        terminal.complain(terminal.words("interrupted"))
        return INTERRUPTED
    if told := _describe(error, terminal.words):
        sentence, code = told
        terminal.complain(sentence)
        return code
    show = getattr(error, "show", None)  # Typer's own usage errors show themselves
    if show is None:
        raise error
    show()
    return int(getattr(error, "exit_code", USAGE))


def _describe(error: Exception, words: Words) -> tuple[str, int] | None:
    match error:
        case UsageError(key=key, values=values):
            return words(key, **values), USAGE
        case InvalidDownload():
            return f"{error.field}: {words.say(f'validation.{error.reason}', **error.values)}", USAGE
        case InvalidAddress():
            return words("invalid_address", url=error.url), USAGE
        case NotParallax():
            return words("not_parallax", url=error.url, why=error.why), UNREACHABLE
        case Unreachable():
            return words("unreachable", url=error.url, why=error.why), UNREACHABLE
        case Refused():
            return error.detail or words("no_detail", status=error.status), FAILED
        case CannotStart():
            return describe_refusal(words, error), FAILED
        case ConcurrencyError():
            return describe_error(error, words), FAILED
    return None


def describe_error(error: ConcurrencyError, words: Words) -> str:
    """The error of a model, as a sentence."""
    return words.say(f"models.{error.code}.{error.reason}", **error.values)
