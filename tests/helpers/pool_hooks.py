"""What RQ lets its users hook into a worker: callbacks, exception handlers, classes of their own."""

import json
import os
import signal
import sys
import time
from typing import Any

from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from rq import Queue
from rq.job import Job

import rq_pools
from rq_pools import ProcessPoolWorker, ThreadPoolWorker
from rq_pools.pool_worker import PoolWorker
from tests.helpers.waiting import wait_until

# --- callbacks


def tell_success(done: Job, connection: "Redis", result: Any) -> None:
    connection.hset("told", done.id, f"success {result}")


def tell_failure(done: Job, connection: "Redis", kind: type, value: Exception, traceback: Any) -> None:
    connection.hset("told", done.id, f"failure {kind.__name__}: {value}")


def tell_stopped(done: Job, connection: "Redis") -> None:
    connection.hset("told", done.id, "stopped")


def take_for_ever(done: Job, connection: "Redis", *_: object) -> None:
    """A callback that never returns."""
    connection.hset("told", done.id, "begun")
    while True:
        time.sleep(0.01)


def break_callback(done: Job, *_: object) -> None:
    raise LookupError("the callback is broken")


def die_in_callback(done: Job, *_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(30)


# --- exception handlers


def tell_handled(failed: Job, kind: type, value: Exception, traceback: Any) -> None:
    failed.connection.rpush(f"handled-{failed.id}", f"first {kind.__name__}: {value}")


def tell_handled_and_end(failed: Job, kind: type, value: Exception, traceback: Any) -> bool:
    failed.connection.rpush(f"handled-{failed.id}", "second")
    return False


def never_called(failed: Job, *_: object) -> None:
    failed.connection.rpush(f"handled-{failed.id}", "third")


def break_handler(failed: Job, *_: object) -> None:
    raise LookupError("the handler is broken")


def tell_killed(killed: Job, pid: int, status: int, usage: Any) -> None:
    """RQ's work_horse_killed_handler."""
    killed.connection.hset("told", killed.id, f"killed {pid} {os.waitstatus_to_exitcode(status)}")


# --- classes


class HastyJSON:
    """A serializer that marks what it has written."""

    @staticmethod
    def dumps(*args: Any, **kwargs: Any) -> bytes:
        return b"hasty" + json.dumps(*args, **kwargs).encode()

    @staticmethod
    def loads(text: bytes, *args: Any, **kwargs: Any) -> Any:
        assert text.startswith(b"hasty")
        return json.loads(text[5:], *args, **kwargs)


class SignedJob(Job):
    """A job that adds its class to what it returns."""

    def perform(self) -> Any:
        return [type(self).__name__, super().perform()]


class ReloadedJob(Job):
    """A job that is loaded in a way of its own."""

    @classmethod
    def fetch(cls, *args: Any, **kwargs: Any) -> Job:
        job = super().fetch(*args, **kwargs)
        job.description = "reloaded"
        return job

    def perform(self) -> Any:
        return [self.description, super().perform()]


class HastyQueue(Queue):
    """A queue with a time limit of its own for jobs that say none."""

    DEFAULT_TIMEOUT = 1


class AttendingQueue(Queue):
    """A queue that waits for the end of the dependents that it has released."""

    def enqueue_ready_jobs_by_queue(self, job_ids_by_queue_name: dict[str, list[str]]) -> None:
        super().enqueue_ready_jobs_by_queue(job_ids_by_queue_name)
        for job_ids in job_ids_by_queue_name.values():
            for job in Job.fetch_many(job_ids, connection=self.connection):
                assert job is not None
                wait_until(lambda job=job: job.is_finished, saying=f"{job.id} has ended")  # type: ignore[misc]


class Telling(PoolWorker):
    """Overrides what RQ's users override."""

    def perform_job(self, job: Job, queue: Queue, execution: Any) -> bool:
        job.connection.hset("performed", job.id, os.getpid())
        return super().perform_job(job, queue, execution)

    def handle_work_horse_killed(self, job: Job, retpid: int, ret_val: int, rusage: Any) -> None:
        tell_killed(job, retpid, ret_val, rusage)
        super().handle_work_horse_killed(job, retpid, ret_val, rusage)


class TellingThreads(Telling, ThreadPoolWorker):
    pass


class TellingProcesses(Telling, ProcessPoolWorker):
    pass


if hasattr(rq_pools, "InterpreterPoolWorker"):  # only where Python has sub-interpreters

    class TellingInterpreters(Telling, rq_pools.InterpreterPoolWorker):
        pass


TELLING = {
    "threads": "tests.helpers.pool_hooks.TellingThreads",
    "processes": "tests.helpers.pool_hooks.TellingProcesses",
    "interpreters": "tests.helpers.pool_hooks.TellingInterpreters",
}


# --- initializers


def initialize() -> None:
    os.environ["INITIALIZED_BY_TEST"] = str(os.getpid())


def is_initialized() -> bool:
    return os.environ.get("INITIALIZED_BY_TEST") == str(os.getpid())


def break_initializer() -> None:
    raise RuntimeError("this child cannot start")


def hang_initializer() -> None:
    time.sleep(3600)


class HangsAtTheStart(ProcessPoolWorker):
    """Its children are never ready."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initializer=hang_initializer, **kwargs)


class BreaksOnKilledHorses(ProcessPoolWorker):
    """Its hook for killed work-horses raises."""

    def handle_work_horse_killed(self, *_: object) -> None:
        raise LookupError("the hook is broken")


# --- hooks that end badly


def lose_a_cache(done: Job, *_: object) -> None:
    """A hook that asks a Redis of its own, which is away."""
    raise RedisConnectionError("the cache is away")


def leave(done: Job, *_: object) -> None:
    """A hook that ends the program, as it believes."""
    sys.exit("the hook leaves")


def stand_at_gate(done: Job, connection: "Redis", *_: object) -> None:
    """A callback that takes as long as the test wants."""
    connection.hincrby("callbacks", done.id, 1)
    deadline = time.monotonic() + 30
    while not connection.exists("gate") and time.monotonic() < deadline:
        time.sleep(0.01)


def take_a_while(done: Job, connection: "Redis", *_: object) -> None:
    """A callback that takes longer than the job's time limit, and less than its own."""
    connection.hincrby("callbacks", done.id, 1)
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        time.sleep(0.01)
