"""`parallax list`: downloads as they stand, newest first."""

from itertools import islice
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from client import Client, DownloadView
from console.options import DEFAULT_URL, Json, Lang, Url
from console.terminal import OK, Terminal, safe, seconds_between
from console.words import Words
from wire import State
from words import failure_sentence


def command(
    state: Annotated[State | None, typer.Option(show_default=False)] = None,
    batch: Annotated[str | None, typer.Option(metavar="BATCH")] = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N")] = 50,
    url: Url = DEFAULT_URL,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Print the newest downloads, of one state or batch when asked for."""
    terminal = Terminal.speaking(lang, as_json=json)
    client = Client(url, language=terminal.words.language)
    downloads = list(islice(client.downloads(state=state, batch=batch), limit))
    shown = _table(downloads, terminal.words) if downloads else terminal.words("no_downloads")
    terminal.result({"downloads": downloads}, shown)
    return OK


def _table(downloads: list[DownloadView], words: Words) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(words("name"), overflow="fold")
    table.add_column(words("state"), overflow="fold")
    table.add_column(words("pool"), no_wrap=True)
    table.add_column(words("seconds"), justify="right", no_wrap=True)
    table.add_column(words("id"), overflow="fold")
    for download in downloads:
        table.add_row(
            safe(download["name"]),
            safe(_state(download, words)),
            safe(download["pool"]),
            seconds_between(download["started_at"], download["ended_at"]),
            safe(download["id"]),
        )
    return table


def _state(download: DownloadView, words: Words) -> str:
    state = words(f"state.{download['state']}")
    if download["state"] != "failed" or download["error"] is None:
        return state
    return f"{state}: {failure_sentence(words, download['error'])}"
