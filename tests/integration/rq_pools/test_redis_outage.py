"""Redis goes away and comes back in mid-work: the worker survives, and no job is lost."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue

from tests.helpers import pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.valkey import Server
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own, to be maltreated."""
    server = Server(tmp_path)
    yield server
    server.thaw()
    server.kill()


@pytest.fixture
def own_redis(server: Server) -> Iterator["Redis"]:
    """A connection to it."""
    with Redis.from_url(server.url()) as connection:
        yield connection


def test_jobs_whose_end_could_not_be_written_are_run_again(
    server: Server, own_redis: "Redis", start_worker: StartWorker, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    queue = Queue(connection=own_redis)
    jobs = [queue.enqueue(pool_jobs.breathe, 0.02, str(gate)) for _ in range(4)]
    worker = start_worker("default", connection=own_redis)
    wait_until(lambda: own_redis.hlen("inside") == 2, saying="two run")
    server.kill()
    gate.touch()  # both end now, and cannot say so
    wait_until(lambda: worker.log.read_text().count("did not get to its end") >= 2, saying="both have ended")
    server.start()
    wait_until(lambda: all(job.is_finished for job in jobs), saying=worker.log.read_text)
    assert sorted(own_redis.hvals("runs")) == [b"1", b"1", b"2", b"2"]
    assert queue.failed_job_registry.get_job_ids() == []
    assert worker.process.poll() is None


def test_a_redis_that_stands_still_for_longer_than_the_socket_time_out_is_waited_for(
    server: Server, own_redis: "Redis", start_worker: StartWorker, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    queue = Queue(connection=own_redis)
    before = [queue.enqueue(pool_jobs.breathe, 0.02, str(gate)) for _ in range(3)]
    worker = start_worker("--url", f"{server.url()}?socket_timeout=0.5", "default", connection=own_redis)
    wait_until(lambda: own_redis.hlen("inside") == 2, saying="two run")
    server.freeze()
    gate.touch()
    wait_until(
        lambda: "Redis is away" in worker.log.read_text(),
        within_secs=30,
        saying=lambda: worker.log.read_text(),
    )
    server.thaw()
    after = queue.enqueue(pool_jobs.give, 1)
    wait_until(
        lambda: all(job.is_finished for job in [*before, after]),
        saying=lambda: worker.log.read_text(),
    )
    assert queue.failed_job_registry.get_job_ids() == []
    stopped = queue.enqueue(pool_jobs.wait_at, "gate")
    wait_until(lambda: own_redis.hexists("inside", stopped.id), saying="it runs")
    own_redis.publish(f"rq:pubsub:{worker.name}", f'{{"command": "stop-job", "job_id": "{stopped.id}"}}')
    wait_until(lambda: stopped.get_status() == "stopped", saying="commands are still heard")


def test_a_worker_can_be_ended_while_redis_is_away(
    server: Server, own_redis: "Redis", start_worker: StartWorker
) -> None:
    queue = Queue(connection=own_redis)
    job = queue.enqueue(pool_jobs.sleep_for, 3600)
    worker = start_worker("default", connection=own_redis, drain_secs=0.1)
    wait_until(lambda: own_redis.hlen("inside") == 1, saying="it runs")
    server.kill()
    worker.signal()
    assert worker.wait(within_secs=20) == 0
    server.start()
    start_worker("default", connection=own_redis, slots=1)
    wait_until(lambda: own_redis.hget(job.key, "takeovers") == b"1", saying="another takes its job over")
