"""How a download ended, and who ran it."""

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
        pid: the process.
        thread_id: the thread as the operating system numbers it (`threading.get_native_id`).
        interpreter_id: the interpreter within the process; 0 is the main one.
        task: the function that ran, as the running code itself names it.
    """

    host: str
    pid: int
    thread_id: int
    interpreter_id: int
    task: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a download did not finish.

    Attributes:
        code: a short stable word, see `download_task.errors`.
        reason: the narrower case within the code; "" when there is one only.
        values: the facts, scalars of JSON.
        retryable: whether running it again may help.
    """

    code: str
    reason: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    retryable: bool = False

    def __str__(self) -> str:
        """For logs and developers; people get a sentence of `words`."""
        return described(self.code, self.reason, self.values)

    @classmethod
    def of(cls, error: DownloadError) -> "Failure":
        """The failure that the error stands for."""
        return cls(error.code, error.reason, error.values, error.retryable)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a download ended.

    Attributes:
        download_id: whose outcome this is.
        name: the name of the download.
        state: `"finished"`, `"failed"` or `"cancelled"`.
        size_bytes: bytes received; 0 for a simulated download.
        sha256: their SHA-256 in hexadecimal; None when there are none.
        path: where the file is; None when none came, or not all of it.
        started_at: when it started, seconds since the epoch.
        wall_secs: how long it took by the clock.
        cpu_secs: how long its thread computed.
        runner: who ran it.
        work_result: what the work after the bytes computed; None without work.
        failure: why it did not finish; None when it did.
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

    @property
    def ended_at(self) -> float:
        """When it ended, seconds since the epoch."""
        return self.started_at + self.wall_secs

    def to_dict(self) -> dict[str, Any]:
        """The outcome as JSON can carry it."""
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
    """Who is running this very call."""
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
