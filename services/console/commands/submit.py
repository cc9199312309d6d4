"""`parallax submit`: queue downloads at a running Parallax, and follow them if asked."""

import contextlib
from typing import Annotated, Any

import typer

from client import Client, Listener, Refused, Unreachable
from console.following import follow
from console.options import DEFAULT_URL, Json, Lang, Pool, Seed, TimeScale, Url, WorkOption, work_body
from console.terminal import OK, USAGE, Terminal
from wire import Pool as WirePool
from wire import queue_for


def command(
    items: Annotated[
        list[str] | None, typer.Argument(help="Names to simulate, or URLs. 名称或 URL。")
    ] = None,
    file: Annotated[
        typer.FileText | None, typer.Option("--file", help="More of them, one a line; - is stdin. 每行一个。")
    ] = None,
    pool: Annotated[Pool, typer.Option(help="Who runs them. 由谁执行。")] = Pool.any,
    work: WorkOption = None,
    retries: Annotated[int, typer.Option(min=0, max=100, help="Runs after a failure. 失败重试次数。")] = 0,
    checksum: Annotated[str | None, typer.Option(help="sha256:HEX that each URL must have. 校验和。")] = None,
    seed: Seed = None,
    time_scale: TimeScale = 1.0,
    watch: Annotated[bool, typer.Option("--watch", help="Follow them to their end. 跟踪到结束。")] = False,
    url: Url = DEFAULT_URL,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Queue downloads at a running Parallax. 提交下载任务。"""
    terminal = Terminal.speaking(lang, as_json=json)
    lines = [*(items or []), *(line.strip() for line in file or [])]
    wanted = [line for line in lines if line]
    if not wanted:
        terminal.complain(terminal.words("nothing_to_submit"))
        return USAGE
    body: dict[str, Any] = {
        "items": [{"url": w} if w.startswith(("http://", "https://")) else {"name": w} for w in wanted],
        "pool": pool.value,
        "retries": retries,
        "time_scale": time_scale,
    }
    optional = {"work": work_body(work), "checksum": checksum, "seed": seed}
    body |= {name: value for name, value in optional.items() if value is not None}
    return _submit(terminal, Client(url), body, watch=watch)


def _submit(terminal: Terminal, client: Client, body: dict[str, Any], *, watch: bool) -> int:
    """Queue what the body says; with `watch` also follow it to its end.

    Raises:
        client.Unreachable, client.Refused: it could not be queued; nothing was.
    """
    listener = Listener(client) if watch else None
    accepted = client.submit(body)
    batch = accepted["batch"]
    _warn_if_unserved(terminal, client, body["pool"])
    said = terminal.words("submitted", count=batch["count"], batch=batch["id"])
    if listener is None:
        terminal.result(accepted, said)
        return OK
    terminal.note(said)
    return follow(terminal, client, listener, batch["id"])


def _warn_if_unserved(terminal: Terminal, client: Client, pool: WirePool) -> None:
    with contextlib.suppress(Unreachable, Refused):  # it is queued all the same
        served = {queue for worker in client.workers()["workers"] for queue in worker["queues"]}
        if queue_for(pool) not in served:
            terminal.note(terminal.words("unserved", pool=pool))
