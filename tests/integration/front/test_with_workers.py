"""The front beside real workers: what it queues runs, what it cancels stops, and who runs what is shown."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis

from tests.helpers.databases import url_of
from tests.helpers.front_process import running_worker
from tests.helpers.waiting import wait_until
from wire import note_unserved

PATH = "/api/v1/downloads"

Submit = Callable[..., list[str]]
Reaches = Callable[[str, str], Any]
SLOW = {"time_scale": 10.0}  # 50 to 100 seconds, unless cancelled
QUICK = {"time_scale": 0.0}


@pytest.fixture
def worker(redis: "Redis", tmp_path: Path) -> Iterator[None]:
    """A worker with two threads, that has registered."""
    log = tmp_path / "worker.log"
    with running_worker(log, url_of(redis), pool="threads", slots=2, heartbeat_secs=0.3) as process:
        wait_until(lambda: redis.scard("rq:workers"), saying=log.read_text)
        yield
        assert process.poll() is None, log.read_text()


@pytest.fixture
def reaches(client: FlaskClient) -> Callable[[str, str], Any]:
    """Waits until a download is in a state; returns it."""

    def wait(download_id: str, state: str) -> Any:
        def look() -> Any:
            view = client.get(f"{PATH}/{download_id}").get_json()
            return view if view["state"] == state else None

        return wait_until(look, saying=lambda: client.get(f"{PATH}/{download_id}").text)

    return wait


def test_a_pool_without_workers_is_shown_as_not_served_with_the_reason_that_was_told(
    client: FlaskClient, worker: None, redis: "Redis"
) -> None:
    note_unserved(redis, "interpreters", "no-python-3-14", {"version": "3.11.7"})
    note_unserved(redis, "threads", "installing", {})  # not true any more: a worker serves them

    pools = {pool.pop("name"): pool for pool in client.get("/api/v1/workers").get_json()["pools"]}

    assert pools["threads"] == {"served": True, "slots": 2, "unserved": None}
    assert pools["any"] == {"served": True, "slots": 2, "unserved": None}
    assert pools["processes"] == {"served": False, "slots": 0, "unserved": None}
    assert pools["interpreters"]["unserved"] == {"reason": "no-python-3-14", "values": {"version": "3.11.7"}}


def test_a_worker_has_its_number_where_it_is_listed_and_in_its_runs(
    client: FlaskClient, submit: Submit, worker: None, reaches: Reaches
) -> None:
    [ran] = submit("a", pool="threads", **QUICK)
    [run] = reaches(ran, "finished")["runs"]
    [listed] = client.get("/api/v1/workers").get_json()["workers"]
    assert (run["worker"], run["worker_number"]) == (listed["name"], listed["number"])
    assert listed["number"] == 1


def test_slots_downloads_and_names_are_shown_and_a_running_one_can_be_cancelled_and_retried(
    client: FlaskClient, worker: None, submit: Submit, reaches: Reaches, redis: "Redis"
) -> None:
    idle = client.get("/api/v1/workers").get_json()
    assert (idle["slots_total"], idle["slots_busy"], len(idle["workers"])) == (2, 0, 1)
    assert idle["workers"][0]["queues"] == ["parallax-threads", "parallax-any"]
    assert idle["workers"][0]["pool"] == "threads"
    assert idle["workers"][0]["heartbeat_secs"] == 0.3
    assert idle["workers"][0]["cores"] >= 1

    ids = submit("一", "二", "三", **SLOW)
    for download_id in ids[:2]:
        reaches(download_id, "running")
    [view] = client.get("/api/v1/workers").get_json()["workers"]
    assert {(job["slot"], job["download"], job["name"]) for job in view["running"]} == {
        (running["slot"], download_id, name)
        for running, download_id, name in zip(
            sorted(view["running"], key=lambda job: ids.index(job["download"])), ids, "一二", strict=False
        )
    }
    assert sorted(job["slot"] for job in view["running"]) == [0, 1]
    metrics = client.get("/metrics").text
    assert 'parallax_slots_busy{pool="threads"} 2.0' in metrics
    assert 'parallax_downloads_waiting{pool="any"} 1.0' in metrics
    assert 'parallax_downloads{pool="any",state="running"} 2.0' in metrics

    assert client.delete(f"{PATH}/{ids[2]}").get_json()["state"] == "cancelled"  # queued: at once
    asked = client.delete(f"{PATH}/{ids[0]}")
    assert (asked.status_code, asked.get_json()["cancel_requested"]) == (202, True)
    assert client.delete(f"{PATH}/{ids[0]}").status_code in (202, 409)  # twice does no harm
    cancelled = reaches(ids[0], "cancelled")
    assert cancelled["error"]["code"] == "cancelled"
    client.delete(f"{PATH}/{ids[1]}")
    reaches(ids[1], "cancelled")

    metrics = client.get("/metrics").text
    assert 'parallax_downloads{pool="any",state="cancelled"} 3.0' in metrics
    assert 'parallax_downloads{pool="any",state="failed"} 0.0' in metrics

    ends = {i: [run["ended"] for run in client.get(f"{PATH}/{i}").get_json()["runs"]] for i in ids}
    assert ends == {ids[0]: ["cancelled"], ids[1]: ["cancelled"], ids[2]: []}
    again = client.post(f"{PATH}/{ids[2]}/retry")
    assert again.status_code == 202
    wait_until(
        lambda: len(client.get(f"{PATH}/{ids[2]}").get_json()["runs"]) == 1,
        saying=lambda: client.get(f"{PATH}/{ids[2]}").text,
    )
    client.delete(f"{PATH}/{ids[2]}")
    reaches(ids[2], "cancelled")


def test_what_is_queued_runs_and_what_was_cancelled_before_never_does(
    client: FlaskClient, submit: Submit, reaches: Reaches, redis: "Redis", tmp_path: Path
) -> None:
    ids = submit("a", "b", "c", **QUICK)
    client.delete(f"{PATH}/{ids[1]}")
    log = tmp_path / "worker.log"
    with running_worker(log, url_of(redis), pool="threads", slots=2, heartbeat_secs=0.3):
        for download_id in (ids[0], ids[2]):
            done = reaches(download_id, "finished")
            [run] = done["runs"]
            assert (run["number"], run["ended"], run["pool"]) == (1, "finished", "threads")
            assert (done["fraction"], done["outcome"]["state"]) == (1.0, "finished")
            assert done["outcome"]["wall_secs"] == run["wall_secs"]
            assert done["runner"] == done["outcome"]["runner"] == run["runner"]
            assert done["runner"]["task"] == "download_task.task.download_task"
            assert "path" not in done["outcome"]
        assert client.get(f"{PATH}/{ids[1]}").get_json()["state"] == "cancelled"
        assert client.get(f"{PATH}/{ids[1]}").get_json()["runs"] == []
        batch = client.get(f"/api/v1/batches/{done['batch']}").get_json()
        assert (batch["done"], batch["states"]["finished"], batch["states"]["cancelled"]) == (True, 2, 1)
        assert client.delete(f"{PATH}/{ids[0]}").status_code == 409
        assert client.post(f"{PATH}/{ids[0]}/retry").status_code == 409
        assert client.post(f"{PATH}/{ids[1]}/retry").status_code == 202
        assert len(reaches(ids[1], "finished")["runs"]) == 1


def test_a_download_that_fails_says_why_and_can_be_retried(
    client: FlaskClient, worker: None, reaches: Reaches
) -> None:
    # Allowed by the front's list, and not by the worker's.
    body = {"items": [{"url": "http://files.test/x"}]}
    [download_id] = client.post(PATH, json=body).get_json()["downloads"]
    failed = reaches(download_id, "failed")
    assert failed["error"]["code"] == "host-not-allowed"
    assert "files.test" in failed["error"]["message"]
    assert client.post(f"{PATH}/{download_id}/retry").status_code == 202
    wait_until(
        lambda: len(client.get(f"{PATH}/{download_id}").get_json()["runs"]) == 2,
        saying=lambda: client.get(f"{PATH}/{download_id}").text,
    )
    reaches(download_id, "failed")
