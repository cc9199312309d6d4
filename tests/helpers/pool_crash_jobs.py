"""Jobs that take their process with them, or hold on to it, in tests."""

import ctypes
import os
import signal
import subprocess
import sys
import time

from tests.helpers.pool_jobs import enter, job


def die_by(number: int) -> None:
    """Send a signal to the own process."""
    enter()
    os.kill(os.getpid(), number)
    time.sleep(30)  # the signal comes before that


def die_first(times: int, number: int) -> str:
    """Die so many times, then succeed."""
    enter()
    if int(job().connection.hget("runs", job().id) or 0) <= times:
        os.kill(os.getpid(), number)
        time.sleep(30)
    return "at last"


def read_nowhere() -> None:
    """What a bug in an extension does."""
    enter()
    ctypes.string_at(0)


def leave_at_once(code: int) -> None:
    enter()
    os._exit(code)


def hold_the_interpreter() -> None:
    """Compute in C for hours, without letting go of the interpreter lock or looking at signals."""
    enter()
    sum(range(10**13))


def leave_a_process_behind() -> None:
    """Start a process that holds every file of this one, then die."""
    enter()
    _start_sleeper()
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(30)


def wait_for_a_process() -> None:
    """Start a process, whose id is told in the hash `started`, and wait for it."""
    enter()
    process = _start_sleeper()
    job().connection.hset("started", job().id, process.pid)
    process.wait()


def _start_sleeper() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], close_fds=False)


def fork_and_return() -> str:
    """Fork, and come back from the job in both processes."""
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
    return "parent" if pid else "child"
