"""`parallax advise`: which model a function of the user's own should run under."""

from math import ceil
from typing import Annotated

import typer

from console.advice_text import say_advice, say_failure, say_progress
from console.errors import UsageError
from console.options import Json, Lang
from console.terminal import FAILED, OK, Terminal
from cores import usable_cores
from lab.advice import (
    AdviceFailed,
    Budget,
    Function,
    Items,
    NoSuchPython,
    Progress,
    Question,
    advise,
    choose_pythons,
)


def command(
    function: Annotated[str, typer.Argument(metavar="MODULE:FUNCTION", show_default=False)],
    items: Annotated[str | None, typer.Option("--items", metavar="FILE", show_default=False)] = None,
    count: Annotated[int | None, typer.Option("--count", min=1, metavar="N", show_default=False)] = None,
    budget: Annotated[float, typer.Option("--budget", min=5, max=3_600, metavar="SECONDS")] = 60,
    python: Annotated[
        list[str] | None, typer.Option("--python", metavar="VERSION|PATH", show_default=False)
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Measure a function of your own; print which model to take, and the code."""
    running = Budget(budget)  # finding the Pythons takes of it, too
    terminal = Terminal.speaking(lang, as_json=json)
    question = _question(function, items, count, budget, python or [])

    def show(progress: Progress) -> None:
        if not json:
            terminal.note(say_progress(progress, terminal.words))

    try:
        advice = advise(question, show, running)
    except AdviceFailed as failed:
        sentence = say_failure(failed, terminal.words)
        if json:
            terminal.result({"failed": failed.code, "values": failed.values, "message": sentence}, "")
        terminal.complain(f"{question.function}: {sentence}")
        return FAILED
    terminal.result(advice.to_dict(), say_advice(advice, terminal.words) if not json else "")
    return OK


def _question(
    function: str, items: str | None, count: int | None, budget_secs: float, pythons: list[str]
) -> Question:
    """What the arguments ask.

    Raises:
        UsageError, InvalidTarget: they make no sense.
    """
    if (items is None) == (count is None):
        raise UsageError("advise_items")
    try:
        return Question(
            function=Function.parse(function),
            items=Items.read(items) if items is not None else Items.counted(count or 0),
            pythons=choose_pythons(pythons),
            budget_secs=budget_secs,
            cores=ceil(usable_cores()),
        )
    except NoSuchPython as missing:
        raise UsageError("advise_no_python", name=missing.name) from None
