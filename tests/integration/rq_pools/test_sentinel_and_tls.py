"""Redis behind Sentinels, and Redis behind TLS: every slot finds its way there, and back after a failover."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Callback, Queue
from rq.command import send_stop_job_command

from tests.helpers import pool_hooks, pool_jobs
from tests.helpers.certificates import make_certificate, server_context
from tests.helpers.databases import url_of
from tests.helpers.pool_process import PoolProcess
from tests.helpers.pool_seen import breathes, ended, error_of, runs_now, runs_of, told_of
from tests.helpers.sentinel import Guarded, guarded
from tests.helpers.tcp_proxy import proxy_of
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]


def assert_jobs_live_as_ever(queue: Queue) -> None:
    """Results, failures, time limits, callbacks and commands, in all slots of a worker with two."""
    redis = queue.connection
    jobs = [queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(2)]
    for job in jobs:
        runs_now(job)
    send_stop_job_command(redis, jobs[0].id)
    ended(jobs[0], "stopped")
    redis.set("gate", "open")
    ended(jobs[1])
    told = ended(queue.enqueue(pool_jobs.give, 7, on_success=Callback(pool_hooks.tell_success)))
    assert told_of(told) == "success 7"
    assert "oh" in error_of(queue.enqueue(pool_jobs.fail, "oh"))
    assert "JobTimeout" in error_of(queue.enqueue(pool_jobs.compute_for_ever, job_timeout=1))
    redis.delete("gate")


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Guarded]:
    folder = tmp_path / "servers"
    folder.mkdir()
    with guarded(folder) as servers:
        yield servers


def through(servers: Guarded, folder: Path) -> list[str]:
    """Flags for a worker that asks the Sentinel."""
    (folder / "settings_for_rq.py").write_text(servers.config())
    return ["--path", str(folder), "--config", "settings_for_rq"]


def test_a_worker_works_through_a_sentinel(
    servers: Guarded, start_worker: StartWorker, tmp_path: Path
) -> None:
    start_worker(*through(servers, tmp_path), "default", connection=servers.redis)
    assert_jobs_live_as_ever(Queue(connection=servers.redis))


def test_a_worker_follows_the_master_and_writes_there_what_its_jobs_did_meanwhile(
    servers: Guarded, start_worker: StartWorker, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    queue = Queue(connection=servers.redis)
    jobs = [queue.enqueue(pool_jobs.breathe, str(gate)) for _ in range(2)]
    worker = start_worker(*through(servers, tmp_path), "default", connection=servers.redis)
    for job in jobs:
        breathes(job, gate)
    servers.kill_master()
    gate.touch()
    for job in jobs:
        ended(job, within_secs=40)
        assert runs_of(job) == 1
    channel = f"rq:pubsub:{worker.name}"
    wait_until(
        lambda: servers.redis.pubsub_numsub(channel)[0][1] == 1, within_secs=40, saying="it hears commands"
    )
    assert_jobs_live_as_ever(queue)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    if shutil.which("openssl") is None and not os.environ.get("CI"):
        pytest.skip("there is no openssl to make a certificate with")
    return make_certificate(tmp_path)


def test_a_worker_works_through_tls(
    redis: "Redis", queue: Queue, certificate: Path, start_worker: StartWorker
) -> None:
    port = redis.connection_pool.connection_kwargs["port"]
    with proxy_of(port, server_context(certificate)) as proxy:
        plain = url_of(redis).replace(f":{port}/", f":{proxy.port}/")
        tls = plain.replace("redis://", "rediss://") + f"?ssl_ca_certs={certificate}"
        worker = start_worker("--url", tls, "default")
        assert_jobs_live_as_ever(queue)
        worker.signal()
        assert worker.wait() == 0
