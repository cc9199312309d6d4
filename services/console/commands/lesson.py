"""`parallax lesson`: the last section of the study note, run for real: what happened, and why."""

from dataclasses import asdict
from enum import StrEnum
from typing import Any

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from console.options import Json, Lang
from console.terminal import OK, Terminal
from console.words import Words
from lessons import critical_resource, memory
from words import LANGUAGES


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
    reasons: dict[str, str] = {}
    for seen in lesson.observations:
        runner = words.say(f"lessons.runner.{seen.runner}")
        if seen.unavailable is None:
            after = Text(", ".join(seen.parent_saw_after))
            reasons[runner] = words.say(f"lessons.memory.{seen.runner}")
        else:
            after = Text(_why_unavailable(seen.unavailable, words), style="dim")
        table.add_row(runner, after, _yes_or_no(seen.shared, words))
    _show(terminal, _memory_json(lesson, words), table, reasons)
    return OK


def _memory_json(lesson: memory.MemoryLesson, words: Words) -> dict[str, Any]:
    """The lesson with its sentences, for programs."""
    data = asdict(lesson)
    for seen in data["observations"]:
        seen["why"] = _in_all_languages(f"memory.{seen['runner']}")
        if seen["unavailable"] is not None:
            seen["unavailable"] = _why_unavailable(seen["unavailable"], words)
    return data


def _why_unavailable(facts: dict[str, Any], words: Words) -> str:
    return words.say(f"models.{facts['code']}.{facts['reason']}", **facts["values"])


def _run_critical_resource(terminal: Terminal) -> int:
    """Show what many withdrawals do to one account, with and without a lock."""
    words = terminal.words
    lesson = critical_resource.run()
    table = Table(title=words("lesson_critical"), title_justify="left", pad_edge=False)
    for key in ("runner", "protection", "expected", "left", "lost"):
        table.add_column(words(key), justify="left" if key in ("runner", "protection") else "right")
    reasons: dict[str, str] = {}
    for case in lesson.cases:
        runner = words.say(f"lessons.runner.{case.runner}")
        how = words.say(f"lessons.how.{case.how}")
        if case.protected:
            how = words.say("lessons.how.locked", how=how)
        expected = case.opening_balance - case.workers * case.withdrawals_each
        lost = Text(str(case.lost), style="bold red" if case.lost else "green")
        table.add_row(runner, how, str(expected), str(case.closing_balance), lost)
        reasons[words.say("lessons.case", runner=runner, how=how)] = words.say(
            f"lessons.critical-resource.{case.why}"
        )
    data = asdict(lesson)
    for told in data["cases"]:
        told["why"] = _in_all_languages(f"critical-resource.{told['why']}")
    _show(terminal, data, table, reasons)
    return OK


def _in_all_languages(key: str) -> dict[str, str]:
    return {language: Words(language).say(f"lessons.{key}") for language in LANGUAGES}


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
