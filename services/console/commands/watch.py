"""`parallax watch`: follow a batch that was submitted before."""

from typing import Annotated

import typer

from client import Client, Listener
from console.following import follow
from console.options import DEFAULT_URL, Json, Lang, Url
from console.terminal import Terminal


def command(
    batch: Annotated[str, typer.Argument(help="The batch, as `submit` named it. 批次。")],
    url: Url = DEFAULT_URL,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Follow a batch to its end. 跟踪一个批次。"""
    client = Client(url)
    client.batch(batch)  # before the listener, which would wait for a front that is not there
    return follow(Terminal.speaking(lang, as_json=json), client, Listener(client), batch)
