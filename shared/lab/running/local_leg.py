"""One run of a local leg: starts its process, follows it, and makes the result.

lab ── starts, under a guard ──▶ leg's process ──▶ threads, interpreters, fork server ──▶ processes
 ▲                                    │                    │                                  │
 ╰────────── reads ── journal ◀───────┴────────────────────┴──────────────────────────────────╯
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from guarded import Exit, GuardedProcess, StarterPipe
from lab.experiment import Fact, LegPlan, LegRun, Plan, PythonInfo, TaskRun
from lab.leg_process.request import LegRequest
from lab.planning import leg_secs
from words import printable

from .background import background_cores
from .disk_space import require_disk_space
from .errors import ExperimentCancelled, LegFailed, LegUnavailable
from .import_path import leg_environment
from .journal_reader import BadJournal, JournalReader
from .leg_state import LegState
from .memory import PeakMemory

POLL_SECS = 0.05
LONGEST_SECS, TIMES_THE_ESTIMATE = 60.0, 10.0
MAX_LINE_CHARS = 200
UNAVAILABLE = ("unavailable", "cannot-start")


@dataclass(frozen=True, slots=True)
class LegWatch:
    """Whom to tell, and whom to ask, while a leg runs.

    Attributes:
        on_state: called every 50 ms with what is known.
        cancelled: called every 50 ms; when it returns True, the leg's processes are killed.
    """

    on_state: Callable[[LegState], None]
    cancelled: Callable[[], bool]


def run_local_leg(
    plan: Plan,
    leg: LegPlan,
    python: PythonInfo,
    *,
    origin_url: str,
    pipe: StarterPipe,
    watch: LegWatch,
) -> LegRun:
    """Run the leg once, in a fresh process of the Python.

    Returns:
        The run, with all samples; its `repeat` and `order` are 0.

    Raises:
        LegUnavailable, LegFailed, ExperimentCancelled: see there.
    """
    with TemporaryDirectory(prefix="parallax-leg-") as name:
        folder = Path(name)
        require_disk_space(plan, folder)
        request = LegRequest(plan, leg, folder, origin_url)
        memory = PeakMemory()
        with _running(request, python, pipe) as process:
            state = _follow(process, request, memory, watch)
        try:
            return _leg_run(state, memory)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise LegFailed(_unreadable(str(state.result))) from error


@contextmanager
def _running(request: LegRequest, python: PythonInfo, pipe: StarterPipe) -> Iterator[GuardedProcess]:
    process = GuardedProcess(
        [python.path, "-P", "-m", "lab.leg_process", str(request.write())],
        log=request.folder / "log",
        environment=leg_environment(request.folder),
        pipe=pipe,
    )
    try:
        yield process
    finally:
        process.kill()


def _follow(process: GuardedProcess, request: LegRequest, memory: PeakMemory, watch: LegWatch) -> LegState:
    """Follow the journal until the result is there."""
    state, reader = LegState(), JournalReader(request.journal)
    limit_secs = LONGEST_SECS + TIMES_THE_ESTIMATE * leg_secs(request.plan, request.leg)
    deadline = time.monotonic() + limit_secs
    while True:
        ended = process.poll()  # before reading: what it wrote last is read then
        _read(state, reader)
        watch.on_state(state)
        if state.result is not None:
            return state
        if ended is not None:
            raise LegFailed(_death(ended, process.log))
        if watch.cancelled():
            raise ExperimentCancelled
        if time.monotonic() > deadline:
            raise LegFailed(Fact("leg-timed-out", {"secs": round(limit_secs)}))
        if state.pid is not None:
            memory.measure(state.pid)
        time.sleep(POLL_SECS)


def _read(state: LegState, reader: JournalReader) -> None:
    try:
        state.take(reader.lines())
    except BadJournal as error:
        raise LegFailed(_unreadable(str(error))) from error
    if state.refused is not None:
        code, fact = state.refused
        raise LegUnavailable(fact) if code in UNAVAILABLE else LegFailed(fact)


def _unreadable(line: str) -> Fact:
    return Fact("leg-unreadable", {"line": printable(line, MAX_LINE_CHARS)})


def _death(ended: Exit, log: Path) -> Fact:
    lines = log.read_text(errors="replace").splitlines()
    last_line = printable(lines[-1], MAX_LINE_CHARS)
    if ended.signal:
        return Fact("leg-killed", {"signal": ended.signal, "last_line": last_line})
    return Fact("leg-exited", {"exit_code": ended.code, "last_line": last_line})


def _leg_run(state: LegState, memory: PeakMemory) -> LegRun:
    result, usage = state.result or {}, (state.result or {})["usage"] or {}
    tasks = [
        TaskRun.from_dict({**task, "samples": state.samples.get(task["index"], ())})
        for task in result["tasks"]
    ]
    return LegRun(
        repeat=0,
        order=0,
        started_at=state.started_at or 0.0,
        makespan_secs=result["makespan_secs"],
        startup_secs=min(task.started_secs for task in tasks),
        tasks=tuple(tasks),
        cpu_secs=usage.get("cpu_secs"),
        peak_pss_bytes=memory.peak_bytes,
        voluntary_switches=usage.get("voluntary_switches"),
        involuntary_switches=usage.get("involuntary_switches"),
        background_cores=background_cores(result, state.lab_cpu_secs),
        warm_up_secs=state.warm_up_secs,
        gil_before=state.gil_before,
        gil_after=result["gil_after"] or state.gil_on,
        functions=tuple(result["functions"]),
    )
