"""`parallax lesson`: the last section of the study note, run for real: what happened, and why."""

from dataclasses import asdict
from enum import StrEnum

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from concurrency.lessons import critical_resource, memory
from console.options import Json, Lang
from console.terminal import OK, Terminal
from console.words import Words


class Lesson(StrEnum):
    """The lessons."""

    memory = "memory"
    critical_resource = "critical-resource"


def command(lesson: Lesson, json: Json = False, lang: Lang = None) -> int:
    """Run a lesson of the note: memory, or critical-resource."""
    terminal = Terminal.speaking(lang, as_json=json)
    if lesson is Lesson.memory:
        return _run_memory(terminal)
    return _run_critical_resource(terminal)


def _run_memory(terminal: Terminal) -> int:
    """Show whose memory a global variable is."""
    words = terminal.words
    lesson = memory.run()
    table = Table(title=words("lesson_memory"), title_justify="left", pad_edge=False)
    for key in ("runner", "parent_sees", "shared"):
        table.add_column(words(key), overflow="fold")
    for seen in lesson.observations:
        after = (
            Text(seen.unavailable, style="dim")
            if seen.unavailable
            else Text(", ".join(seen.parent_saw_after))
        )
        table.add_row(seen.runner, after, _yes_or_no(seen.shared, words))
    reasons = {seen.runner: seen.why[words.language] for seen in lesson.observations if not seen.unavailable}
    _show(terminal, asdict(lesson), table, reasons)
    return OK


def _run_critical_resource(terminal: Terminal) -> int:
    """Show what many withdrawals do to one account, with and without a lock."""
    words = terminal.words
    lesson = critical_resource.run()
    table = Table(title=words("lesson_critical"), title_justify="left", pad_edge=False)
    for key in ("runner", "protection", "expected", "left", "lost"):
        table.add_column(words(key), justify="left" if key in ("runner", "protection") else "right")
    reasons: dict[str, str] = {}
    for case in lesson.cases:
        how = f"{case.how}, Lock" if case.protected else case.how
        expected = case.opening_balance - case.workers * case.withdrawals_each
        lost = Text(str(case.lost), style="bold red" if case.lost else "green")
        table.add_row(case.runner, how, str(expected), str(case.closing_balance), lost)
        reasons[f"{case.runner}, {how}"] = case.why[words.language]
    _show(terminal, asdict(lesson), table, reasons)
    return OK


def _show(terminal: Terminal, data: dict[str, object], table: Table, reasons: dict[str, str]) -> None:
    if terminal.as_json:
        terminal.result(data, "")
        return
    explained = [
        Padding(Group(Text(title, style="bold"), Text(why)), (1, 0, 0, 0)) for title, why in reasons.items()
    ]
    terminal.out.print(table)
    terminal.out.print(Group(*explained))


def _yes_or_no(shared: bool | None, words: Words) -> str:
    return "—" if shared is None else words("yes" if shared else "no")
