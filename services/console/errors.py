"""What the terminal says when a command cannot be carried out, and the exit code of each error."""

from typing import Any

import typer

from client import InvalidAddress, NotParallax, Refused, Unreachable
from concurrency.errors import ConcurrencyError
from download_task import InvalidDownload
from lab.advice import InvalidTarget
from lab.experiment import InvalidPlan

from .stack import CannotStart
from .stack_messages import describe_refusal
from .terminal import FAILED, INTERRUPTED, UNREACHABLE, USAGE, Terminal
from .typer_words import translate
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
    return _say_typers(error, terminal)


def _say_typers(error: Any, terminal: Terminal) -> int:
    """Say a usage error of Typer; its classes are private, so it is known by what it can do."""
    if not hasattr(error, "format_message"):
        raise error
    sentence = translate(error.format_message(), terminal.words)
    if sentence is None:
        error.show()
        return int(error.exit_code)
    if context := getattr(error, "ctx", None):
        terminal.note(context.get_usage())
        terminal.note(terminal.words.say("help.more-help", command=context.command_path))
    terminal.complain(sentence)
    return int(error.exit_code)


def _describe(error: Exception, words: Words) -> tuple[str, int] | None:
    match error:
        case UsageError(key=key, values=values):
            return words(key, **values), USAGE
        case InvalidDownload() | InvalidPlan():
            return f"{error.field}: {words.say(f'validation.{error.reason}', **error.values)}", USAGE
        case InvalidTarget(reason=reason, values=values):
            return words.say(f"advice.invalid.{reason}", **values), USAGE
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
