"""`parallax submit` and `parallax watch`: queue downloads, and follow them."""

import json
import sys
import time
from typing import Any

from .client import Client, Unreachable
from .terminal import FAILED, OK, Terminal

ENDED = ("finished", "failed", "cancelled")
RECONNECT_SECS = 1.0
FALLBACK_POLL_SECS = 2.0


def run_submit(terminal: Terminal, client: Client, body: dict[str, Any], *, watch: bool) -> int:
    """Queue what the body says; with `watch` also follow it to its end.

    Raises:
        client.Unreachable, client.Refused: it could not be queued; nothing was.
    """
    accepted = client.submit(body)
    batch = accepted["batch"]
    said = terminal.words("submitted", count=batch["count"], batch=batch["id"])
    if watch:
        terminal.note(said)
        return run_watch(terminal, client, batch["id"])
    terminal.result(accepted, said)
    return OK


def run_watch(terminal: Terminal, client: Client, batch_id: str) -> int:
    """Follow a batch to its end: a bar on a terminal, a line a change elsewhere, JSON lines for programs.

    Returns:
        The exit code: 0 when all its downloads finished, 1 when one did not.

    Raises:
        client.Unreachable, client.Refused: there is no such batch, or no front.
    """
    batch = client.batch(batch_id)
    start = time.monotonic()
    with terminal.progress() as bars:
        bar = bars.add(batch_id[:8], batch["count"])
        while not batch["done"]:
            _follow(terminal, client, batch_id)
            batch = client.batch(batch_id)
            bars.reach(bar, sum(batch["states"][state] for state in ENDED))
        bars.reach(bar, batch["count"])
    states = batch["states"]
    summary = ", ".join(f"{count} {_state(terminal, state)}" for state, count in states.items() if count)
    took = terminal.words("took_in_all", secs=time.monotonic() - start)
    terminal.result(batch, f"{summary} — {took}")
    return OK if states["finished"] == batch["count"] else FAILED


def _follow(terminal: Terminal, client: Client, batch_id: str) -> None:
    """Say what happens to the batch until one of its downloads has ended, or a while has passed."""
    until = time.monotonic() + FALLBACK_POLL_SECS
    try:
        for event in client.events():
            data = event.data
            if data.get("batch") == batch_id:
                _say(terminal, event.type, data)
            if event.type in ENDED or time.monotonic() > until:
                return
    except Unreachable:
        time.sleep(RECONNECT_SECS)


def _say(terminal: Terminal, kind: str, event: dict[str, Any]) -> None:
    if terminal.as_json:
        sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    elif kind != "progress" and not terminal.err.is_terminal:
        name = event["data"].get("name", event["download"])
        terminal.note(f"{name}: {_state(terminal, kind)}")


def _state(terminal: Terminal, state: str) -> str:
    return terminal.words("failed_state" if state == "failed" else state)
