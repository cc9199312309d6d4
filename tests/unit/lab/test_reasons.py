"""Reasons are found in figures, and none contradicts another or the figures."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.evaluation import evaluate
from lab.experiment import Fact, Leg, LegPlan, LegRun, Machine, TaskRun
from lab.reasons import find_reasons
from lab.sentences import reason_sentence
from lab.shares import contended, run_shares
from lab.statistics import summarise
from tests.helpers.experiments import experiment, leg, leg_run, task
from words import Words

CORES = 2.0
MIB = 1024**2


def reasons(of: Leg, baseline: Leg | None = None, cores: float = CORES) -> dict[str, dict[str, Any]]:
    """The reasons by code, in their order."""
    if baseline is not None:
        baseline = replace(baseline, summary=summarise(baseline, baseline, cores=cores))
    summary = summarise(of, baseline, cores=cores)
    assert summary is not None
    return {fact.code: fact.values for fact in find_reasons(of, summary, baseline, cores=cores)}


def computing(count: int, *, secs: float, cpu: float, at_once: int, **each: Any) -> list[TaskRun]:
    """Tasks that work `secs`, of which they compute `cpu`, so many at a time."""
    return [
        task(n, start=n // at_once * secs, secs=secs, work=secs, cpu=cpu, thread_id=n % at_once, **each)
        for n in range(count)
    ]


def waiting(count: int, *, secs: float = 1.0, at_once: int = 1) -> list[TaskRun]:
    """Tasks that wait `secs`."""
    return [task(n, start=n // at_once * secs, secs=secs, thread_id=n % at_once) for n in range(count)]


SEQUENTIAL = leg(leg_run(*computing(4, secs=1.0, cpu=1.0, at_once=1)), model="sequential", slots=1)
SLEEPING = leg(leg_run(*waiting(8)), model="sequential", slots=1)


def test_threads_that_compute_under_the_gil_wait_for_it() -> None:
    """The time of all tasks, and how much of it was waiting."""
    found = reasons(leg(leg_run(*computing(4, secs=2.0, cpu=1.0, at_once=2))), SEQUENTIAL)
    assert found["gil"] == {"secs": 4.0, "total_secs": 8.0}
    assert next(iter(found)) == "gil"
    assert "cores-used" not in found


def test_where_no_wait_for_a_core_is_measured_it_may_be_one() -> None:
    tasks = computing(4, secs=2.0, cpu=1.0, at_once=2, core_wait_secs=None, work_core_wait_secs=None)
    found = reasons(leg(leg_run(*tasks)), SEQUENTIAL)
    assert found["gil-or-core"] == {"secs": 4.0, "total_secs": 8.0}
    assert "gil" not in found


def test_processes_that_compute_use_the_cores() -> None:
    """And without a GIL, so do threads."""
    processes = leg_run(*(replace(t, pid=t.thread_id) for t in computing(4, secs=1.0, cpu=1.0, at_once=2)))
    free_threads = leg_run(*computing(4, secs=1.0, cpu=1.0, at_once=2), gil_before=False, gil_after=False)
    for run in (processes, free_threads):
        assert reasons(leg(run), SEQUENTIAL) == {"cores-used": {"used": 2.0, "cores": 2.0}}


def test_tasks_that_wait_wait_at_the_same_time() -> None:
    """What a pool gains for tasks that wait."""
    assert reasons(leg(leg_run(*waiting(8, at_once=4)), slots=4), SLEEPING) == {"waits-overlap": {"most": 4}}


def test_a_blocking_function_in_coroutines_runs_one_at_a_time() -> None:
    """asyncio.gather over it: one thread, and the time is the sum."""
    found = reasons(leg(leg_run(*waiting(8)), leg_run(*waiting(8), repeat=1), slots=8), SLEEPING)
    assert found == {"one-thread": {"tasks": 8}}


def test_threads_that_take_turns_run_one_at_a_time() -> None:
    """Several lanes, but no two bars above each other."""
    turns = [task(n, start=float(n), thread_id=n) for n in range(4)]
    assert "one-at-a-time" in reasons(leg(leg_run(*turns)))


def test_more_processes_than_cores_wait_for_a_core() -> None:
    """Four compute on two cores."""
    tasks = computing(4, secs=2.0, cpu=1.0, at_once=4, core_wait_secs=1.0, work_core_wait_secs=1.0)
    run = leg_run(*(replace(t, pid=t.thread_id) for t in tasks))
    assert reasons(leg(run, slots=4))["core-wait"] == {
        "secs": 4.0,
        "total_secs": 8.0,
        "slots": 4,
        "cores": 2.0,
    }


def test_threads_of_one_gil_do_not_compete_for_cores() -> None:
    """One of them computes at a time, so the cause is said only if other programs were seen."""
    tasks = computing(4, secs=2.0, cpu=1.0, at_once=4, core_wait_secs=0.5, work_core_wait_secs=0.5)
    assert "core-wait-unexplained" in reasons(leg(leg_run(*tasks), slots=4))
    found = reasons(leg(leg_run(*tasks, background_cores=1.5), slots=4))
    assert "core-wait-background" in found
    assert found["background"] == {"cores": 1.5}


def test_a_quiet_machine_is_not_mentioned() -> None:
    """A little is always running."""
    assert "background" not in reasons(leg(leg_run(task(), background_cores=0.1)))
    assert "background" not in reasons(leg(leg_run(task(), background_cores=None)))


def test_starting_is_said_if_it_takes_a_notable_part() -> None:
    """Interpreters and processes start slowly."""
    late = leg(leg_run(task(0, start=0.5), task(1, start=0.5, thread_id=2)))
    assert reasons(late)["startup"] == {"secs": 0.5, "total_secs": 1.5}
    assert "startup" not in reasons(leg(leg_run(task(start=0.01))))


def test_time_between_tasks_is_said() -> None:
    """A queue between a worker and its next job."""
    tasks = [task(n, start=1.5 * n) for n in range(4)]
    assert reasons(leg(leg_run(*tasks)))["gaps"] == {"ms": 500.0, "secs": 1.5, "total_secs": 5.5}


def test_tasks_that_start_late_though_each_has_a_slot() -> None:
    """A process each: they are started one after another."""
    tasks = [task(n, start=0.1 * n, pid=n) for n in range(4)]
    assert reasons(leg(leg_run(*tasks), slots=4))["late-starts"]["secs"] == pytest.approx(0.3)
    assert "late-starts" not in reasons(leg(leg_run(*tasks), slots=2))


def test_idle_slots_at_the_end_are_said() -> None:
    """A chunk of tasks that one process took alone."""
    tasks = [task(0, secs=1.0, pid=1), *(task(n, start=n - 1.0, pid=2) for n in (1, 2, 3, 4))]
    assert reasons(leg(leg_run(*tasks)))["imbalance"] == {"secs": 1.5, "total_secs": 4.0}


def test_more_cpu_time_for_the_same_work_is_said() -> None:
    """Threads that share what they count."""
    slow = leg_run(*computing(4, secs=1.5, cpu=1.5, at_once=2), gil_before=False, gil_after=False)
    assert reasons(leg(slow), SEQUENTIAL)["slower-computing"] == {"ratio": 1.5}


def test_memory_is_said_per_task_that_runs() -> None:
    """Processes hold an interpreter each."""
    base = leg(leg_run(task(), peak_pss_bytes=20 * MIB), model="sequential", slots=1)
    run = leg_run(task(0, pid=1), task(1, pid=2), peak_pss_bytes=100 * MIB)
    assert reasons(leg(run), base)["memory"] == {"mib": 100, "baseline_mib": 20, "each_mib": 40.0}
    assert "memory" not in reasons(leg(leg_run(task(), peak_pss_bytes=25 * MIB)), base)


def test_a_gil_that_came_back_is_said() -> None:
    """An extension switched it on; from then on threads wait for it."""
    run = leg_run(*computing(4, secs=2.0, cpu=1.0, at_once=2), gil_before=False, gil_after=True)
    assert {"gil", "gil-back-on"} <= reasons(leg(run)).keys()


def test_tasks_that_ran_again_are_counted_over_all_repeats() -> None:
    """A worker was killed during the leg."""
    first = leg_run(task(0, ended="lost", host="a"), task(0, start=2.0, host="b"))
    second = leg_run(task(0, ended="handed-back", host="a"), task(0, start=2.0, host="b"), repeat=1)
    found = reasons(leg(first, second, model="distributed"))
    assert (found["lost"], found["handed-back"]) == ({"count": 1}, {"count": 1})
    assert "failed" not in found


def test_tasks_that_did_not_finish_are_counted() -> None:
    """Its time says nothing then."""
    assert reasons(leg(leg_run(task(0), task(1, ended="failed"))))["failed"] == {"count": 1}


def test_no_difference_beyond_the_noise() -> None:
    """Only repeats can show noise, and the baseline does not differ from itself."""
    noisy, base = (
        leg(*(leg_run(task(secs=secs), repeat=n) for n, secs in enumerate(times)), model=model)
        for model, times in (("thread_pool", (0.9, 1.2, 1.0)), ("sequential", (1.0, 1.1, 0.95)))
    )
    assert "no-difference" in reasons(noisy, base)
    assert "no-difference" not in reasons(base, base)
    assert "no-difference" not in reasons(leg(noisy.runs[0]), base)


@st.composite
def runs(draw: st.DrawFn) -> LegRun:
    """Any run: tasks of any shape on any runners."""
    secs = st.floats(0.0, 5.0)
    tasks = [
        task(
            index,
            start=draw(secs),
            secs=draw(secs),
            work_secs=draw(secs),
            work_cpu_secs=draw(secs),
            cpu_secs=draw(secs),
            core_wait_secs=draw(st.none() | secs),
            work_core_wait_secs=draw(st.none() | secs),
            pid=draw(st.integers(1, 2)),
            thread_id=draw(st.integers(1, 3)),
            interpreter_id=draw(st.integers(0, 1)),
            ended=draw(st.sampled_from(["finished", "failed", "lost"])),
        )
        for index in range(draw(st.integers(0, 6)))
    ]
    return leg_run(
        *tasks,
        gil_before=draw(st.booleans()),
        gil_after=draw(st.booleans()),
        cpu_secs=draw(st.none() | secs),
        background_cores=draw(st.none() | st.floats(0, 2)),
        peak_pss_bytes=draw(st.none() | st.integers(1, 10**9)),
    )


legs = st.builds(
    lambda some, model, slots: leg(*some, model=model, slots=slots),
    st.lists(runs(), min_size=1, max_size=3),
    st.sampled_from(["sequential", "threads", "process_pool", "distributed"]),
    st.integers(1, 8),
)


@settings(deadline=None)  # a busy machine is no failure
@given(legs, legs, st.sampled_from([0.5, 1.0, 2.0, 16.0]))
def test_no_reason_contradicts_the_figures(of: Leg, baseline: Leg, cores: float) -> None:
    """Whatever was measured, and whatever the model is called."""
    found = reasons(of, replace(baseline, plan=LegPlan("sequential")), cores)
    assert not {"gil", "gil-or-core"} <= found.keys()
    if "gil" in found:
        assert any(run.gil_after and contended(run) for run in of.runs)
        assert any(one.work_cpu_secs > 0 or one.cpu_secs > 0 for run in of.runs for one in run.tasks)
        assert 0 < found["gil"]["secs"] <= found["gil"]["total_secs"]
    if {"one-thread", "one-at-a-time"} & found.keys():
        assert not {"gil", "cores-used", "waits-overlap", "late-starts"} & found.keys()
    if "gil-or-core" in found:
        assert any(task.work_core_wait_secs is None for run in of.runs for task in run.tasks)
    if "no-difference" in found:
        assert not {"cores-used", "waits-overlap"} & found.keys()
    if "cores-used" in found:
        assert found["cores-used"]["used"] <= cores
    if "core-wait" in found:
        assert found["core-wait"]["slots"] > cores
    assert not {"one-thread", "one-at-a-time"} <= found.keys()
    for code, values in found.items():
        for words in (Words("en"), Words("zh")):
            assert reason_sentence(words, Fact(code, values)) != code
        assert 0 <= values.get("secs", 0) <= values.get("total_secs", float("inf"))


def names_apart(of: Sequence[Leg]) -> Sequence[Leg]:
    return [replace(one, plan=LegPlan("threads", python=str(number))) for number, one in enumerate(of)]


@settings(deadline=None)  # a busy machine is no failure
@given(legs, legs)
def test_the_models_name_is_no_reason(of: Leg, baseline: Leg) -> None:
    """The same figures under another name have the same reasons."""
    base = replace(baseline, plan=LegPlan("sequential"))
    renamed = replace(of, plan=LegPlan("something"))
    if of.plan != base.plan:
        assert reasons(of, base) == reasons(renamed, base)


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(legs, max_size=3))
def test_evaluating_again_changes_nothing(some: list[Leg]) -> None:
    """After every repeat, all legs are evaluated."""
    once = evaluate(experiment(*names_apart(some), machine=Machine("here", 2.0)))
    assert evaluate(once) == once


def served(*, workers: int, slots: int, repeat: int = 0, **more: Any) -> LegRun:
    """A run by workers."""
    return leg_run(*waiting(8, at_once=4), repeat=repeat, workers=workers, slots=slots, **more)


def test_a_distributed_leg_says_what_is_not_in_its_figures() -> None:
    """Its workers were up, other clients used Redis, and other clocks timed its tasks."""
    run = served(workers=2, slots=4, redis_commands=900, redis_bytes=204_800, clock_bound_secs=0.0301)
    found = reasons(leg(run, model="distributed", slots=4, pool="threads"), SLEEPING)
    assert found["workers-running"] == {}
    assert found["clocks"] == {"count": 1, "ms": 31}
    assert found["redis"] == {"commands": 900, "kib": 200.0}
    assert "workers-changed" not in found


def test_clocks_that_were_not_compared_and_workers_that_changed_are_said() -> None:
    """A clock that is known in one repeat only is unknown."""
    runs = served(workers=2, slots=4, clock_bound_secs=0.1), served(workers=1, slots=2, repeat=1)
    found = reasons(leg(*runs, model="distributed", slots=4, pool="threads"), SLEEPING)
    assert found["workers-changed"] == {"least": 2, "most": 4}
    assert found["clocks-unknown"] == {}
    assert not {"clocks", "redis"} & found.keys()


def test_a_local_leg_has_no_notes_of_workers() -> None:
    """Its figures are all of this machine."""
    assert not {"workers-running", "clocks", "clocks-unknown"} & reasons(SLEEPING).keys()


def test_a_distributed_leg_shows_the_workers_and_uses_the_cores_of_the_run_that_is_drawn() -> None:
    """Not those of the last repeat; and its ideal is not that of the lab's cores."""
    work = computing(8, secs=1.0, cpu=1.0, at_once=8)
    runs = [
        leg_run(*work, repeat=n, makespan_secs=secs, workers=workers, slots=2 * workers, worker_cores=8.0)
        for n, (secs, workers) in enumerate([(1.0, 4), (1.1, 4), (3.0, 1)])
    ]
    local = leg(leg_run(*computing(8, secs=1.0, cpu=1.0, at_once=1)), model="sequential", slots=1)
    shown = evaluate(experiment(local, leg(*runs, model="distributed", slots=2, pool="any"))).legs[1]
    assert (shown.workers, shown.slots) == (4, 8)
    assert shown.summary is not None
    assert shown.summary.ideal_secs == pytest.approx(1.0)
    used = {fact.code: fact.values for fact in shown.reasons}["cores-used"]
    assert used == {"used": pytest.approx(7.3, abs=0.1), "cores": 8.0}


def test_slots_that_were_idle_until_a_lost_task_was_taken_over_are_no_uneven_spread() -> None:
    """And what the lost run did is unknown: no waiting for the network."""
    lost = task(0, secs=5.0, host="dead", ended="lost")
    others = [task(n, start=float(n - 1), host="alive") for n in range(1, 4)]
    again = task(0, start=5.0, host="alive")
    run = leg_run(lost, *others, again, workers=2, slots=2)
    slow = leg(leg_run(*waiting(4, secs=4.0)), model="sequential", slots=1)
    found = reasons(leg(run, model="distributed", pool="threads"), slow)
    assert found["lost"] == {"count": 1}
    assert found["waits-overlap"] == {"most": 2}
    assert not {"gaps", "imbalance"} & found.keys()
    shares = run_shares(run)
    assert (shares.waiting, shares.other) == (4.0, 5.0)
