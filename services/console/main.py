"""The `parallax` command: its commands, wired together, and what happens around each of them."""

import signal
import threading
from itertools import pairwise
from typing import Any

import typer

from .commands import compare, demo, lesson, serve, submit, watch, workers
from .errors import exit_code_of
from .terminal import INTERRUPTED, Terminal

app = typer.Typer(
    name="parallax",
    help="One download task, run by every model of concurrency. 同一个下载任务，用每一种并发模型来执行。",
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
    "workers": workers,
    "compare": compare,
    "lesson": lesson,
}.items():
    app.command(name)(module.command)


def main(arguments: list[str]) -> int:
    """Run the command with the arguments and return its exit code."""
    terminal = Terminal.speaking(_language_in(arguments))
    _end_like_ctrl_c(signal.SIGTERM, signal.SIGHUP)
    try:
        code: Any = app(arguments, standalone_mode=False)
    except Exception as error:
        return exit_code_of(error, terminal)
    except KeyboardInterrupt:
        terminal.complain(terminal.words("interrupted"))
        return INTERRUPTED
    return int(code or 0)


def _language_in(arguments: list[str]) -> str | None:
    """What `--lang` says: errors are told where no command's own terminal is at hand."""
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
