"""Taking jobs as a pooled worker does, without a worker."""

from typing import Any

from redis import Redis
from rq import Queue
from rq.executions import Execution

from rq_pools.leases import Haul, Leases, Place, Taken

TTL_SECS = 90


def place(slot: int) -> Place:
    """A free slot."""
    return Place(slot, 4000 + slot, f"slot-{slot}")


def haul(leases: Leases, *queues: Queue, slots: int = 1) -> Haul:
    """One look at the queues, with so many free slots."""
    found = leases.take(queues, [place(slot) for slot in range(slots)], TTL_SECS)
    assert found is not None
    return found


def take(leases: Leases, *queues: Queue, slots: int = 1) -> list[Taken]:
    """The jobs that one look at the queues brought."""
    return haul(leases, *queues, slots=slots).taken


def take_one(leases: Leases, queue: Queue) -> Execution:
    """The next job."""
    [taken] = take(leases, queue)
    return taken.execution


def traces(redis: "Redis", execution: Execution) -> list[str]:
    """Where Redis knows the execution."""
    places: list[str] = []
    for key in redis.scan_iter():
        kind: Any = redis.type(key)
        members: Any = []
        if kind == b"zset":
            members = redis.zrange(key, 0, -1)
        elif kind == b"set":
            members = redis.smembers(key)
        if execution.id.encode() in key or any(execution.id.encode() in member for member in members):
            places.append(key.decode())
    return sorted(places)


def places_of(job_id: str, execution: Execution, worker: str) -> list[str]:
    """Where it has to be known while it is held."""
    return sorted(
        [
            f"rq:execution:{job_id}:{execution.id}",
            f"rq:executions:{job_id}",
            f"rq:worker:{worker}:executions",
            "rq:wip:default",
        ]
    )
