"""A batch as the API shows it: its downloads counted by state."""

from collections import Counter

from redis import Redis
from rq.job import Job

from front.schemas import BatchLinks, BatchView
from wire import STATES, WAITING, State, state_of_status

from . import batch_records
from .batch_records import BatchRecord


def batch_view(redis: "Redis", batch: BatchRecord) -> BatchView:
    """The batch with its downloads counted by state; downloads that have expired are not counted."""
    states = states_of(redis, batch_records.batch_members(redis, batch.id))
    return as_submitted(batch, Counter(states.values()))


def states_of(redis: "Redis", ids: list[str]) -> dict[str, State]:
    """The states of the downloads, without those that have expired; one round trip."""
    with redis.pipeline(transaction=False) as pipeline:
        for download_id in ids:
            pipeline.hget(Job.key_for(download_id), "status")
        answers = pipeline.execute(raise_on_error=False)
    return {
        download_id: state_of_status(status.decode(errors="replace"))
        for download_id, status in zip(ids, answers, strict=True)
        if isinstance(status, bytes)
    }


def as_submitted(batch: BatchRecord, counts: "Counter[State] | None" = None) -> BatchView:
    """The batch with these counts; by default all its downloads are queued."""
    counted = counts if counts is not None else Counter({"queued": batch.count})
    return BatchView(
        id=batch.id,
        created_at=batch.created_at,
        count=batch.count,
        pool=batch.pool,
        states={state: counted.get(state, 0) for state in STATES},
        done=not any(counted.get(state) for state in (*WAITING, "running")),
        links=BatchLinks(self=f"/api/v1/batches/{batch.id}", downloads=f"/api/v1/downloads?batch={batch.id}"),
    )
