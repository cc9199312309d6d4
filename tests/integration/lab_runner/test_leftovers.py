"""What a killed runner or a deleted job leaves behind is ended, not left to run or to wait for ever."""

from collections.abc import Callable
from pathlib import Path

from redis import Redis
from rq.job import Job

from client import Client
from tests.helpers.databases import url_of
from tests.helpers.front_process import running_front, running_worker
from tests.helpers.lab_process import LabProcess, LabRoom
from tests.helpers.waiting import wait_until
from wire import batch_of_key, cancel_experiment

StartLab = Callable[..., LabProcess]

LONG = {"tasks": 4, "scale": 20.0}


def next_batch(room: LabRoom, experiment_id: str, lab: LabProcess, before: str = "") -> str:
    """The batch that the experiment's leg has submitted, once it is another one than before."""

    def found() -> str | None:
        key = room.record(experiment_id).batch_key
        batch = batch_of_key(room.redis, key) if key else None
        return batch if batch != before else None

    return wait_until(found, saying=lab.told)


def test_the_batch_of_a_killed_runner_is_cancelled_when_its_experiment_begins_anew_or_ends(
    redis: "Redis", room: LabRoom, start_lab: StartLab, tmp_path: Path
) -> None:
    url = url_of(redis)
    with running_front(tmp_path / "front.log", url) as front, running_worker(tmp_path / "w", url, slots=1):
        client = Client(f"http://127.0.0.1:{front.port}")
        wait_until(lambda: client.workers()["workers"], saying="a worker")
        experiment_id = room.submit("distributed:threads", **LONG)

        killed = start_lab(PARALLAX_FRONT_URL=client.url)
        first = next_batch(room, experiment_id, killed)
        killed.kill()
        killed = start_lab(PARALLAX_FRONT_URL=client.url)
        second = next_batch(room, experiment_id, killed, first)
        wait_until(lambda: client.batch(first)["done"], saying="the first batch is cancelled")
        killed.kill()
        cancel_experiment(redis, room.record(experiment_id))
        last = start_lab(PARALLAX_FRONT_URL=client.url)
        room.wait_for(experiment_id, "cancelled", last)
        wait_until(lambda: client.batch(second)["done"], saying="the second batch is cancelled")
        wait_until(lambda: room.record(experiment_id).batch_key is None, saying=last.told)

        assert client.batch(second)["states"]["cancelled"] > 0, "it ran on to its end"


def test_an_experiment_whose_job_was_deleted_has_failed_and_says_so(
    redis: "Redis", room: LabRoom, start_lab: StartLab
) -> None:
    gone, waits = room.submit(), room.submit(**LONG)
    redis.delete(Job.key_for(gone))
    lab = start_lab(PARALLAX_LEASE_SECS="1")

    record = room.wait_for(gone, "failed", lab)

    assert record.failure == {"code": "job-gone", "values": {}}
    assert record.ended_at is not None
    assert redis.ttl(f"parallax:experiment:{gone}") > 0
    assert room.record(waits).state in ("queued", "running")
