"""`parallax pythons`: the Pythons of this machine that can run a leg."""

from dataclasses import asdict

from rich.box import SIMPLE_HEAD
from rich.table import Table

from console.options import Json, Lang
from console.terminal import OK, Terminal, safe
from console.words import Words
from lab.experiment import PythonInfo
from lab.pythons import find_pythons


def command(json: Json = False, lang: Lang = None) -> int:
    """Print the Pythons that can run a leg, with their GIL and JIT."""
    terminal = Terminal.speaking(lang, as_json=json)
    pythons = find_pythons()
    terminal.result([asdict(python) for python in pythons], _table(pythons, terminal.words))
    if not json:
        terminal.note(terminal.words("pythons_hint"))
    return OK


def _table(pythons: list[PythonInfo], words: Words) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for key in ("id", "version", "gil", "jit", "program"):
        table.add_column(words(key), overflow="fold")
    for number, python in enumerate(pythons):
        here = f" ({words('runs_this')})" if number == 0 else ""
        table.add_row(
            python.id + here,
            python.version,
            words("on" if python.gil else "off"),
            words("unknown") if python.jit is None else words("on" if python.jit else "off"),
            safe(python.path),
        )
    return table
