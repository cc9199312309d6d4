"""`parallax workers`: who is there, and what each slot runs."""

from rich.box import SIMPLE_HEAD
from rich.table import Table

from client import Client, WorkerView
from console.options import DEFAULT_URL, Json, Lang, Url
from console.terminal import OK, Terminal, safe
from console.words import Words
from console.worker_names import worker_name


def command(url: Url = DEFAULT_URL, json: Json = False, lang: Lang = None) -> int:
    """Print all workers, and what each slot runs."""
    terminal = Terminal.speaking(lang, as_json=json)
    answer = Client(url, language=terminal.words.language).workers()
    workers = answer["workers"]
    terminal.result(answer, _table(workers, terminal.words) if workers else terminal.words("no_workers"))
    return OK


def _table(workers: list[WorkerView], words: Words) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for key in ("worker", "slots", "cores", "runs_now", "done", "host_and_pid"):
        table.add_column(words(key), overflow="fold")
    for worker in sorted(workers, key=lambda worker: (worker["pool"] or "", worker.get("number") or 0)):
        table.add_row(
            safe(worker_name(worker["pool"], worker.get("number")) or worker["name"]),
            f"{len(worker['running'])}/{worker['slots']}",
            f"{worker['cores']:g}" if worker["cores"] else "—",
            safe(", ".join(job["name"] for job in worker["running"]) or "—"),
            str(worker["finished_jobs"]),
            safe(f"{worker['hostname']}, {worker['pid']}"),
        )
    return table
