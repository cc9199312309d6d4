"""`parallax submit`: queue downloads at a running Parallax, and follow them if asked."""

import contextlib
from typing import Annotated, Any

import typer

from client import Client, Listener, Refused, Unreachable
from console.errors import UsageError
from console.following import follow
from console.options import (
    DEFAULT_URL,
    Json,
    Lang,
    Seed,
    TimeScale,
    Url,
    WorkOption,
    parse_item,
    parse_work,
)
from console.terminal import FAILED, OK, Terminal
from wire import Pool, queue_for
from words import printable


def command(
    items: Annotated[list[str] | None, typer.Argument(metavar="NAME|URL", show_default=False)] = None,
    file: Annotated[typer.FileText | None, typer.Option("--file", metavar="FILE")] = None,
    pool: Annotated[Pool, typer.Option()] = "any",
    work: WorkOption = None,
    retries: Annotated[int, typer.Option(min=0, max=100, metavar="N")] = 0,
    checksum: Annotated[str | None, typer.Option(metavar="sha256:HEX")] = None,
    seed: Seed = None,
    time_scale: TimeScale = 1.0,
    watch: Annotated[bool, typer.Option("--watch")] = False,
    url: Url = DEFAULT_URL,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Queue downloads at a running Parallax."""
    terminal = Terminal.speaking(lang, as_json=json)
    lines = [*(items or []), *(line.strip() for line in file or [])]
    wanted = [parse_item(line) for line in lines if line]
    if not wanted:
        raise UsageError("nothing_to_submit")
    body: dict[str, Any] = {"items": wanted, "pool": pool, "retries": retries, "time_scale": time_scale}
    optional = {"work": parse_work(work), "checksum": checksum, "seed": seed}
    body |= {name: value for name, value in optional.items() if value is not None}
    return _submit(terminal, Client(url, language=terminal.words.language), body, watch=watch)


def _submit(terminal: Terminal, client: Client, body: dict[str, Any], *, watch: bool) -> int:
    """Queue what the body says; with `watch` also follow it to its end.

    Raises:
        client.Unreachable, client.Refused: it could not be queued; nothing was.
    """
    listener = Listener(client) if watch else None
    try:
        accepted = client.submit(body)
    except Refused as error:
        if not (faults := _faults_of(body["items"], error)):
            raise
        for fault in faults:
            terminal.complain(fault)
        return FAILED
    batch = accepted["batch"]
    _warn_if_unserved(terminal, client, body["pool"])
    said = terminal.words("submitted", count=batch["count"], batch=batch["id"])
    if listener is None:
        terminal.result(accepted, said)
        return OK
    terminal.note(said)
    return follow(terminal, client, listener, batch["id"])


def _faults_of(items: list[dict[str, str]], error: Refused) -> list[str]:
    """What is wrong with which line, as it was typed; nothing when the fault is none of theirs."""
    if any(fault.get("item") is None for fault in error.errors):
        return []
    typed = ["".join(item.values()) for item in items]
    return [f"{printable(typed[fault['item']])}: {fault['message']}" for fault in error.errors]


def _warn_if_unserved(terminal: Terminal, client: Client, pool: Pool) -> None:
    with contextlib.suppress(Unreachable, Refused):  # it is queued all the same
        served = {queue for worker in client.workers()["workers"] for queue in worker["queues"]}
        if queue_for(pool) not in served:
            terminal.note(terminal.words("unserved", pool=pool))
