"""Callbacks and exception handlers: called once, with their own time limits, and what they do wrong."""

from rq import Callback, Queue, Retry

from tests.helpers import pool_hooks, pool_jobs
from tests.helpers.pool_seen import ended, error_of, told_of
from tests.helpers.redis_contents import texts_of
from tests.helpers.waiting import wait_until

WORKER_FLAGS = [
    flag
    for handler in ("tell_handled", "tell_handled_and_end", "never_called")
    for flag in ("--exception-handler", f"tests.helpers.pool_hooks.{handler}")
]
TIME_IS_UP = "JobTimeoutException: Task exceeded maximum timeout value (1 seconds)"


def handled(queue: Queue, job_id: str) -> list[str]:
    return texts_of(queue.connection, f"handled-{job_id}")


def test_each_end_of_a_job_has_its_callback(served: Queue) -> None:
    callbacks = {
        "on_success": Callback(pool_hooks.tell_success),
        "on_failure": Callback(pool_hooks.tell_failure),
        "on_stopped": Callback(pool_hooks.tell_stopped),
    }
    succeeds = ended(served.enqueue(pool_jobs.give, 7, **callbacks))
    fails = ended(served.enqueue(pool_jobs.fail, "oh", **callbacks), "failed")
    stops = ended(served.enqueue(pool_jobs.stop_itself, **callbacks), "stopped")
    assert [told_of(job) for job in (succeeds, fails, stops)] == [
        "success 7",
        "failure ValueError: oh",
        "stopped",
    ]


def test_a_failing_success_callback_fails_its_job(served: Queue) -> None:
    job = served.enqueue(pool_jobs.give, 1, on_success=Callback(pool_hooks.break_callback))
    assert "LookupError: the callback is broken" in error_of(job)


def test_a_failing_failure_callback_is_what_is_told_of_the_failure(served: Queue) -> None:
    job = served.enqueue(pool_jobs.fail, "oh", on_failure=Callback(pool_hooks.break_callback))
    error = error_of(job)
    assert "ValueError: oh" in error
    assert "LookupError: the callback is broken" in error


def test_a_failing_stopped_callback_leaves_its_job_stopped(served: Queue) -> None:
    job = served.enqueue(pool_jobs.stop_itself, on_stopped=Callback(pool_hooks.break_callback))
    ended(job, "stopped")


def test_a_success_callback_that_takes_too_long_fails_its_job(served: Queue) -> None:
    job = served.enqueue(pool_jobs.give, 1, on_success=Callback(pool_hooks.take_for_ever, timeout=1))
    assert TIME_IS_UP in error_of(job)


def test_a_failure_callback_that_takes_too_long_is_ended(served: Queue) -> None:
    job = served.enqueue(pool_jobs.fail, "oh", on_failure=Callback(pool_hooks.take_for_ever, timeout=1))
    assert TIME_IS_UP in error_of(job)


def test_a_stopped_callback_that_takes_too_long_is_ended(served: Queue) -> None:
    job = served.enqueue(pool_jobs.stop_itself, on_stopped=Callback(pool_hooks.take_for_ever, timeout=1))
    ended(job, "stopped")
    assert told_of(job) == "begun"
    ended(served.enqueue(pool_jobs.give, 1))


def test_callbacks_of_several_slots_each_have_their_own_time(served: Queue) -> None:
    jobs = [
        served.enqueue(pool_jobs.give, 1, on_success=Callback(pool_hooks.take_for_ever, timeout=secs))
        for secs in (1, 2, 3)
    ]
    for secs, job in enumerate(jobs, start=1):
        assert f"maximum timeout value ({secs} seconds)" in error_of(job)


def test_exception_handlers_are_called_in_their_order_until_one_ends_it(served: Queue) -> None:
    job = served.enqueue(pool_jobs.fail, "oh")
    assert "ValueError: oh" in error_of(job)
    assert handled(served, job.id) == ["first ValueError: oh", "second"]


def test_exception_handlers_are_called_for_each_attempt(served: Queue) -> None:
    job = ended(served.enqueue(pool_jobs.fail_first, 2, retry=Retry(max=2)))
    wait_until(
        lambda: handled(served, job.id) == ["first ValueError: not yet", "second"] * 2, saying="all handled"
    )
