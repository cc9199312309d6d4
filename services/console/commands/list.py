"""`parallax list`: downloads as they stand, newest first."""

from itertools import islice
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from client import Client, DownloadView
from console.options import DEFAULT_URL, Json, Lang, Url
from console.terminal import OK, Terminal, safe, seconds_between
from console.words import Words
from wire import State
from words import failure_sentence

# The columns, and how wide a terminal must be to have them; IDs are shortened where they are too long.
COLUMNS = {"name": 0, "state": 0, "pool": 90, "seconds": 75, "id": 40}
WIDE_FOR_IDS, SHORT_ID_CHARS = 75, 8


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
    words = terminal.words
    table = _table(downloads, words, terminal.out.width) if downloads else words("no_downloads")
    terminal.result({"downloads": downloads}, table)
    return OK


def _table(downloads: list[DownloadView], words: Words, width: int) -> Table:
    columns = [name for name, needed in COLUMNS.items() if width >= needed]
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        is_text = name in ("name", "state")
        table.add_column(
            words(name),
            justify="right" if name == "seconds" else "left",
            overflow="fold" if is_text else "ellipsis",
            no_wrap=not is_text,
        )
    for download in downloads:
        cells = _cells(download, words, width)
        table.add_row(*(cells[name] for name in columns))
    return table


def _cells(download: DownloadView, words: Words, width: int) -> dict[str, Text]:
    whole_id = download["id"]
    return {
        "name": safe(download["name"]),
        "state": safe(_state(download, words)),
        "pool": safe(download["pool"]),
        "seconds": Text(seconds_between(download["started_at"], download["ended_at"])),
        "id": safe(whole_id if width >= WIDE_FOR_IDS else f"{whole_id[:SHORT_ID_CHARS]}…"),
    }


def _state(download: DownloadView, words: Words) -> str:
    state = words(f"state.{download['state']}")
    if download["state"] != "failed" or download["error"] is None:
        return state
    return words("state_and_why", state=state, why=failure_sentence(words, download["error"]))
