"""`parallax workers`: who is there, and what each slot runs."""

from rich.table import Table

from client import Client
from console.options import DEFAULT_URL, Json, Lang, Url
from console.terminal import OK, Terminal


def command(url: Url = DEFAULT_URL, json: Json = False, lang: Lang = None) -> int:
    """Show the workers and what each slot runs."""
    terminal = Terminal.speaking(lang, as_json=json)
    answer = Client(url, language=terminal.words.language).workers()
    words = terminal.words
    table = Table(pad_edge=False)
    for key in ("worker", "pool", "slots", "runs_now", "done"):
        table.add_column(words(key), overflow="fold")
    for worker in answer["workers"]:
        running = ", ".join(job["name"] for job in worker["running"]) or "—"
        busy = f"{len(worker['running'])}/{worker['slots']}"
        table.add_row(worker["name"], worker["pool"] or "—", busy, running, str(worker["finished_jobs"]))
    terminal.result(answer, table if answer["workers"] else words("no_workers"))
    return OK
