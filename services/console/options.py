"""Arguments and options that several commands have; `help.json` of `words` says what they mean."""

from pathlib import Path
from typing import Annotated, Any

import typer

from download_task.request import WORK_KINDS
from words import Language

from .errors import UsageError

DEFAULT_URL = "http://127.0.0.1:8080"

Json = Annotated[bool, typer.Option("--json")]
Lang = Annotated[Language | None, typer.Option("--lang", show_default=False)]
Downloads = Annotated[list[str] | None, typer.Argument(metavar="ID", show_default=False)]
Batch = Annotated[str | None, typer.Option(metavar="BATCH")]
Url = Annotated[str, typer.Option("--url", envvar="PARALLAX_URL", metavar="URL")]
Slots = Annotated[int, typer.Option(min=1, max=256, metavar="N")]
Seed = Annotated[int | None, typer.Option(metavar="N")]
TimeScale = Annotated[float, typer.Option(min=0, max=100, metavar="FACTOR")]
WorkOption = Annotated[str | None, typer.Option("--work", metavar="KIND:ROUNDS")]
Picture = Annotated[Path | None, typer.Option("--picture", metavar="FILE")]


def parse_work(text: str | None) -> dict[str, Any] | None:
    """`KIND:ROUNDS` as the API and `Work` take it.

    Raises:
        UsageError: it is not of that form.
    """
    if text is None:
        return None
    kind, _, rounds = text.partition(":")
    if kind not in WORK_KINDS or not rounds.isdecimal():
        raise UsageError("bad_work", got=text)
    return {"kind": kind, "rounds": int(rounds)}


def parse_item(text: str) -> dict[str, str]:
    """What to download, as the API and `Download` take it: a URL to fetch, or a name to simulate.

    Raises:
        UsageError: it is a URL of a scheme that is not supported.
    """
    scheme, is_url, _ = text.partition("://")
    if not is_url:
        return {"name": text}
    if scheme.lower() not in ("http", "https"):
        raise UsageError("bad_scheme", url=text, scheme=scheme)
    return {"url": text}
