"""Following a batch to its end: a bar on a terminal, a line a change elsewhere, JSON lines for programs."""

import json
import sys
import time
from typing import Any

from client import Client, Listener
from words import failure_sentence

from .terminal import FAILED, OK, Terminal

ENDED = ("finished", "failed", "cancelled")
QUIET = ("progress", "queued")
POLL_SECS = 0.4
LAST_WORDS_SECS = 0.3  # the events of the last downloads may arrive a little after their states


def follow(terminal: Terminal, client: Client, listener: Listener, batch_id: str) -> int:
    """Follow the batch.

    Args:
        terminal: where to show it.
        client: to the front.
        listener: to its events, from before the batch was submitted.
        batch_id: which.

    Returns:
        The exit code: 0 when all its downloads finished, 1 when one did not.

    Raises:
        client.ClientError: there is no such batch, or no front.
    """
    # The events are told; whether it is over is asked, for an event may get lost and a state does not.
    batch = client.batch(batch_id)
    start = time.monotonic()
    with terminal.progress() as bars:
        bar = bars.add(batch_id[:8], batch["count"])
        while not batch["done"]:
            _tell(terminal, listener, batch_id, within_secs=POLL_SECS)
            batch = client.batch(batch_id)
            bars.reach(bar, sum(batch["states"][state] for state in ENDED))
        bars.reach(bar, batch["count"])
    _tell(terminal, listener, batch_id, within_secs=LAST_WORDS_SECS)
    states = batch["states"]
    summary = ", ".join(f"{count} {_state(terminal, state)}" for state, count in states.items() if count)
    took = terminal.words("took_in_all", secs=time.monotonic() - start)
    terminal.result(batch, f"{summary} — {took}")
    return OK if states["finished"] == batch["count"] else FAILED


def _tell(terminal: Terminal, listener: Listener, batch_id: str, *, within_secs: float) -> None:
    for event in listener.events(within_secs=within_secs):
        if event.data.get("batch") == batch_id:
            _say(terminal, event.type, event.data)


def _say(terminal: Terminal, kind: str, event: dict[str, Any]) -> None:
    if terminal.as_json:
        sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    elif kind in ("failed", "retrying") or (kind not in QUIET and not terminal.err.is_terminal):
        data = event["data"]
        failure = data.get("failure") or (data.get("outcome") or {}).get("failure")
        why = f" — {failure_sentence(terminal.words, failure)}" if failure else ""
        terminal.note(f"{data.get('name', event['download'])}: {_state(terminal, kind)}{why}")


def _state(terminal: Terminal, state: str) -> str:
    return terminal.words(f"state.{state}")
