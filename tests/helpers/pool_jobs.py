"""Jobs that pooled workers run in tests. They tell what they do through Redis, and wait there for gates."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from redis import Redis
from rq import get_current_job
from rq.job import Job, Retry

from rq_pools import is_stopped_for_good, stop_current_job, stop_requested

GIVE_UP_SECS = 30.0


class Interrupted(Exception):
    """The job saw that it should end."""


def job() -> Job:
    current = get_current_job()
    assert current is not None
    return current


def give(value: Any) -> Any:
    return value


def fail(message: str) -> None:
    raise ValueError(message)


def count_run() -> None:
    """Count the runs of each job in the hash `runs`, and tell the list `order`."""
    job().connection.hincrby("runs", job().id, 1)
    job().connection.rpush("order", job().id)


def fail_first(times: int) -> str:
    """Fail so many times, then succeed."""
    if job().connection.hincrby("runs", job().id, 1) <= times:
        raise ValueError("not yet")
    return "at last"


def ask_for_retry() -> Any:
    """Return a Retry the first time."""
    return Retry(max=2) if job().connection.hincrby("runs", job().id, 1) == 1 else "again"


def whoami() -> list[Any]:
    """Wait in the crowd, then say which job this is, before and after."""
    before = job().id
    wait_at("gate")
    return [before, job().id, os.getpid(), threading.get_native_id()]


def wait_at(gate: str, *, polite: bool = False) -> str:
    """Stand in the hash `inside` (job id: pid) until the gate is open.

    Tells the list `crowd` how many stood there when it came. When polite, raises when asked to end.
    """
    redis, me = job().connection, job().id
    with redis.pipeline() as pipeline:  # at once: who is seen inside has been counted
        pipeline.hincrby("runs", me, 1)
        pipeline.hset("inside", me, os.getpid())
        pipeline.hlen("inside")
        redis.rpush("crowd", pipeline.execute()[2])
    give_up_at = time.monotonic() + GIVE_UP_SECS
    try:
        while not redis.exists(gate):
            if polite and stop_requested():
                redis.hset("interrupted", me, "stopped" if is_stopped_for_good() else "handed back")
                raise Interrupted
            if time.monotonic() > give_up_at:
                raise TimeoutError(f"{gate} stayed closed")
            time.sleep(0.01)
    finally:
        redis.hdel("inside", me)
    return "through"


def stop_itself() -> None:
    stop_current_job()
    raise Interrupted


def sleep_for(secs: float) -> None:
    job().connection.hset("inside", job().id, os.getpid())
    time.sleep(secs)


def compute_for_ever() -> None:
    job().connection.hset("inside", job().id, os.getpid())
    while True:
        pass


def swallow_every_exception() -> None:
    job().connection.hset("inside", job().id, os.getpid())
    while True:
        try:
            time.sleep(0.01)
        except Exception:  # noqa: S112 (the point of it)
            continue


def hold_the_interpreter(secs: int) -> None:
    """Wait in C without letting go of the interpreter lock."""
    ctypes.PyDLL(None).sleep(secs)


def kill_own_process() -> None:
    job().connection.hincrby("runs", job().id, 1)
    os.kill(os.getpid(), signal.SIGKILL)


def leave_a_process_behind() -> None:
    """Start a process that holds every file of this one, then die."""
    if job().connection.hincrby("runs", job().id, 1) > 1:
        return
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(5)"], close_fds=False)
    os.kill(os.getpid(), signal.SIGKILL)


def start_a_process() -> int:
    """Use multiprocessing, as jobs may."""
    import multiprocessing

    process = multiprocessing.get_context("spawn").Process(target=os.getpid)
    process.start()
    process.join()
    return process.exitcode or 0


def touch_for_ever(path: str) -> None:
    """Write the file again and again, until its process ends; without Redis."""
    job().connection.hset("inside", job().id, os.getpid())
    while True:
        Path(path).write_text(str(time.monotonic()))
        time.sleep(0.02)


def breathe(secs: float, gate: str) -> str:
    """Wait until a file is there, without asking Redis; then return."""
    job().connection.hincrby("runs", job().id, 1)
    job().connection.hset("inside", job().id, os.getpid())
    give_up_at = time.monotonic() + GIVE_UP_SECS
    while not Path(gate).exists() and time.monotonic() < give_up_at:
        time.sleep(secs)
    return "through"


def tell_success(done: Job, connection: "Redis", result: Any) -> None:
    connection.hset("told", done.id, f"success {result}")


def tell_failure(done: Job, connection: "Redis", kind: type, value: Exception, traceback: Any) -> None:
    connection.hset("told", done.id, f"failure {kind.__name__}: {value}")


def tell_stopped(done: Job, connection: "Redis") -> None:
    connection.hset("told", done.id, "stopped")


def initialize() -> None:
    os.environ["INITIALIZED_BY_TEST"] = str(os.getpid())


def is_initialized() -> bool:
    return os.environ.get("INITIALIZED_BY_TEST") == str(os.getpid())


def break_initializer() -> None:
    raise RuntimeError("this child cannot start")


def give_a_set() -> set[int]:
    return {1}
