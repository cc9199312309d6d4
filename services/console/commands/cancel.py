"""`parallax cancel`: stop downloads, queued or running."""

from typing import Annotated

import typer

from client import Client
from console.changes import change
from console.errors import UsageError
from console.options import DEFAULT_URL, Json, Lang, Url
from console.terminal import Terminal


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
    return change(
        terminal,
        client,
        downloads=downloads or [],
        batch=batch,
        change_one=client.cancel,
        change_batch=client.cancel_batch,
        done="cancelled",
        counted="cancelled_count",
    )
