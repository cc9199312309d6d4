"""`parallax cancel`: stop downloads, queued or running."""

from typing import Annotated

import typer

from client import Client, DownloadView, Refused
from console.errors import UsageError
from console.options import DEFAULT_URL, Json, Lang, Url
from console.terminal import FAILED, OK, Terminal
from words import printable


def command(
    downloads: Annotated[list[str] | None, typer.Argument(metavar="ID", show_default=False)] = None,
    batch: Annotated[str | None, typer.Option(metavar="BATCH")] = None,
    url: Url = DEFAULT_URL,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Ask that downloads stop: those named, and all of a batch that have not ended."""
    terminal = Terminal.speaking(lang, as_json=json)
    if not downloads and not batch:
        raise UsageError("nothing_to_cancel")
    client = Client(url, language=terminal.words.language)
    cancelled, refused = _cancel_each(terminal, client, downloads or [])
    if batch:
        cancelled += _cancel_batch(client, batch)
    if json or cancelled or not refused:
        terminal.result({"cancelled": cancelled}, terminal.words("cancelled_count", count=len(cancelled)))
    return FAILED if refused else OK


def _cancel_each(terminal: Terminal, client: Client, ids: list[str]) -> tuple[list[DownloadView], int]:
    cancelled, refused = [], 0
    for download_id in ids:
        try:
            cancelled.append(client.cancel(download_id))
        except Refused as error:
            terminal.complain(f"{printable(download_id)}: {error}")
            refused += 1
    return cancelled, refused


def _cancel_batch(client: Client, batch: str) -> list[DownloadView]:
    asked = set(client.cancel_batch(batch)["downloads"])
    return [one for one in client.downloads(batch=batch) if one["id"] in asked] if asked else []
