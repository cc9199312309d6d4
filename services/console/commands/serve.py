"""`parallax serve`: the whole stack without Docker."""

from pathlib import Path
from typing import Annotated

import typer

from console.options import Json, Lang, Slots
from console.serving import run_serve
from console.stack import StackOptions
from console.terminal import Terminal

OriginPort = Annotated[int | None, typer.Option(min=0, max=65_535, metavar="PORT", show_default=False)]


def command(
    host: Annotated[str, typer.Option(envvar="PARALLAX_HOST", metavar="HOST")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PARALLAX_PORT", min=0, max=65_535, metavar="PORT")] = 8080,
    origin_port: OriginPort = None,
    slots: Slots = 4,
    data: Annotated[Path, typer.Option(metavar="FOLDER")] = Path("parallax-data"),
    allow: Annotated[str, typer.Option(metavar="HOSTS", show_default=False)] = "",
    drain: Annotated[
        float,
        typer.Option(min=0, metavar="SECONDS"),
    ] = 5.0,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Run the whole stack without Docker, until Ctrl-C."""
    options = StackOptions(
        directory=data,
        host=host,
        port=port,
        origin_port=origin_port,
        slots=slots,
        allowed_hosts=allow,
        drain_secs=drain,
        lab=True,
        other_python=True,
    )
    return run_serve(Terminal.speaking(lang, as_json=json), options)
