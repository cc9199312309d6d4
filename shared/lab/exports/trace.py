"""An experiment as a Chrome trace, for https://ui.perfetto.dev and chrome://tracing.

    process (of a leg, on a host) ── thread (a lane) ── slice (a run of a task) ── slice (a stretch of it)

All legs begin at 0, so that they lie above each other; of each leg it is the run with the median makespan.
The format: "Trace Event Format", Google, 2016; as Perfetto reads it:
https://perfetto.dev/docs/getting-started/other-formats
"""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import count
from json import dumps
from typing import Any

from lab.experiment import Experiment, Leg
from lab.lanes import Bar, Lane, make_lanes
from lab.shares import KINDS, Stretch

Event = dict[str, Any]


def to_trace(experiment: Experiment) -> str:
    """The document: a JSON object with `traceEvents`; `otherData` says which experiment it is."""
    # Processes and threads of different hosts may have the same ids, so a trace has numbers of its own.
    numbers = count(1)
    events = [event for leg in experiment.legs if leg.runs for event in _leg_events(leg, numbers)]
    plan = experiment.plan
    about = {"experiment": experiment.id, "workload": plan.workload, "seed": str(plan.seed)}
    return dumps({"traceEvents": events, "displayTimeUnit": "ms", "otherData": about}, allow_nan=False)


def _leg_events(leg: Leg, numbers: "count[int]") -> Iterator[Event]:
    pid, process = 0, ("", 0)
    for lane in make_lanes(leg.runs[leg.shown_run]):
        if process != (lane.host, lane.pid):
            process, pid = (lane.host, lane.pid), next(numbers)
            name = f"{leg.plan.key} · {lane.host} · process {lane.pid}"
            yield _about("process_name", pid, 0, name=name)
            yield _about("process_sort_index", pid, 0, sort_index=pid)
        for row in _without_overlap(lane.bars):
            tid = next(numbers)
            yield _about("thread_name", pid, tid, name=_thread_name(lane))
            yield _about("thread_sort_index", pid, tid, sort_index=tid)
            for bar in row:
                yield from _slices(bar, pid, tid)


def _thread_name(lane: Lane) -> str:
    interpreter = f" · interpreter {lane.interpreter_id}" if lane.interpreter_id else ""
    return f"thread {lane.thread_number} ({lane.thread_id}){interpreter}"


def _about(what: str, pid: int, tid: int, **args: str | int) -> Event:
    return {"ph": "M", "name": what, "pid": pid, "tid": tid, "args": args}


def _slices(bar: Bar, pid: int, tid: int) -> Iterator[Event]:
    """The run of the task, and in it its stretches."""
    task = bar.task
    args = {name: value for name, value in asdict(task).items() if name not in ("samples", "name")}
    start = _micros(task.started_secs)
    end = max(start, _micros(task.ended_secs))
    yield _slice(task.name, "task", start, end, pid, tid, args)
    for stretch in bar.stretches:
        begin = min(max(start, _micros(stretch.started_secs)), end)
        finish = min(max(begin, _micros(stretch.ended_secs)), end)
        yield _slice(_main_kind(stretch), "stretch", begin, finish, pid, tid, _share_args(stretch))


def _slice(
    name: str, category: str, start: float, end: float, pid: int, tid: int, args: dict[str, Any]
) -> Event:
    when = {"ts": start, "dur": round(end - start, 3)}
    return {"ph": "X", "name": name, "cat": category, **when, "pid": pid, "tid": tid, "args": args}


def _main_kind(stretch: Stretch) -> str:
    """What most of it was spent on; in which order, is not known."""
    return max(KINDS, key=lambda kind: float(getattr(stretch.shares, kind)))


def _share_args(stretch: Stretch) -> dict[str, float]:
    return {f"{kind}_secs": round(getattr(stretch.shares, kind), 9) for kind in KINDS}


def _without_overlap(bars: tuple[Bar, ...]) -> list[list[Bar]]:
    """Rows in which no bar overlaps another, since slices of one thread must nest. Mostly it is one row."""
    rows: list[list[Bar]] = []
    for bar in bars:
        row = next((row for row in rows if row[-1].task.ended_secs <= bar.task.started_secs), None)
        if row is None:
            rows.append([bar])
        else:
            row.append(bar)
    return rows


def _micros(secs: float) -> float:
    """Microseconds, to the nanosecond that Perfetto keeps."""
    return round(secs * 1e6, 3)
