"""Webhooks: called once a job has ended, and not before, nor twice."""

import signal
from collections.abc import Callable, Iterator

import pytest
from rq import Queue, Retry, Webhook

from tests.helpers import pool_crash_jobs, pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.pool_seen import ended, error_of
from tests.helpers.waiting import wait_until
from tests.helpers.webhook_listener import Listener, listening

StartWorker = Callable[..., PoolProcess]
WORKER_SETTINGS = {"overrun_secs": 0.3}


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def both(listener: Listener) -> list[Webhook]:
    return [Webhook(listener.url, status, method="POST") for status in ("finished", "failed")]


def test_the_end_of_a_job_is_told_to_its_webhook(served: Queue, listener: Listener) -> None:
    good = served.enqueue(pool_jobs.give, 1, webhooks=both(listener))
    bad = served.enqueue(pool_jobs.fail, "oh", webhooks=both(listener))
    wait_until(lambda: len(listener.calls) == 2, saying="both are told")
    assert (listener.of(good.id), listener.of(bad.id)) == (["finished"], ["failed"])
    [payload] = [body for _, body in listener.calls if body["job_id"] == bad.id]
    assert "ValueError: oh" in payload["exc_info"]
    assert (good.is_finished, bad.is_failed) == (True, True)


def test_a_webhook_is_told_of_the_last_attempt_only(served: Queue, listener: Listener) -> None:
    lucky = ended(served.enqueue(pool_jobs.fail_first, 2, retry=Retry(max=2), webhooks=both(listener)))
    unlucky = served.enqueue(pool_jobs.count_and_fail, retry=Retry(max=2), webhooks=both(listener))
    error_of(unlucky)
    wait_until(lambda: len(listener.calls) == 2, saying="both are told")
    assert (listener.of(lucky.id), listener.of(unlucky.id)) == (["finished"], ["failed"])


def test_a_webhook_is_told_of_a_job_that_its_slot_did_not_end(served: Queue, listener: Listener) -> None:
    job = served.enqueue(pool_jobs.sleep_for, 3600, job_timeout=1, webhooks=both(listener))
    wait_until(lambda: listener.of(job.id) == ["failed"], saying="it is told")
    if "processes" in served.name:
        killed = served.enqueue(pool_crash_jobs.die_by, signal.SIGKILL, webhooks=both(listener))
        wait_until(lambda: listener.of(killed.id) == ["failed"], saying="it is told")


def test_a_webhook_that_nobody_hears_does_no_harm(served: Queue) -> None:
    nowhere = Webhook("http://127.0.0.1:9/", "finished", timeout=1)
    jobs = [served.enqueue(pool_jobs.give, number, webhooks=[nowhere]) for number in range(6)]
    assert [ended(job).return_value() for job in jobs] == list(range(6))


def test_a_slot_takes_no_job_before_the_webhook_of_the_last_has_been_told(
    start_worker: StartWorker, queue: Queue, listener: Listener
) -> None:
    listener.may_answer.clear()
    first = queue.enqueue(pool_jobs.give, 1, webhooks=both(listener))
    second = queue.enqueue(pool_jobs.give, 2)
    start_worker("default", slots=1)
    wait_until(lambda: listener.calls, saying="the webhook is called")
    assert (first.get_status(), second.get_status()) == ("finished", "queued")
    listener.may_answer.set()
    ended(second)
