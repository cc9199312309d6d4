"""Arguments and options that several commands have."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from download_task import InvalidDownload

DEFAULT_URL = "http://127.0.0.1:8080"


class Pool(StrEnum):
    """Who runs submitted downloads."""

    threads = "threads"
    processes = "processes"
    interpreters = "interpreters"
    any = "any"


class Language(StrEnum):
    """What the terminal speaks."""

    en = "en"
    zh = "zh"


Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs. 输出 JSON。")]
Lang = Annotated[
    Language | None,
    typer.Option("--lang", help="en or zh; else from the environment. 语言。", show_default=False),
]
Url = Annotated[
    str, typer.Option("--url", envvar="PARALLAX_URL", help="Where the front is. 服务地址。", metavar="URL")
]
Slots = Annotated[int, typer.Option(min=1, max=256, help="Slots of each pool. 每个池的槽位数。")]
Seed = Annotated[int | None, typer.Option(help="Makes the simulated seconds repeatable. 随机种子。")]
TimeScale = Annotated[
    float, typer.Option(min=0, max=100, help="Multiplies the simulated 5 to 10 seconds. 时间缩放。")
]
WorkOption = Annotated[
    str | None,
    typer.Option("--work", help="Computing after the bytes, e.g. python:100 or hashlib:100. 额外计算。"),
]
Picture = Annotated[
    Path | None, typer.Option("--picture", help="Draw the timeline into this SVG file. 把时间线画成 SVG。")
]


def refuse_unwritable(picture: Path | None) -> None:
    """Find out before the work that its picture cannot be written.

    Raises:
        InvalidDownload: it cannot.
    """
    if picture is not None and not picture.resolve().parent.is_dir():
        raise InvalidDownload("--picture", "no-folder", folder=str(picture.parent))


def work_body(text: str | None) -> dict[str, Any] | None:
    """`KIND:ROUNDS` as the API and `Work` take it.

    Raises:
        InvalidDownload: it is not of that form.
    """
    if text is None:
        return None
    kind, _, rounds = text.partition(":")
    if kind not in ("python", "hashlib") or not rounds.isdecimal():
        raise InvalidDownload("--work", "not-work-option", got=text)
    return {"kind": kind, "rounds": int(rounds)}
