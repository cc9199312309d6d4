"""Redis goes away, or stands still, in mid-work: jobs go on, and what they did is written when it is back."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue, Retry

from tests.helpers import pool_jobs
from tests.helpers.databases import url_of
from tests.helpers.pool_process import POOLS, PoolProcess
from tests.helpers.pool_seen import (
    assert_nothing_is_held,
    breathes,
    ended,
    error_of,
    result_of,
    runs_now,
    runs_of,
    wait_for_beats,
)
from tests.helpers.tcp_proxy import Proxy, proxy_of
from tests.helpers.valkey import Server
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]

SELDOM = 3600.0
WITH_CONNECTIONS_OF_THEIR_OWN = [name for name in POOLS if name != "threads"]


@pytest.fixture
def own_queue(own_redis: "Redis") -> Queue:
    """RQ's queue named default, on the server that is maltreated."""
    return Queue(connection=own_redis)


@pytest.fixture
def line(redis: "Redis") -> Iterator[Proxy]:
    """Between a worker and the tests' Redis."""
    with proxy_of(redis.connection_pool.connection_kwargs["port"]) as proxy:
        yield proxy


def by(line: Proxy, redis: "Redis") -> list[str]:
    """Flags for a worker at the end of the line."""
    port = redis.connection_pool.connection_kwargs["port"]
    return ["--url", url_of(redis).replace(f":{port}/", f":{line.port}/")]


def wait_for_log(worker: PoolProcess, text: str, times: int = 1) -> None:
    wait_until(
        lambda: worker.log.read_text().count(text) >= times,
        within_secs=40,
        saying=lambda: f"{text!r}:\n{worker.log.read_text()}",
    )


def assert_all_of_the_worker_lives(worker: PoolProcess, queue: Queue) -> None:
    """Its heart beats, its slots run jobs, the doorbell wakes it, and it hears commands."""
    redis, key, channel = queue.connection, f"rq:worker:{worker.name}", f"rq:pubsub:{worker.name}"
    wait_until(lambda: redis.pubsub_numsub(channel)[0][1] == 1, saying="it listens to commands")
    beat = redis.hget(key, "last_heartbeat")
    wait_until(lambda: redis.hget(key, "last_heartbeat") != beat, saying="its heart beats")
    jobs = [queue.enqueue(pool_jobs.wait_at, "never") for _ in range(2)]
    for job in jobs:
        runs_now(job)
    for job in jobs:
        redis.publish(channel, json.dumps({"command": "stop-job", "job_id": job.id}))
        ended(job, "stopped")
    assert redis.sismember("rq:workers", key)


# --- away


def test_what_jobs_did_while_redis_was_away_is_written_when_it_is_back(
    server: Server, own_queue: Queue, start_worker: StartWorker, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    jobs = [own_queue.enqueue(pool_jobs.breathe, str(gate)) for _ in range(4)]
    worker = start_worker("default", connection=own_queue.connection, poll_secs=SELDOM)
    breathes(jobs[0], gate), breathes(jobs[1], gate)
    server.kill()
    gate.touch()  # both end now, and cannot say so
    wait_for_log(worker, "waits for Redis", times=4)
    server.start()
    for job in jobs:
        assert ended(job).return_value() == "through"
        assert runs_of(job) == 1
        assert len(job.results()) == 1
    assert_all_of_the_worker_lives(worker, own_queue)
    assert_nothing_is_held(own_queue, own_queue.connection)


def test_failures_while_redis_was_away_are_written_when_it_is_back(
    server: Server, own_queue: Queue, start_worker: StartWorker, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    fails = own_queue.enqueue(pool_jobs.breathe_then_fail, str(gate))
    is_retried = own_queue.enqueue(pool_jobs.breathe_then_fail, str(gate), retry=Retry(max=1))
    worker = start_worker("default", connection=own_queue.connection)
    breathes(fails, gate), breathes(is_retried, gate)
    server.kill()
    gate.touch()
    wait_for_log(worker, "waits for Redis", times=2)
    server.start()
    assert "ValueError: after the gate" in error_of(fails)
    error_of(is_retried)
    assert (runs_of(fails), runs_of(is_retried)) == (1, 2)


def test_a_job_whose_end_waits_for_redis_is_past_its_time_limit(
    server: Server, own_queue: Queue, start_worker: StartWorker, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    job = own_queue.enqueue(pool_jobs.breathe, str(gate), job_timeout=4)
    worker = start_worker("default", connection=own_queue.connection, overrun_secs=0.2)
    breathes(job, gate)
    server.kill()
    gate.touch()
    wait_for_log(worker, "waits for Redis")
    wait_for_log(worker, "heartbeat failed", times=25)  # of a fifth of a second
    server.start()
    assert ended(job).return_value() == "through"
    assert runs_of(job) == 1


def test_a_job_that_takes_longer_than_the_outage_does_not_notice_it(
    server: Server, own_queue: Queue, start_worker: StartWorker, tmp_path: Path
) -> None:
    """Though it lasts for longer than the leases: all workers look dead to each other when it is over."""
    gate = tmp_path / "gate"
    jobs = [own_queue.enqueue(pool_jobs.breathe, str(gate)) for _ in range(4)]
    workers = [start_worker("default", connection=own_queue.connection) for _ in range(2)]
    for job in jobs:
        breathes(job, gate)
    keys = [f"rq:worker:{worker.name}" for worker in workers]
    server.kill()
    for worker in workers:
        wait_for_log(worker, "heartbeat failed", times=15)  # of a fifth of a second; the lease has two
    server.start()
    redis = own_queue.connection
    wait_until(lambda: all(redis.hexists(key, "birth") for key in keys), saying="both are back")
    gate.touch()
    for job in jobs:
        ended(job)
        assert runs_of(job) == 1


def test_a_worker_can_be_ended_while_redis_is_away(
    server: Server, own_queue: Queue, start_worker: StartWorker
) -> None:
    redis = own_queue.connection
    job = own_queue.enqueue(pool_jobs.sleep_for, 3600)
    worker = start_worker("default", connection=redis, drain_secs=0.1)
    runs_now(job)
    server.kill()
    worker.signal()
    assert worker.wait(within_secs=30) == 0
    server.start()
    start_worker("default", connection=redis, slots=1)
    wait_until(lambda: redis.hget(job.key, "takeovers") == b"1", saying="another takes its job over")


# --- cut off, alone


def test_a_worker_that_was_cut_off_does_not_write_over_what_another_has_taken_over(
    line: Proxy, redis: "Redis", queue: Queue, start_worker: StartWorker, tmp_path: Path
) -> None:
    gate, other_gate = tmp_path / "gate", tmp_path / "other"
    job = queue.enqueue(pool_jobs.breathe_here, str(gate), str(other_gate))
    cut_off = start_worker(*by(line, redis), "default")
    breathes(job, gate)
    line.cut()
    gate.touch()  # it ends, and cannot say so
    wait_for_log(cut_off, "waits for Redis")
    other = start_worker("default")
    wait_until(lambda: runs_of(job) == 2, saying="the other runs it")
    line.mend()
    wait_for_log(cut_off, "is not ours any more")
    assert job.latest_result() is None
    [execution] = job.get_executions()
    assert execution.worker_name == other.name
    other_gate.touch()
    assert ended(job).return_value() == "second"
    assert result_of(job).worker_name == other.name
    assert len(job.results()) == 1
    other.clear()
    assert_all_of_the_worker_lives(cut_off, queue)


def test_a_worker_that_was_cut_off_for_a_moment_goes_on(
    line: Proxy, redis: "Redis", queue: Queue, start_worker: StartWorker, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    job = queue.enqueue(pool_jobs.breathe, str(gate))
    worker = start_worker(*by(line, redis), "default", poll_secs=SELDOM)
    breathes(job, gate)
    for _ in range(3):
        line.cut()
        line.mend()
    gate.touch()
    ended(job)
    assert runs_of(job) == 1
    assert_all_of_the_worker_lives(worker, queue)


@pytest.mark.parametrize("pool", WITH_CONNECTIONS_OF_THEIR_OWN, indirect=True)
def test_a_job_whose_slot_cannot_reach_redis_when_it_begins_does_not_fail(
    line: Proxy, redis: "Redis", queue: Queue, start_worker: StartWorker
) -> None:
    """The worker can, and has taken it."""
    worker = start_worker(*by(line, redis), "default").wait_until_idle()
    wait_for_beats(worker, 3)
    line.refuse_new()
    jobs = [queue.enqueue(pool_jobs.give, number) for number in range(4)]
    refusals = ("waits for Redis", "did not get to its end", "Redis is away")
    wait_until(lambda: any(words in worker.log.read_text() for words in refusals), saying="a slot is refused")
    line.mend()
    assert [ended(job).return_value() for job in jobs] == [0, 1, 2, 3]


# --- standing still


def test_a_redis_that_stands_still_for_longer_than_the_socket_time_out_is_waited_for(
    server: Server, own_queue: Queue, start_worker: StartWorker, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    before = [own_queue.enqueue(pool_jobs.breathe, str(gate)) for _ in range(3)]
    worker = start_worker(
        "--url", f"{server.url()}?socket_timeout=0.5", "default", connection=own_queue.connection
    )
    breathes(before[0], gate), breathes(before[1], gate)
    server.freeze()
    gate.touch()
    wait_for_log(worker, "waits for Redis")
    wait_for_log(worker, "Redis is away")
    server.thaw()
    for job in [*before, own_queue.enqueue(pool_jobs.give, 1)]:
        ended(job)
        assert len(job.results()) == 1
    assert own_queue.failed_job_registry.get_job_ids() == []
    assert_all_of_the_worker_lives(worker, own_queue)


def test_a_line_on_which_nothing_comes_back_any_more_is_given_up_and_opened_anew(
    line: Proxy, redis: "Redis", queue: Queue, start_worker: StartWorker
) -> None:
    """A firewall that has forgotten the connection; nothing tells the worker."""
    [url_flag, url] = by(line, redis)
    worker = start_worker(url_flag, f"{url}?socket_timeout=0.5", "default").wait_until_idle()
    line.hang()
    wait_for_log(worker, "heartbeat failed")
    line.cut()
    line.mend()
    ended(queue.enqueue(pool_jobs.give, 1))
    assert_all_of_the_worker_lives(worker, queue)
