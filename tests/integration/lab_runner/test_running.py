"""A lab runner takes experiments one at a time, and none gets stuck, whatever dies."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis
from rq.queue import Queue
from rq.serializers import JSONSerializer

from tests.helpers.lab_process import LabProcess, LabRoom, are_gone
from tests.helpers.valkey import Server
from tests.helpers.waiting import wait_until
from wire import ExperimentProgress, cancel_experiment, keys, read_after, read_lab_facts, waiting_experiments

StartLab = Callable[..., LabProcess]

LONG = {"tasks": 16, "scale": 20.0}  # two minutes and more in sequence


def changes(redis: "Redis", experiment_id: str) -> list[str]:
    """The states of which the events tell, one after another."""
    found = [event.data for _, event in read_after(redis, "0") if event.type == "experiment"]
    return [data.state for data in found if data.experiment == experiment_id]  # type: ignore[union-attr]


def test_experiments_run_one_after_another_and_are_kept_with_what_was_measured(
    room: LabRoom, start_lab: StartLab
) -> None:
    first, second = room.submit("sequential", "thread_pool", repeats=2), room.submit()
    lab = start_lab()
    begun = room.wait_for(second, "finished", lab)
    ended = room.record(first)

    result = room.result(first)
    assert (result.id, result.state, result.position) == (first, "finished", None)
    assert [(leg.plan.key, len(leg.runs)) for leg in result.legs] == [("sequential", 2), ("thread_pool", 2)]
    assert [leg["key"] for leg in ended.legs] == ["sequential", "thread_pool"]
    assert (ended.attempts, ended.state, room.redis.ttl(keys.experiment(first)) > 0) == (1, "finished", True)
    assert ended.ended_at is not None
    assert begun.started_at is not None
    assert ended.ended_at <= begun.started_at
    assert changes(room.redis, first) == [
        "queued",
        *["running"] * (len(changes(room.redis, first)) - 2),
        "finished",
    ]


def test_what_the_tasks_do_is_published_and_forgotten_when_their_leg_has_ended(
    room: LabRoom, start_lab: StartLab
) -> None:
    start_lab()
    experiment_id = room.submit(tasks=4, scale=1.0)
    seen: dict[int, str | None] = {}

    def look() -> bool:
        for _, event in read_after(room.redis, "0"):
            if isinstance(event.data, ExperimentProgress):
                assert (event.data.experiment, event.data.leg) == (experiment_id, "sequential")
                seen.update({task[0]: task[3] for task in event.data.tasks})
        return room.record(experiment_id).state == "finished"

    wait_until(look, saying="finished")
    assert seen.keys() >= {0, 1, 2}
    assert "finished" in seen.values()
    assert [event.type for _, event in read_after(room.redis, "0") if event.type != "experiment"] == []


def test_a_running_experiment_is_cancelled_within_two_seconds_and_leaves_no_process(
    room: LabRoom, start_lab: StartLab
) -> None:
    lab = start_lab()
    experiment_id = room.submit("processes", **LONG)
    room.wait_for(experiment_id, "running", lab)
    wait_until(lambda: len(lab.started()) >= 16, saying=lab.told)
    processes = lab.started()

    assert cancel_experiment(room.redis, room.record(experiment_id)) == "asked"
    asked_at = time.monotonic()
    room.wait_for(experiment_id, "cancelled", lab)

    assert time.monotonic() - asked_at < 2
    are_gone(processes, within_secs=1)
    assert room.result(experiment_id).state == "cancelled"
    again = room.submit()
    room.wait_for(again, "finished", lab)


def test_a_runner_that_is_killed_in_mid_leg_leaves_no_process_and_the_next_begins_anew(
    room: LabRoom, start_lab: StartLab
) -> None:
    experiment_id = room.submit("sequential", "thread_pool", tasks=3, scale=1.0)
    first = start_lab()
    room.wait_for(experiment_id, "running", first)
    wait_until(first.started, saying=first.told)
    processes = first.started()
    first.kill()
    are_gone(processes, within_secs=5)

    second = start_lab()
    record = room.wait_for(experiment_id, "finished", second)

    assert record.attempts == 2
    assert len(room.result(experiment_id).legs[0].runs) == 1
    assert changes(room.redis, experiment_id).count("queued") == 2


def test_an_experiment_that_has_lost_its_runner_three_times_has_failed_and_says_so(
    room: LabRoom, start_lab: StartLab
) -> None:
    experiment_id = room.submit(**LONG)
    for attempt in (1, 2, 3):
        lab = start_lab()
        wait_until(lambda n=attempt: room.record(experiment_id).attempts == n, saying=lab.told)  # type: ignore[misc]
        lab.kill()

    record = room.wait_for(experiment_id, "failed", start_lab())

    assert record.failure == {"code": "runner-lost", "values": {"times": 3}}
    assert waiting_experiments(room.redis) == []


def test_a_runner_that_is_told_to_stop_hands_its_experiment_back_and_ends(
    room: LabRoom, start_lab: StartLab
) -> None:
    experiment_id = room.submit(**LONG)
    lab = start_lab()
    room.wait_for(experiment_id, "running", lab)
    wait_until(lab.started, saying=lab.told)
    processes = lab.started()

    assert lab.terminate() == 0, lab.told()

    are_gone(processes, within_secs=1)
    assert room.record(experiment_id).state == "queued"
    assert waiting_experiments(room.redis) == [experiment_id]
    assert not room.redis.exists(keys.LAB_TURN)


def test_two_runners_never_run_two_experiments_at_once(room: LabRoom, start_lab: StartLab) -> None:
    ids = [room.submit(tasks=2, scale=1.0) for _ in range(2)]
    labs = [start_lab(), start_lab()]
    running: set[int] = set()

    def all_ended() -> bool:
        states = [room.record(each).state for each in ids]
        running.add(states.count("running"))
        return states == ["finished"] * 2

    wait_until(all_ended, saying=lambda: "".join(lab.told() for lab in labs))
    assert max(running) == 1


def test_a_restart_of_redis_in_mid_leg_loses_nothing(tmp_path: Path, start_lab: StartLab) -> None:
    folder = tmp_path / "redis"
    folder.mkdir()
    server = Server(folder)
    try:
        with Redis.from_url(server.url()) as redis:
            room = LabRoom(redis)
            experiment_id = room.submit(tasks=4, scale=2.0)
            lab = start_lab(server.url(), PARALLAX_LEASE_SECS="10")
            room.wait_for(experiment_id, "running", lab)
            wait_until(lab.started, saying=lab.told)
            server.kill()
            server.start()
            record = room.wait_for(experiment_id, "finished", lab)
            assert record.attempts == 1, lab.told()
    finally:
        server.kill()


def test_it_says_what_can_be_compared_here_and_says_it_again_to_a_redis_that_forgot(
    redis: "Redis", start_lab: StartLab
) -> None:
    lab = start_lab(PARALLAX_LEASE_SECS="1")
    facts = wait_until(lambda: read_lab_facts(redis), saying=lab.told)
    assert facts["machine"]["cores"] >= 1
    assert facts["pythons"][0]["id"].startswith("3.")
    assert set(facts["unavailable"]) >= {"sequential", "interpreter_pool"}
    redis.delete(keys.LAB)
    wait_until(lambda: read_lab_facts(redis), within_secs=30, saying=lab.told)


@pytest.mark.parametrize("function", ["os.getcwd", "worker.jobs.perform_download", "lab_runner.facts.facts"])
def test_it_runs_no_other_function_whatever_stands_in_redis(
    redis: "Redis", start_lab: StartLab, function: str
) -> None:
    queue = Queue("parallax-lab", connection=redis, serializer=JSONSerializer)
    job = queue.enqueue_call(function, args=[])
    lab = start_lab()
    wait_until(lambda: job.get_status().value == "failed", saying=lab.told)
    assert "this worker runs lab_runner.jobs.run" in lab.told()
