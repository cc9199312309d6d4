"""One run of one task, and where it stood from moment to moment.

All times are seconds since the start of the leg's run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Phase = Literal["download", "work"]


class Sample(NamedTuple):
    """Where a task stood at one moment; between two samples of one phase lies a stretch of its bar.

    Of a stretch, `cpu_secs` were computed and `core_wait_secs` were spent ready, but without a core. The rest
    is waiting: in the phase `download` for the network or the clock; in the phase `work` for the GIL, if the
    Python has one.
    """

    at_secs: float
    phase: Phase
    cpu_secs: float
    core_wait_secs: float | None


@dataclass(frozen=True, slots=True)
class TaskRun:
    """One run of one task.

    Attributes:
        index: of the task in the batch, from 0.
        name: of its download.
        ended: `finished`, `failed` or `cancelled`; in a distributed leg also `handed-back` or `lost`, after
            which the task has another run.
        host, pid, thread_id, interpreter_id: who ran it.
        started_secs, ended_secs: since the start of the leg; `started_secs` is also how long it was queued.
        cpu_secs: how long its thread computed.
        core_wait_secs: how long its thread was ready to run, but had no core; None where that is not known.
        work_secs, work_cpu_secs, work_core_wait_secs: the same of its work after the download.
        size_bytes: bytes downloaded.
        failure: code, reason and values, if it failed.
        samples: in order of time; only in the run that is drawn (`Leg.shown_run`).
    """

    index: int
    name: str
    ended: str
    host: str
    pid: int
    thread_id: int
    interpreter_id: int
    started_secs: float
    ended_secs: float
    cpu_secs: float = 0.0
    core_wait_secs: float | None = None
    work_secs: float = 0.0
    work_cpu_secs: float = 0.0
    work_core_wait_secs: float | None = None
    size_bytes: int = 0
    failure: dict[str, Any] | None = None
    samples: tuple[Sample, ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "TaskRun":
        """The run that `asdict` wrote."""
        return cls(**{**data, "samples": tuple(Sample(*sample) for sample in data.get("samples", ()))})
