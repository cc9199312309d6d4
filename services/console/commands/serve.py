"""`parallax serve`: the whole stack without Docker."""

from pathlib import Path
from typing import Annotated

import typer

from console.options import Json, Lang, Slots
from console.serving import run_serve
from console.stack import StackOptions
from console.terminal import Terminal


def command(
    host: Annotated[
        str, typer.Option(envvar="PARALLAX_HOST", help="Where to listen. 监听地址。")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(envvar="PARALLAX_PORT", min=0, max=65_535, help="0 takes any free port. 端口。")
    ] = 8080,
    origin_port: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=65_535,
            help="Where the origin listens; by default where it did before. origin 的端口。",
            show_default=False,
        ),
    ] = None,
    slots: Slots = 4,
    data: Annotated[Path, typer.Option(help="Folder for data, files and logs. 数据目录。")] = Path(
        "parallax-data"
    ),
    allow: Annotated[
        str, typer.Option(help="More hosts to download from, comma-separated. 允许下载的其他主机。")
    ] = "",
    drain: Annotated[
        float,
        typer.Option(min=0, help="Seconds that stopping workers wait for what runs. 停止前等待的秒数。"),
    ] = 5.0,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Run the whole stack without Docker, until Ctrl-C. 不用 Docker 运行全部服务。"""
    options = StackOptions(
        directory=data,
        host=host,
        port=port,
        origin_port=origin_port,
        slots=slots,
        allowed_hosts=allow,
        drain_secs=drain,
        other_python=True,
    )
    return run_serve(Terminal.speaking(lang, as_json=json), options)
