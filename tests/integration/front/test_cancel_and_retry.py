"""Cancelling and retrying, seen from Redis: what a queue holds is what the API says."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from rq.job import Job, JobStatus

from download_task import Failure
from tests.helpers.redis_contents import contents, texts_of
from wire import Progress, Run, is_cancel_requested
from wire.events import read_after

PATH = "/api/v1/downloads"

Submit = Callable[..., list[str]]
QUEUE = "rq:queue:parallax-any"


def told(redis: "Redis") -> list[str]:
    return [event.type for _, event in read_after(redis, "0")]


def test_a_queued_download_is_cancelled_at_once_and_leaves_its_queue(
    client: FlaskClient, submit: Submit, redis: "Redis"
) -> None:
    ids = submit("a", "b")
    answer = client.delete(f"{PATH}/{ids[0]}")
    assert (answer.status_code, answer.get_json()["state"]) == (202, "cancelled")
    assert answer.get_json()["error"] == {
        "code": "cancelled",
        "reason": "before-start",
        "values": {},
        "message": "Cancelled before it started.",
    }
    assert texts_of(redis, QUEUE) == [ids[1]]
    assert 86_000 < redis.ttl(f"parallax:cancel:{ids[0]}") <= 86_400  # a day
    assert told(redis) == ["queued", "cancelled"]


def test_a_scheduled_download_says_when_it_runs_again_and_can_be_cancelled(
    client: FlaskClient, submit: Submit, redis: "Redis", job_of: Callable[[str], Job]
) -> None:
    [download_id] = submit("a")
    redis.delete(QUEUE)
    job_of(download_id).set_status(JobStatus.SCHEDULED)
    redis.zadd("rq:scheduled:parallax-any", {download_id: 4_000_000_000})
    view = client.get(f"{PATH}/{download_id}").get_json()
    assert (view["state"], view["retry_at"]) == ("scheduled", "2096-10-02T07:06:40Z")
    view = client.delete(f"{PATH}/{download_id}").get_json()
    assert (view["state"], view["retry_at"]) == ("cancelled", None)
    assert redis.zcard("rq:scheduled:parallax-any") == 0


def test_cancelling_twice_is_409_and_tells_nothing_new(
    client: FlaskClient, submit: Submit, redis: "Redis"
) -> None:
    [download_id] = submit("a")
    client.delete(f"{PATH}/{download_id}")
    before = contents(redis)
    answer = client.delete(f"{PATH}/{download_id}")
    assert (answer.status_code, answer.get_json()["detail"]) == (409, "The download is already cancelled.")
    assert contents(redis) == before


@pytest.mark.parametrize("status", [JobStatus.FINISHED, JobStatus.FAILED, JobStatus.STOPPED])
def test_an_ended_download_cannot_be_cancelled(
    client: FlaskClient, submit: Submit, job_of: Callable[[str], Job], status: JobStatus
) -> None:
    [download_id] = submit("a")
    job_of(download_id).set_status(status)
    assert client.delete(f"{PATH}/{download_id}").status_code == 409


def test_a_download_that_a_worker_takes_at_this_moment_stays_its_own_and_gets_the_wish(
    client: FlaskClient, submit: Submit, redis: "Redis"
) -> None:
    [download_id] = submit("a")
    # Taken off the queue, and not yet marked as started: what rq_pools' workers do in between.
    redis.lmove(QUEUE, "rq:queue:parallax-any:intermediate")
    answer = client.delete(f"{PATH}/{download_id}")
    assert (answer.status_code, answer.get_json()["state"]) == (202, "queued")
    assert answer.get_json()["cancel_requested"]
    assert is_cancel_requested(redis, download_id)
    assert told(redis) == ["queued"]


def test_a_cancelled_download_is_forgotten_after_keep_secs(
    client: FlaskClient, submit: Submit, redis: "Redis"
) -> None:
    [download_id] = submit("a")
    redis.zadd("rq:canceled:parallax-any", {"long-gone": 1_000})
    client.delete(f"{PATH}/{download_id}")
    assert 3_590 < redis.ttl(f"rq:job:{download_id}") <= 3_600
    assert redis.zrange("rq:canceled:parallax-any", 0, -1) == [download_id.encode()]


def failed(job: Job, redis: "Redis") -> None:
    run = Run(1, "x", "threads-1", "threads", started_at=1_000.0).ended_as(
        "failed", 1_002.0, Failure("timed-out", "silence", {"secs": 3}, retryable=True)
    )
    redis.hset(job.key, "run:1", run.to_json())
    redis.hset(job.key, "progress", Progress(1, 5, 10, 0.5).to_json())
    job.set_status(JobStatus.FAILED)
    job.save()
    job.failed_job_registry.add(job)
    redis.lrem(QUEUE, 0, job.id)
    redis.expire(job.key, 100)


def test_a_failed_download_says_why_and_goes_back_on_its_queue_clean(
    client: FlaskClient, submit: Submit, redis: "Redis", job_of: Callable[[str], Job]
) -> None:
    [download_id] = submit("a")
    failed(job_of(download_id), redis)
    view = client.get(f"{PATH}/{download_id}").get_json()
    error = {"code": "timed-out", "reason": "silence", "values": {"secs": 3}}
    error_in_english = error | {"message": "The server sent nothing for 3 s."}
    assert (view["state"], view["error"]) == ("failed", error_in_english)
    assert (view["fraction"], view["bytes_done"], view["bytes_total"]) == (0.5, 5, 10)
    assert view["runs"] == [
        {
            "number": 1,
            "worker": "threads-1",
            "worker_number": None,
            "pool": "threads",
            "runner": None,
            "started_at": "1970-01-01T00:16:40Z",
            "ended_at": "1970-01-01T00:16:42Z",
            "ended": "failed",
            "failure": error_in_english | {"retryable": True},
            "wall_secs": 2.0,
            "cpu_secs": None,
            "core_wait_secs": None,
            "work_secs": None,
            "work_cpu_secs": None,
            "work_core_wait_secs": None,
        }
    ]
    chinese = client.get(f"{PATH}/{download_id}", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).get_json()
    assert chinese["error"]["message"] == "服务器 3 秒没有发来任何数据。"
    assert chinese["runs"][0]["failure"]["message"] == chinese["error"]["message"]
    assert client.get(f"{PATH}/{download_id}?lang=zh").get_json()["error"] == chinese["error"]
    answer = client.post(f"{PATH}/{download_id}/retry")
    again = answer.get_json()
    assert (answer.status_code, again["state"], again["runs"]) == (202, "queued", view["runs"])
    assert (again["error"], again["outcome"], again["fraction"], again["bytes_done"]) == (None, None, None, 0)
    assert redis.lrange(QUEUE, 0, -1) == [download_id.encode()]
    assert redis.zcard("rq:failed:parallax-any") == 0
    assert redis.ttl(f"rq:job:{download_id}") == -1
    assert told(redis) == ["queued", "requeued"]


def test_a_cancelled_download_can_be_retried_and_is_wanted_again(
    client: FlaskClient, submit: Submit, redis: "Redis"
) -> None:
    [download_id] = submit("a")
    client.delete(f"{PATH}/{download_id}")
    answer = client.post(f"{PATH}/{download_id}/retry")
    assert (answer.status_code, answer.get_json()["state"]) == (202, "queued")
    assert not answer.get_json()["cancel_requested"]
    assert redis.lrange(QUEUE, 0, -1) == [download_id.encode()]
    assert redis.zcard("rq:canceled:parallax-any") == 0


@pytest.mark.parametrize("status", [JobStatus.QUEUED, JobStatus.STARTED, JobStatus.FINISHED])
def test_only_failed_and_cancelled_downloads_can_be_retried(
    client: FlaskClient, submit: Submit, redis: "Redis", job_of: Callable[[str], Job], status: JobStatus
) -> None:
    [download_id] = submit("a")
    job_of(download_id).set_status(status)
    before = contents(redis)
    assert client.post(f"{PATH}/{download_id}/retry").status_code == 409
    assert contents(redis) == before


def test_many_who_retry_at_once_queue_it_once(
    client: FlaskClient, submit: Submit, redis: "Redis", job_of: Callable[[str], Job]
) -> None:
    [download_id] = submit("a")
    failed(job_of(download_id), redis)
    app = client.application

    def retry(_: Any) -> int:
        return app.test_client().post(f"{PATH}/{download_id}/retry", headers={"X-Parallax": "1"}).status_code

    with ThreadPoolExecutor(10) as pool:
        statuses = sorted(pool.map(retry, range(10)))
    assert statuses == [202] + [409] * 9
    assert redis.lrange(QUEUE, 0, -1) == [download_id.encode()]


def test_a_failure_without_a_known_reason_still_has_an_error(
    client: FlaskClient, submit: Submit, job_of: Callable[[str], Job]
) -> None:
    [download_id] = submit("a")
    job_of(download_id).set_status(JobStatus.FAILED)
    error = client.get(f"{PATH}/{download_id}").get_json()["error"]
    assert (error["code"], error["message"]) == ("failed", "It failed for an unknown reason.")
