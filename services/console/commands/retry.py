"""`parallax retry`: run failed or cancelled downloads again."""

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
    """Run downloads again: those named, and all of a batch that failed or were cancelled."""
    terminal = Terminal.speaking(lang, as_json=json)
    if not downloads and not batch:
        raise UsageError("nothing_to_retry")
    client = Client(url, language=terminal.words.language)
    return change(
        terminal,
        client,
        downloads=downloads or [],
        batch=batch,
        change_one=client.retry,
        change_batch=client.retry_batch,
        done="retried",
        counted="retried_count",
    )
