"""The worker's probe asks for a fresh heartbeat."""

import subprocess
import sys
from collections.abc import Callable

from redis import Redis

from rq_pools import describe_workers
from tests.helpers.databases import url_of
from tests.helpers.download_room import Room
from tests.helpers.valkey import Server
from tests.helpers.waiting import wait_until
from tests.helpers.worker_process import WorkerProcess, worker_environment


def probe(redis_url: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "service_kit.probe", "worker"],
        env=worker_environment(PARALLAX_REDIS_URL=redis_url, **settings),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_the_probe_is_content_with_a_worker_that_beats(staffed: Room) -> None:
    wait_until(lambda: describe_workers(staffed.redis), saying="the worker has registered")
    answer = probe(url_of(staffed.redis))
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("heartbeat ")


def test_the_probe_fails_without_a_worker_of_this_host(redis: "Redis") -> None:
    answer = probe(url_of(redis))
    assert (answer.returncode, answer.stdout) == (1, "worker: no worker of this host is registered\n")


def test_the_probe_fails_when_the_last_heartbeat_is_too_old(
    room: Room, start_worker: Callable[..., WorkerProcess]
) -> None:
    worker = start_worker(PARALLAX_LEASE_SECS="60", PARALLAX_HEARTBEAT_SECS="20")
    wait_until(lambda: describe_workers(room.redis), saying=worker.told)
    (before,) = describe_workers(room.redis)
    worker.kill()
    room.redis.hset(f"rq:worker:{before.name}", "last_heartbeat", "2020-01-01T00:00:00.000000Z")
    answer = probe(url_of(room.redis))
    assert answer.returncode == 1
    assert "the last heartbeat is " in answer.stdout


def test_the_probe_fails_when_redis_is_away(own_server: Server) -> None:
    own_server.kill()
    answer = probe(own_server.url())
    assert answer.returncode == 1
    assert answer.stdout.startswith("worker: Redis is away: ")


def test_the_probe_fails_with_a_sentence_when_a_setting_is_wrong(redis_url: str) -> None:
    answer = probe(redis_url, PARALLAX_SLOTS="none")
    assert (answer.returncode, answer.stderr) == (1, "")
    assert answer.stdout.startswith("worker: PARALLAX_SLOTS: ")
