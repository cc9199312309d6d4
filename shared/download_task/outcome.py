"""The outcome of a download: how it ended, and who ran it."""

import os
import socket
import threading
from dataclasses import asdict, dataclass, field
from importlib import import_module
from typing import Any, Literal

from .errors import DownloadError, Value, described

State = Literal["finished", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Runner:
    """Who ran a task.

    Attributes:
        host: the host name; in a container, the container's.
        pid: the process id.
        thread_id: the operating system's id of the thread (`threading.get_native_id`).
        interpreter_id: the id of the interpreter within the process; 0 is the main one.
        task: the name of the function that ran, from its running code.
    """

    host: str
    pid: int
    thread_id: int
    interpreter_id: int
    task: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a download failed or was cancelled.

    Attributes:
        code: a stable word, see `download_task.errors`.
        reason: the narrower case within the code; "" if there is only one.
        values: the facts, as JSON scalars.
        retryable: whether the download may succeed if it is run again.
    """

    code: str
    reason: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    retryable: bool = False

    def __str__(self) -> str:
        """A line for logs and developers; users get a sentence from `words`."""
        return described(self.code, self.reason, self.values)

    @classmethod
    def of(cls, error: DownloadError) -> "Failure":
        """The failure with the error's facts."""
        return cls(error.code, error.reason, error.values, error.retryable)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a download ended.

    Attributes:
        download_id: the id of the download.
        name: the name of the download.
        state: `"finished"`, `"failed"` or `"cancelled"`.
        size_bytes: bytes received; 0 for a simulated download.
        sha256: their SHA-256 in hexadecimal; None if there are none.
        path: the file; None unless it was received completely.
        started_at: when it started, seconds since the epoch.
        wall_secs: how long it took.
        cpu_secs: the CPU time of its thread.
        runner: who ran it.
        work_result: the result of the work after the download; None without work.
        failure: why it failed or was cancelled; None if it finished.
        core_wait_secs: how long its thread was ready to run and waited for a core; None if unknown.
        work_secs: how long the work phase took, its cancelled or failed part included; 0 without work.
        work_cpu_secs: the CPU time of the work phase.
        work_core_wait_secs: how long the work phase waited for a core; None if unknown.
    """

    download_id: str
    name: str
    state: State
    size_bytes: int
    sha256: str | None
    path: str | None
    started_at: float
    wall_secs: float
    cpu_secs: float
    runner: Runner
    work_result: str | None = None
    failure: Failure | None = None
    core_wait_secs: float | None = None
    work_secs: float = 0.0
    work_cpu_secs: float = 0.0
    work_core_wait_secs: float | None = None

    @property
    def work_gil_wait_secs(self) -> float | None:
        """How long the work neither computed nor waited for a core; None if that is unknown.

        It is the rest of the phase. Work in bytecode needs nothing but a core and the GIL, so its rest is the
        wait for the GIL; that of hashlib, which releases the GIL, is near 0. Nothing measures the GIL
        itself: swapping, a stopped process and, on some virtual machines, time that the host took away are
        part of the rest too.
        """
        if self.work_core_wait_secs is None:
            return None
        return max(0.0, self.work_secs - self.work_cpu_secs - self.work_core_wait_secs)

    @property
    def ended_at(self) -> float:
        """When it ended, seconds since the epoch."""
        return self.started_at + self.wall_secs

    def to_dict(self) -> dict[str, Any]:
        """The outcome as JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Outcome":
        """The outcome that `to_dict()` wrote.

        Raises:
            TypeError, KeyError: the data is not an outcome's.
        """
        failure = data.get("failure")
        return cls(
            **{
                **data,
                "runner": Runner(**data["runner"]),
                "failure": Failure(**failure) if failure else None,
            }
        )


def current_runner(task: str = "") -> Runner:
    """The runner of this call."""
    return Runner(
        host=socket.gethostname(),
        pid=os.getpid(),
        thread_id=threading.get_native_id(),
        interpreter_id=_interpreter_id(),
        task=task,
    )


def _interpreter_id() -> int:
    try:
        interpreters = import_module("concurrent.interpreters")  # PEP 734, Python 3.14
    except ImportError:
        return 0
    return int(interpreters.get_current().id)
