"""`parallax watch`: follow a batch that was submitted before."""

from typing import Annotated

import typer

from client import Client, Listener
from console.following import follow
from console.options import DEFAULT_URL, Json, Lang, Url
from console.terminal import Terminal


def command(
    batch: Annotated[str, typer.Argument(metavar="BATCH")],
    url: Url = DEFAULT_URL,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Follow a batch to its end."""
    terminal = Terminal.speaking(lang, as_json=json)
    client = Client(url, language=terminal.words.language)
    client.batch(batch)  # before the listener, which would wait for a front that is not there
    return follow(terminal, client, Listener(client), batch)
