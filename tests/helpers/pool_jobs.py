"""Jobs that pooled workers run in tests. They tell what they do through Redis, and wait there for gates."""

import asyncio
import multiprocessing
import os
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from rq import get_current_job
from rq.job import Job, Retry
from rq.timeouts import JobTimeoutException

from rq_pools import is_stopped_for_good, stop_current_job, stop_requested

GIVE_UP_SECS = 30.0


class Interrupted(Exception):
    """The job saw that it should end."""


def job() -> Job:
    current = get_current_job()
    assert current is not None
    return current


def enter() -> None:
    """Count this run in the hash `runs`, and stand in the hash `inside` (job id: pid)."""
    with job().connection.pipeline() as pipeline:  # at once: who is seen inside has been counted
        pipeline.hincrby("runs", job().id, 1)
        pipeline.hset("inside", job().id, os.getpid())
        pipeline.execute()


# --- that end by themselves


def give(value: Any) -> Any:
    return value


def fail(message: str) -> None:
    raise ValueError(message)


def give_a_set() -> set[int]:
    return {1}


def count_run() -> None:
    """Count the runs of each job in the hash `runs`, and tell the list `order`."""
    job().connection.hincrby("runs", job().id, 1)
    job().connection.rpush("order", job().id)


def count_and_fail() -> None:
    count_run()
    raise ValueError("as always")


def fail_first(times: int) -> str:
    """Fail so many times, then succeed."""
    count_run()
    if int(job().connection.hget("runs", job().id) or 0) <= times:
        raise ValueError("not yet")
    return "at last"


def ask_for_retry(times: int, most: int) -> Any:
    """Return a Retry so many times."""
    return Retry(max=most) if job().connection.hincrby("runs", job().id, 1) <= times else "again"


def tell_pid() -> int:
    return os.getpid()


def tell_meta(name: str, value: Any) -> Any:
    """Write into the job's meta, and return what was there."""
    before = job().meta.get(name)
    job().meta[name] = value
    job().save_meta()
    return before


async def tell_coroutines_job() -> str:
    """Say which job this is, from inside of an event loop."""
    await asyncio.sleep(0)
    return job().id


def tell_time_out_class() -> list[str]:
    """What RQ's exception says of itself: nothing that another job's time limit has left there."""
    return [str(JobTimeoutException("mine")), str(JobTimeoutException())]


def start_a_process() -> int:
    """Use multiprocessing, as jobs may."""
    process = multiprocessing.get_context("spawn").Process(target=os.getpid)
    process.start()
    process.join()
    return process.exitcode or 0


def terminate_a_process(method: str) -> int | None:
    """Start a process in one of multiprocessing's ways, terminate it at once; return its exit code."""
    process: Any = multiprocessing.get_context(method).Process(target=time.sleep, args=(GIVE_UP_SECS,))  # type: ignore[attr-defined]
    process.start()
    process.terminate()
    process.join(GIVE_UP_SECS / 2)
    code: int | None = process.exitcode
    process.kill()
    return code


def terminate_a_program() -> int:
    """Start a program, terminate it at once, and return its exit code."""
    with subprocess.Popen(["sleep", str(GIVE_UP_SECS)]) as program:
        program.terminate()
        return program.wait()


def map_in_a_pool(method: str) -> list[int]:
    """Use a pool of multiprocessing, which terminates its processes in the end."""
    with multiprocessing.get_context(method).Pool(2) as pool:
        return pool.map(abs, [-1, -2])


def stop_itself() -> None:
    stop_current_job()
    raise Interrupted


# --- that wait


def whoami() -> list[Any]:
    """Wait in the crowd, then say which job this is, before and after."""
    before = job().id
    wait_at("gate")
    return [before, job().id, os.getpid(), threading.get_native_id()]


def wait_at(gate: str, *, polite: bool = False) -> str:
    """Stand in the hash `inside` until the gate is open.

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


def wait_for_crowd(count: int) -> None:
    """Wait until so many jobs stand inside at once."""
    enter()
    give_up_at = time.monotonic() + GIVE_UP_SECS
    while job().connection.hlen("inside") < count:
        if time.monotonic() > give_up_at:
            raise TimeoutError(f"never {count} at once")
        time.sleep(0.01)


def wait_then_fail(gate: str) -> None:
    wait_at(gate)
    raise ValueError("after the gate")


def breathe(gate: str) -> str:
    """Wait until a file is there, without asking Redis; that it waits is said by a file, too."""
    enter()
    Path(f"{gate}-{job().id}").touch()
    give_up_at = time.monotonic() + 2 * GIVE_UP_SECS
    while not Path(gate).exists() and time.monotonic() < give_up_at:
        time.sleep(0.01)
    return "through"


def breathe_then_fail(gate: str) -> None:
    breathe(gate)
    raise ValueError("after the gate")


def breathe_here(first_gate: str, second_gate: str) -> str:
    """Wait for one file in the first run, for another in the second; say which."""
    number = job().connection.hget("runs", job().id)
    breathe(second_gate if number else first_gate)
    return "second" if number else "first"


def sleep_for(secs: float) -> None:
    """Sleep in one call, which no exception can interrupt in a thread."""
    enter()
    time.sleep(secs)


def touch_and_sleep(path: str) -> None:
    """Create the file, then sleep as `sleep_for` does; between the two nothing takes time."""
    Path(path).touch()
    time.sleep(3_600)


def compute_for_ever() -> None:
    enter()
    while True:
        pass


def time_out_in_order() -> str:
    """Catch the time limit, and come to an end in spite of it."""
    enter()
    try:
        while True:
            pass
    except JobTimeoutException as error:
        return str(error)


def swallow_every_exception() -> None:
    enter()
    while True:
        try:
            time.sleep(0.01)
        except Exception:  # noqa: S112 (the point of it)
            continue


def touch_for_ever(path: str) -> None:
    """Write the file again and again, until its process ends; without Redis."""
    enter()
    while True:
        Path(path).write_text(str(time.monotonic()))
        time.sleep(0.02)
