"""Jobs that wait for others: they run once all of these have ended, and not before."""

from collections.abc import Callable

import pytest
from redis import Redis
from rq import Queue
from rq.job import Dependency

from tests.helpers import pool_crash_jobs, pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.pool_seen import assert_nothing_is_held, ended, error_of, runs_now, runs_of
from tests.helpers.redis_contents import texts_of
from tests.helpers.waiting import wait_until

WORKER_SETTINGS = {"overrun_secs": 0.3}


def open_gate(queue: Queue, gate: str) -> None:
    queue.connection.set(gate, "open")


def test_dependents_run_after_what_they_depend_on(served: Queue) -> None:
    first = served.enqueue(pool_jobs.wait_at, "one")
    others = [served.enqueue(pool_jobs.give, number, depends_on=first) for number in range(5)]
    runs_now(first)
    assert {other.get_status() for other in others} == {"deferred"}
    open_gate(served, "one")
    assert [ended(other).return_value() for other in others] == list(range(5))


def test_a_dependent_that_comes_while_its_job_ends_is_not_forgotten(served: Queue) -> None:
    """RQ reads the dependents, and ends the job, in one transaction: here in one script."""
    for _ in range(30):
        first = served.enqueue(pool_jobs.give, 1)
        second = served.enqueue(pool_jobs.give, 2, depends_on=first)
        ended(second)


def test_a_dependent_waits_for_all_that_it_depends_on(served: Queue) -> None:
    gates = ("all-0", "all-1")
    firsts = [runs_now(served.enqueue(pool_jobs.wait_at, gate)) for gate in gates]
    last = served.enqueue(pool_jobs.count_run, depends_on=firsts)
    open_gate(served, gates[0])
    ended(firsts[0])
    ended(served.enqueue(pool_jobs.give, 1))
    assert last.get_status() == "deferred"
    open_gate(served, gates[1])
    ended(last)
    assert runs_of(last) == 1


def test_a_dependent_may_be_on_another_queue(served: Queue) -> None:
    first = served.enqueue(pool_jobs.wait_at, "elsewhere")
    other = Queue("nobody-serves-this", connection=served.connection)
    second = other.enqueue(pool_jobs.give, 2, depends_on=first)
    open_gate(served, "elsewhere")
    ended(first)
    wait_until(lambda: other.get_job_ids() == [second.id], saying="it is on its own queue")


def test_a_dependent_of_a_failed_job_waits_unless_failures_are_allowed(served: Queue) -> None:
    first = served.enqueue(pool_jobs.wait_then_fail, "failing")
    strict = served.enqueue(pool_jobs.give, 1, depends_on=first)
    lenient = served.enqueue(pool_jobs.give, 2, depends_on=Dependency(jobs=[first], allow_failure=True))
    open_gate(served, "failing")
    error_of(first)
    assert ended(lenient).return_value() == 2
    assert strict.get_status() == "deferred"


def test_a_dependent_of_a_failed_job_and_of_another_dependent_of_it_runs_once(
    start_worker: Callable[..., PoolProcess], queue: Queue, redis: "Redis"
) -> None:
    """The failure releases the second, whose end releases the third, while the failure's slot is not done."""
    start_worker("--queue-class", "tests.helpers.pool_hooks.AttendingQueue", "default", slots=3)
    first = queue.enqueue(pool_jobs.wait_then_fail, "both")
    second = queue.enqueue(pool_jobs.count_run, depends_on=Dependency([first], allow_failure=True))
    third = queue.enqueue(pool_jobs.count_run, depends_on=Dependency([first, second], allow_failure=True))
    open_gate(queue, "both")
    ended(third)
    for job in [queue.enqueue(pool_jobs.wait_for_crowd, 3) for _ in range(3)]:  # all slots are free by then
        ended(job)
    wait_until(lambda: not queue.count, saying="the queue is empty")
    assert_nothing_is_held(queue, redis)
    assert [runs_of(job) for job in (second, third)] == [1, 1]
    assert [len(job.results()) for job in (first, second, third)] == [1, 1, 1]


def test_a_dependent_of_a_job_whose_time_was_up_runs_if_failures_are_allowed(served: Queue) -> None:
    first = served.enqueue(pool_jobs.sleep_for, 3600, job_timeout=1)
    second = served.enqueue(pool_jobs.give, 2, depends_on=Dependency(jobs=[first], allow_failure=True))
    error_of(first)
    assert ended(second).return_value() == 2


def test_a_dependent_of_a_job_whose_process_died_runs_if_failures_are_allowed(served: Queue) -> None:
    if "processes" not in served.name:
        pytest.skip("its worker would die with it")
    first = served.enqueue(pool_crash_jobs.leave_at_once, 1)
    second = served.enqueue(pool_jobs.give, 2, depends_on=Dependency(jobs=[first], allow_failure=True))
    error_of(first)
    assert ended(second).return_value() == 2


def test_a_chain_of_dependents_runs_in_its_order(served: Queue) -> None:
    jobs = [served.enqueue(pool_jobs.wait_at, "chain")]
    for _ in range(10):
        jobs.append(served.enqueue(pool_jobs.count_run, depends_on=jobs[-1]))
    served.connection.delete("order")
    open_gate(served, "chain")
    ended(jobs[-1])
    order = texts_of(served.connection, "order")
    assert order == [job.id for job in jobs[1:]]


def test_a_dependent_at_the_front_is_next(served: Queue) -> None:
    first, *others = [runs_now(served.enqueue(pool_jobs.wait_at, f"front-{number}")) for number in range(3)]
    last = served.enqueue(pool_jobs.wait_at, "last")
    dependency = Dependency(jobs=[first], enqueue_at_front=True)
    urgent = served.enqueue(pool_jobs.wait_at, "urgent", depends_on=dependency)
    open_gate(served, "front-0")
    runs_now(urgent)
    assert last.get_status() == "queued"
    for gate in ("front-1", "front-2", "last", "urgent"):
        open_gate(served, gate)
    for job in [*others, last, urgent]:
        ended(job)
