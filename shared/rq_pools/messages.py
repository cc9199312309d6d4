"""What a worker and the children of its slots say to each other."""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from rq.job import Job
from rq.queue import Queue

from .bookkeeping import Bookkeeping
from .connections import MakePool
from .leases import Place


class Order(NamedTuple):
    """One job to run: its place, its queue, its lease, its hash; and whether to take the next one."""

    place: Place
    job_id: str
    queue_name: str
    execution_id: str
    created_at: datetime
    record: dict[bytes, bytes]
    may_relay: bool


class Next(NamedTuple):
    """The job that a child has taken itself."""

    job_id: str
    queue_name: str
    execution_id: str
    created_at: datetime
    timeout_secs: int | None


class Report(NamedTuple):
    """That a child is done with a job.

    Attributes:
        is_ended: its end is written, or not this run's to write any more; else the worker sees to it.
        breakdown: what went wrong outside of the job, if that is why.
        is_handed_back: the job is to be run again, since Redis was away.
        following: what the child runs now.
    """

    is_ended: bool
    breakdown: str | None
    is_handed_back: bool
    following: Next | None


class Finishing(NamedTuple):
    """That a job's function has come to its end, and how long what follows may take; None: any time."""

    execution_id: str
    limit_secs: float | None


class Wish(NamedTuple):
    """That the job of an execution ends: stopped for good, or to be handed back; or that no more be taken."""

    execution_id: str
    kind: Literal["stop", "hand back", "be quiet", "interrupt"]


Message = bool | Finishing | Report  # what a child says: that it is ready; and of a job


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the child needs to be a part of its worker. Must be picklable.

    Attributes:
        worker_name, worker_pid, queue_names, lease_secs, execution_ttl_secs: the worker's own.
        max_jobs: how many jobs a child runs; 0: any number.
        worker_class: the worker's; what it overrides of RQ's methods holds in the child, too.
        make_pool: makes a pool of connections to Redis like the worker's.
        job_class, queue_class, serializer: as the worker's.
        attributes: settings of RQ's worker to copy.
        logging_level: as the worker's.
        initializer: called once in the child, before its first job.
    """

    worker_name: str
    worker_pid: int
    queue_names: list[str]
    worker_class: type[Bookkeeping]
    lease_secs: int
    execution_ttl_secs: int
    max_jobs: int
    make_pool: MakePool
    job_class: type[Job]
    queue_class: type[Queue]
    serializer: Any
    attributes: dict[str, Any]
    logging_level: str | None
    initializer: Callable[[], None] | None

    def check(self) -> None:
        """Raise what pickling it would raise, before a child does."""
        pickle.dumps(self)
