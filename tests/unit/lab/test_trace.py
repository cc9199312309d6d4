"""The trace follows the format's rules, and its slices are the runs of the tasks."""

import json
import os
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.experiment import Experiment, Sample
from lab.exports.trace import to_trace
from tests.helpers.experiments import experiment, leg, leg_run, task
from tests.helpers.many_tasks import large_experiment

Event = dict[str, Any]


def events(of: Experiment) -> list[Event]:
    """All events of the trace."""
    found: list[Event] = json.loads(to_trace(of))["traceEvents"]
    return found


def two_legs() -> Experiment:
    """A leg of two threads, one of two hosts."""
    samples = (
        Sample(0.0, "download", 0.0, 0.0),
        Sample(0.7, "work", 0.1, 0.0),
        Sample(1.0, "work", 0.4, 0.0),
    )
    first = leg_run(task(0, samples=samples, work=0.3, cpu=0.4), task(1, thread_id=2), task(2, start=1.0))
    second = leg_run(task(0, host="a"), task(1, host="b"))
    return experiment(leg(first), leg(second, model="distributed"))


def test_the_slices_are_the_task_runs() -> None:
    """Each with its times, on the thread that ran it."""
    of = two_legs()
    slices = [event for event in events(of) if event.get("cat") == "task"]
    runs = [task for leg in of.legs for task in leg.runs[leg.shown_run].tasks]
    assert sorted((e["name"], e["ts"], e["dur"]) for e in slices) == sorted(
        (run.name, run.started_secs * 1e6, (run.ended_secs - run.started_secs) * 1e6) for run in runs
    )
    assert {event["args"]["pid"] for event in slices} == {1}


def test_processes_and_threads_are_named_and_not_confused() -> None:
    """The same process id on two hosts, or in two legs, is another process."""
    found = events(two_legs())
    names = [event["args"]["name"] for event in found if event["name"] == "process_name"]
    assert names == [
        "thread_pool · here · process 1",
        "distributed · a · process 1",
        "distributed · b · process 1",
    ]
    threads = [(e["pid"], e["tid"], e["args"]["name"]) for e in found if e["name"] == "thread_name"]
    assert [name for _, _, name in threads] == [
        "thread 1 (1)",
        "thread 2 (2)",
        "thread 1 (1)",
        "thread 1 (1)",
    ]
    assert len({tid for _, tid, _ in threads}) == len(threads)


def test_stretches_lie_within_their_task() -> None:
    """What most of a stretch was spent on is its name; how much, its arguments."""
    stretches = [event for event in events(two_legs()) if event.get("cat") == "stretch"]
    first, second = stretches[:2]
    assert (first["name"], first["ts"], first["dur"]) == ("waiting", 0.0, 7e5)
    assert first["args"]["computing_secs"] == 0.1
    assert (second["name"], second["args"]["computing_secs"]) == ("computing", 0.3)


secs = st.floats(0, 1e4)


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.tuples(secs, secs, secs, st.integers(1, 3)), max_size=12))
def test_slices_of_a_thread_nest(measured: list[tuple[float, float, float, int]]) -> None:
    """Perfetto drops what overlaps; also of runs whose ends are guessed, as of a killed worker."""
    tasks = [
        task(n, start=start, secs=length, work=work, thread_id=thread)
        for n, (start, length, work, thread) in enumerate(measured)
    ]
    found = events(experiment(leg(leg_run(*tasks))))
    by_thread: dict[tuple[int, int], list[Event]] = defaultdict(list)
    for event in found:
        assert {"ph", "name", "pid", "tid"} <= event.keys()
        if event["ph"] == "X":
            assert event["ts"] >= 0
            assert event["dur"] >= 0
            by_thread[event["pid"], event["tid"]].append(event)
    assert sum(event.get("cat") == "task" for event in found) == len(tasks)
    for slices in by_thread.values():
        of_tasks = [event for event in slices if event["cat"] == "task"]
        for before, after in pairwise(of_tasks):
            assert before["ts"] + before["dur"] <= after["ts"] + 1e-3


@pytest.mark.skipif(
    "PARALLAX_TRACE_PROCESSOR" not in os.environ,
    reason="PARALLAX_TRACE_PROCESSOR names no trace_processor_shell of Perfetto",
)
def test_perfetto_reads_the_trace(tmp_path: Path) -> None:
    """With Perfetto's own trace processor: every run of a task is a slice of the same length."""
    perfetto = pytest.importorskip("perfetto.trace_processor")
    of = large_experiment()
    path = tmp_path / "trace.json"
    path.write_text(to_trace(of))
    config = perfetto.TraceProcessorConfig(bin_path=os.environ["PARALLAX_TRACE_PROCESSOR"])
    with perfetto.TraceProcessor(trace=str(path), config=config) as processor:
        rows = list(processor.query("select name, ts, dur from slice where category = 'task'"))
    runs = [task for leg in of.legs for task in leg.runs[leg.shown_run].tasks]
    start_ns = min(row.ts for row in rows)
    assert sorted((row.name, (row.ts - start_ns) // 1000, row.dur // 1000) for row in rows) == sorted(
        (run.name, int(run.started_secs * 1e6), int((run.ended_secs - run.started_secs) * 1e6))
        for run in runs
    )
