"""The `parallax` command: its commands, wired together, and what happens around each of them."""

import os
import signal
import sys
import threading
from itertools import pairwise
from typing import Annotated, Any

import typer

from service_kit.version import VERSION

from .commands import advise, cancel, compare, demo, lesson, pythons, retry, serve, submit, watch, workers
from .commands import list as list_
from .errors import exit_code_of
from .help import put_help
from .options import Lang
from .terminal import BROKEN_PIPE, INTERRUPTED, Terminal

app = typer.Typer(
    name="parallax",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

for name, module in {
    "demo": demo,
    "serve": serve,
    "submit": submit,
    "watch": watch,
    "list": list_,
    "cancel": cancel,
    "retry": retry,
    "workers": workers,
    "compare": compare,
    "pythons": pythons,
    "advise": advise,
    "lesson": lesson,
}.items():
    app.command(name)(module.command)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"parallax {VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    lang: Lang = None,
    _version: Annotated[bool, typer.Option("--version", is_eager=True, callback=_print_version)] = False,
) -> None:
    """Options of `parallax` itself; the language is that of the command, too."""
    if lang is not None and context.invoked_subcommand is not None:
        context.default_map = {context.invoked_subcommand: {"lang": lang}}


def main(arguments: list[str]) -> int:
    """Run the command with the arguments and return its exit code."""
    terminal = Terminal.speaking(_language_in(arguments))
    _end_like_ctrl_c(signal.SIGTERM, signal.SIGHUP)
    command = typer.main.get_command(app)
    put_help(command, terminal.words)
    try:
        code: Any = command.main(arguments, prog_name="parallax", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        return _reader_has_left()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # Typer makes an exit of it
            return _reader_has_left()
        raise
    except Exception as error:
        return exit_code_of(error, terminal)
    except KeyboardInterrupt:
        terminal.complain(terminal.words("interrupted"))
        return INTERRUPTED
    return int(code or 0)


def _reader_has_left() -> int:
    """End quietly: whoever read the output, such as `head`, wants no more of it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python's last flush fails
    return BROKEN_PIPE


def _language_in(arguments: list[str]) -> str | None:
    """What `--lang` says: help and errors are told where no command's own terminal is at hand."""
    for flag, value in pairwise([*arguments, ""]):
        if flag == "--lang":
            return value
        if flag.startswith("--lang="):
            return flag.removeprefix("--lang=")
    return None


def _end_like_ctrl_c(*numbers: signal.Signals) -> None:
    """Let these signals end the command as Ctrl-C does, so that it stops whatever it has started."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        for number in numbers:
            signal.signal(number, interrupt)
