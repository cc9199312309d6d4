"""The loop: events are shown as they come, and the batch is asked whether it is done."""

import time

from client import BatchView, Client, Listener
from console.terminal import FAILED, OK, Terminal
from console.words import Words
from wire import ENDED

from .displays import Display, display_for
from .tasks import Tasks

POLL_SECS = 0.4
LAST_EVENTS_SECS = 0.3  # the events of the last downloads may come a little after their states


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
        KeyboardInterrupt: after it was said that the downloads go on.
    """
    try:
        return _follow(terminal, client, listener, batch_id)
    except KeyboardInterrupt:
        terminal.note(terminal.words("they_go_on", batch=batch_id))
        raise


def _follow(terminal: Terminal, client: Client, listener: Listener, batch_id: str) -> int:
    start = time.monotonic()
    batch = client.batch(batch_id)
    tasks = Tasks()
    tasks.load(client.downloads(batch=batch_id))
    with display_for(terminal, tasks, batch["count"]) as display:
        # An event may get lost, a state does not: so whether it is over is asked.
        while not batch["done"]:
            _show_events(display, client, listener, tasks, batch_id, within_secs=POLL_SECS)
            batch = client.batch(batch_id)
        _show_events(display, client, listener, tasks, batch_id, within_secs=LAST_EVENTS_SECS)
        if any(task.state not in ENDED for task in tasks):
            tasks.load(client.downloads(batch=batch_id))
    terminal.result(batch, _summary(terminal.words, batch, time.monotonic() - start))
    return OK if batch["states"]["finished"] == batch["count"] else FAILED


def _show_events(
    display: Display, client: Client, listener: Listener, tasks: Tasks, batch_id: str, *, within_secs: float
) -> None:
    for event in listener.events(within_secs=within_secs):
        if event.type == "reset":  # some events are gone
            tasks.load(client.downloads(batch=batch_id))
        elif event.data.get("batch") == batch_id:
            tasks.apply(event)
            display.show(event)


def _summary(words: Words, batch: BatchView, secs: float) -> str:
    states = [
        words("count_and_state", count=count, state=words(f"state.{name}"))
        for name, count in batch["states"].items()
        if count
    ]
    return f"{', '.join(states)} — {words('took_in_all', secs=secs)}"
