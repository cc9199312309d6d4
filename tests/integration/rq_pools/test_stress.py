"""Thousands of jobs, workers of all kinds, and violence at random moments: no job is lost, or stuck, or ends
in another way than it should, or twice.

    PARALLAX_STRESS_JOBS=5000 PARALLAX_STRESS_SECS=60 pytest tests/integration/rq_pools/test_stress.py

The seed is printed; PARALLAX_STRESS_SEED repeats what befalls whom, though never the moment in the worker's
own work that it hits.
"""

import faulthandler
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.scheduler import RQScheduler

from tests.helpers.pool_seen import assert_nothing_is_held
from tests.helpers.pool_stress import Company, enqueue_some, is_to_fail
from tests.helpers.waiting import wait_until

JOBS = int(os.environ.get("PARALLAX_STRESS_JOBS", "300"))
SECS = float(os.environ.get("PARALLAX_STRESS_SECS", "10"))
SEED = int(os.environ.get("PARALLAX_STRESS_SEED") or random.SystemRandom().randrange(1_000_000))
WORKERS = 4
SETTLING_SECS = 60 + JOBS / 20

# What may be left: the jobs and their results, where RQ lists them, and what expires by itself.
LEFT = (
    b"rq:job:",
    b"rq:results:",
    b"rq:finished:default",
    b"rq:failed:default",
    b"rq:queues",
    b"effects",
    b"attempts",
)
EXPIRES = (b"rq:worker:", b"rq:clean_registries:", b"rq:clean_groups")


class Scheduling:
    """RQ's scheduler in the test's own hands: one in a worker, once killed, leaves a lock for a minute."""

    def __init__(self, queue: Queue) -> None:
        self._scheduler = RQScheduler([queue], connection=queue.connection, interval=1)
        self._scheduler.acquire_locks()

    def go_on(self) -> None:
        self._scheduler.enqueue_scheduled_jobs()

    def end(self) -> None:
        self._scheduler.release_locks()


@pytest.fixture
def chance() -> random.Random:
    print(f"PARALLAX_STRESS_SEED={SEED}")
    return random.Random(SEED)


@pytest.fixture
def company(redis: "Redis", tmp_path: Path, chance: random.Random) -> Iterator[Company]:
    company = Company(redis, tmp_path, WORKERS, chance)
    yield company
    company.clear()
    print("\n".join(company.history))


@pytest.mark.timeout(SECS + 2 * SETTLING_SECS + 60)
def test_whatever_happens_to_workers_every_job_takes_effect_and_ends_once(
    redis: "Redis", company: Company, chance: random.Random
) -> None:
    # What faulthandler prints of a test that takes longer than usual can crash the interpreter.
    faulthandler.cancel_dump_traceback_later()
    queue = Queue(connection=redis)
    scheduling = Scheduling(queue)
    jobs = run_through_violence(queue, company, scheduling, chance)
    wait_for_the_end_of(jobs, queue, company, scheduling)
    scheduling.end()
    wait_until(
        lambda: has_forgotten_the_dead(redis, company),
        saying=lambda: f"only {names_of(company)} are workers, not {redis.smembers('rq:workers')}",
    )
    company.dismiss()
    wait_until(lambda: not company.processes(), saying=lambda: f"no process is left: {company.processes()}")
    effects: Any = redis.hkeys("effects")
    assert {job.id for job in jobs} <= {job_id.decode() for job_id in effects}
    assert Counter(len(job.results()) for job in jobs) == {1: len(jobs)}
    assert set(queue.failed_job_registry.get_job_ids()) == {job.id for job in jobs if is_to_fail(job)}
    for registry in ("deferred", "scheduled", "canceled"):
        assert getattr(queue, f"{registry}_job_registry").get_job_ids(cleanup=False) == [], registry
    assert len(queue) == 0
    assert_nothing_is_held(queue, redis)
    wait_until(lambda: not left_over(redis), saying=lambda: f"nothing else is left: {left_over(redis)}")


def run_through_violence(
    queue: Queue, company: Company, scheduling: Scheduling, chance: random.Random
) -> list[Job]:
    """Put the jobs on the queue bit by bit, while things happen to the workers."""
    jobs: list[Job] = []
    begun = time.monotonic()
    while (share := (time.monotonic() - begun) / SECS) < 1:
        while len(jobs) < JOBS * share:
            jobs += enqueue_some(queue, chance)
        scheduling.go_on()
        company.go_on()
        time.sleep(0.01)
    while len(jobs) < JOBS:
        jobs += enqueue_some(queue, chance)
    company.calm_down()
    return jobs


def wait_for_the_end_of(jobs: list[Job], queue: Queue, company: Company, scheduling: Scheduling) -> None:
    def have_ended() -> bool:
        scheduling.go_on()
        company.replace_the_dead()
        ended = queue.finished_job_registry.count + queue.failed_job_registry.count
        return bool(ended >= len(jobs))

    def told() -> str:
        unfinished = [job for job in jobs if job.get_status() not in ("finished", "failed")]
        states = {job.id: (job.get_status(), job.connection.hgetall(job.key)) for job in unfinished[:5]}
        return f"{len(unfinished)} jobs have not ended, such as {states}; the queue: {len(queue)}"

    wait_until(have_ended, within_secs=SETTLING_SECS, saying=told)


def has_forgotten_the_dead(redis: "Redis", company: Company) -> bool:
    """Whether RQ's list of workers is up to date."""
    # Whoever is killed while cleaning leaves RQ's lock for a quarter of an hour; this is what the time does.
    redis.delete("rq:clean_registries:default")
    company.replace_the_dead()
    return redis.smembers("rq:workers") == names_of(company)


def names_of(company: Company) -> set[bytes]:
    return {f"rq:worker:{worker.name}".encode() for worker in company.workers}


def left_over(redis: "Redis") -> list[bytes]:
    """Keys that nobody needs, and that do not expire."""
    keys = [key for key in redis.scan_iter(count=10_000) if not key.startswith(LEFT)]
    return [key for key in keys if not (key.startswith(EXPIRES) and 0 < redis.ttl(key) <= 1_000)]
