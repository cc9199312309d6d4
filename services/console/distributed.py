"""The distributed leg: the same batch through the front, the queue and the RQ workers."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from client import Client, DownloadView
from download_task import Download, Outcome
from lab.leg import Leg
from wire import Pool

POLL_SECS = 0.1
LONGEST_LEG_SECS = 300.0


def run_distributed_leg(
    client: Client,
    name: str,
    downloads: Sequence[Download],
    *,
    pool: Pool,
    slots: int,
    on_progress: Callable[[int], None],
) -> Leg:
    """Submit the downloads over HTTP and wait until all have ended.

    Args:
        client: to the front.
        name: of the leg.
        downloads: the batch; all with the same seed and time scale.
        pool: which workers run them.
        slots: how many slots serve that pool, over all workers.
        on_progress: told how many have ended.

    Returns:
        The leg. Its makespan is from the request to the end of the last task, as its worker measured it, so
        that polling does not count.

    Raises:
        TimeoutError: it did not end within five minutes.
    """
    start = time.time()
    accepted = client.submit(_body(downloads, pool))
    batch = accepted["batch"]
    while not batch["done"]:
        if time.time() - start > LONGEST_LEG_SECS:
            raise TimeoutError(f"{name} did not end within {LONGEST_LEG_SECS:g} s: {batch['states']}")
        time.sleep(POLL_SECS)
        batch = client.batch(batch["id"])
        states = batch["states"]
        on_progress(states["finished"] + states["failed"] + states["cancelled"])
    found = {view["id"]: view for view in client.downloads(batch=batch["id"])}
    outcomes = [_outcome(found[download_id]) for download_id in accepted["downloads"]]
    end = max(outcome.ended_at for outcome in outcomes)
    return Leg(name, slots, end - start, outcomes)


def _body(downloads: Sequence[Download], pool: Pool) -> dict[str, Any]:
    first = downloads[0]
    body: dict[str, Any] = {
        "items": [_item(download) for download in downloads],
        "pool": pool,
        "time_scale": first.time_scale,
    }
    if first.seed is not None:
        body["seed"] = first.seed
    if first.work is not None:
        body["work"] = {"kind": first.work.kind, "rounds": first.work.rounds}
    return body


def _item(download: Download) -> dict[str, str]:
    fields = {"name": download.name, "url": download.url, "checksum": download.checksum}
    return {name: value for name, value in fields.items() if value is not None}


def _outcome(view: DownloadView) -> Outcome:
    if view["outcome"] is None:
        reason = (view["error"] or {}).get("message", "no outcome")
        raise RuntimeError(f"download {view['name']!r} ended without an outcome: {reason}")
    return Outcome.from_dict({"path": None, **view["outcome"]})
