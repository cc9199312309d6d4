"""What an experiment shows, and its sentences in both languages."""

import ast
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lab
from lab.evaluation import evaluate
from lab.experiment import Fact, Leg, LegPlan, PythonInfo
from lab.sentences import conclusion_sentence, enumerated, leg_name, model_name, reason_sentence
from tests.helpers.experiments import experiment, leg, leg_run, task
from words import Words

FREE = PythonInfo("3.13t", "3.13.15", "/python3.13t", free_threaded=True, gil=False)
OWN = PythonInfo("", "3.14.8", "/python3", free_threaded=False, gil=True)


def waiting(model: str, secs: float, *, at_once: int = 8) -> Leg:
    """Eight tasks that wait."""
    tasks = [task(n, start=n // at_once * secs, secs=secs, thread_id=n % at_once) for n in range(8)]
    return leg(*(leg_run(*tasks, repeat=n) for n in range(3)), model=model, slots=at_once)


def computing(
    model: str, secs: float, *, at_once: int = 2, gil: bool = True, apart: bool = False, python: str = ""
) -> Leg:
    """Four tasks that compute 1 s each, and take `secs`."""
    tasks = [
        task(
            n,
            start=n // at_once * secs,
            secs=secs,
            work=secs,
            cpu=min(1.0, secs),
            thread_id=n % at_once,
            pid=n % at_once if apart else 1,
        )
        for n in range(4)
    ]
    runs = [leg_run(*tasks, repeat=n, gil_before=gil, gil_after=gil) for n in range(3)]
    info = FREE if python else OWN
    return leg(*runs, model=model, slots=at_once, python_id=python, python=info)


def concluded(*legs: Leg, prediction: Sequence[str] = (), **plan: Any) -> dict[str, dict[str, Any]]:
    """The conclusion by code; each fact has a sentence."""
    facts = evaluate(experiment(*legs, prediction=tuple(prediction), **plan)).conclusion
    for words in (Words("en"), Words("zh")):
        for fact in facts:
            assert conclusion_sentence(words, fact) != fact.code
    return {fact.code: fact.values for fact in facts}


def test_all_pools_tie_when_their_tasks_wait() -> None:
    """And coroutines over a blocking function do not."""
    found = concluded(
        waiting("sequential", 1.0, at_once=1),
        waiting("thread_pool", 1.0),
        waiting("process_pool", 1.02),
        waiting("threads", 1.0),
        waiting("interpreter_pool", 1.01),
        waiting("asyncio_gather", 1.0, at_once=1),
    )
    assert found["tie-of-many"] == {"count": 4, "speed_up": 8.0, "percent": 2}
    assert "why-waiting" in found
    assert found["not-faster-one-thread"] == {"legs": ["asyncio_gather"], "speed_up": 1.0, "tasks": 8}


def test_computing_differs_by_the_gil() -> None:
    """Processes use both cores, threads wait for the GIL."""
    found = concluded(
        computing("sequential", 1.0, at_once=1),
        computing("threads", 2.0),
        computing("process_pool", 1.0, apart=True),
    )
    assert found["faster"] == {"leg": "process_pool", "speed_up": 2.0}
    assert found["why-cores"] == {"used": 2.0, "cores": 2.0}
    assert found["not-faster-gil"] == {"legs": ["threads"], "speed_up": 1.0, "secs": 4.0, "total_secs": 8.0}


def test_another_python_is_compared_with_itself_and_its_price_is_said() -> None:
    """Else its threads would look fast because its one thread is slow."""
    found = concluded(
        computing("sequential", 1.0, at_once=1),
        computing("sequential", 1.5, at_once=1, gil=False, python="3.13t"),
        computing("threads", 1.5, gil=False, python="3.13t"),
        computing("process_pool", 1.0, apart=True),
    )
    assert found["faster"] == {"leg": "threads@3.13t", "speed_up": 2.0}
    assert found["python-slower"] == {"python": "3.13.15t", "own": "3.14.8", "ratio": 1.5}
    assert found["shortest"] == {"leg": "process_pool", "secs": 2.0}


def test_a_python_that_is_as_fast_is_said_to_be() -> None:
    """Within 5 %."""
    found = concluded(
        computing("sequential", 1.0, at_once=1),
        computing("sequential", 1.03, at_once=1, gil=False, python="3.13t"),
    )
    assert "python-alike" in found


LEGS = (
    computing("sequential", 1.0, at_once=1),
    computing("threads", 2.0),
    computing("process_pool", 1.0, apart=True),
    computing("processes", 1.1, apart=True),
)


@pytest.mark.parametrize(
    ("prediction", "facts"),
    [
        ("processes process_pool threads sequential", {"prediction-partly"}),
        ("process_pool processes threads sequential", {"prediction-right"}),
        ("threads sequential process_pool processes", {"prediction-partly"}),
        ("threads process_pool processes sequential", {"prediction-partly", "surprise-slower"}),
        ("process_pool threads sequential processes", {"prediction-partly", "surprise-faster"}),
    ],
)
def test_a_prediction_is_right_where_the_legs_differ(prediction: str, facts: set[str]) -> None:
    """Threads and the sequential leg took the same time: their order counts neither way."""
    found = concluded(*LEGS, prediction=prediction.split())
    assert {code for code in found if code.startswith(("prediction", "surprise"))} == facts


def test_what_does_not_differ_cannot_be_predicted() -> None:
    """No luck is called knowledge."""
    found = concluded(*LEGS[:2], prediction=["threads", "sequential"])
    assert "prediction-undecided" in found


def test_without_repeats_the_noise_is_unknown() -> None:
    """It is said once, not for each leg."""
    once = [replace(one, runs=one.runs[:1]) for one in LEGS]
    assert "one-repeat" in concluded(*once)
    assert "one-repeat" not in concluded(*LEGS)
    assert concluded(LEGS[0], once[1])["one-repeat-of"] == {"legs": [once[1].plan.key]}


def test_who_ran_more_or_fewer_at_a_time_than_the_slots_is_named() -> None:
    """A process each runs all at once, and workers have slots of their own: it shows in their times."""
    found = concluded(
        waiting("sequential", 1.0, at_once=1),
        waiting("thread_pool", 1.0, at_once=2),
        waiting("processes", 1.0, at_once=8),
        waiting("asyncio_gather", 1.0, at_once=1),
        slots=2,
    )
    assert found["other-slots"] == {"legs": ["processes"], "count": 8, "slots": 2}


def test_a_time_with_lost_tasks_is_not_told_without_them() -> None:
    """A worker that died in mid-leg makes the leg slow; the model is not to blame."""
    tasks = [task(n, start=n, secs=1.0) for n in range(4)]
    lost = task(4, start=0.0, secs=1.0, ended="lost", host="victim")
    hurt = leg(leg_run(*tasks, lost, task(4, start=4.0, secs=1.0)), model="threads")
    assert concluded(LEGS[0], hurt)["lost"] == {"leg": "threads", "count": 1}


def test_each_leg_that_waited_for_the_gil_has_its_own_seconds() -> None:
    """The mean of two legs is the figure of neither."""
    pool, each = computing("thread_pool", 2.0), computing("threads", 4.0, at_once=4)
    facts = evaluate(experiment(computing("sequential", 1.0, at_once=1), pool, each)).conclusion
    told = {
        fact.values["legs"][0]: fact.values["total_secs"] for fact in facts if fact.code == "not-faster-gil"
    }
    assert told == {"thread_pool": 8.0, "threads": 16.0}


def test_one_figure_stands_only_for_legs_that_tie() -> None:
    """The median of two unlike legs is the figure of neither."""
    slow, slower = waiting("threads", 1.6), waiting("thread_pool", 3.2)
    facts = evaluate(experiment(waiting("sequential", 1.0), slow, slower)).conclusion
    told = [fact.values["legs"] for fact in facts if fact.code.startswith(("not-faster", "unclear"))]
    assert told == [["threads"], ["thread_pool"]]


def test_without_a_baseline_only_times_are_compared() -> None:
    """No speed-up is made up."""
    assert concluded(*LEGS[1:], slots=2) == {"shortest": {"leg": "process_pool", "secs": 2.0}}
    assert concluded() == {}


def test_a_leg_whose_tasks_failed_is_compared_with_none() -> None:
    """Giving up is not fast."""
    broken = leg(leg_run(task(0, ended="failed")), model="threads")
    found = concluded(LEGS[0], broken)
    assert found["failed"] == {"legs": ["threads"]}
    assert not {"faster", "not-faster", "tie", "shortest"} & found.keys()


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.floats(0.1, 3.0), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_no_leg_is_both_faster_and_not(times: list[float], shuffle: Any) -> None:
    """Whatever their times, each leg is in at most one comparison."""
    legs = [waiting("sequential", 1.0, at_once=1)]
    legs += [waiting(f"model_{n}", secs, at_once=shuffle.choice([1, 8])) for n, secs in enumerate(times)]
    found = concluded(*legs, prediction=[one.plan.key for one in legs])
    named = [value["leg"] for code, value in found.items() if code == "faster"]
    named += [key for value in found.values() for key in value.get("legs", ())]
    assert len(named) == len(set(named))


def _codes(folder: str) -> set[str]:
    """The codes of all facts that a folder makes, as far as they are literals."""
    trees = [ast.parse(file.read_text()) for file in Path(str(lab.__file__)).parent.glob(f"{folder}/*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    facts = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Fact"]
    return {str(code.value) for code in facts if isinstance(code, ast.Constant)}


@pytest.mark.parametrize("folder", ["reasons", "conclusion"])
def test_every_fact_has_a_sentence(folder: str) -> None:
    """Also those that these tests do not meet."""
    codes = _codes(folder)
    assert len(codes) > 5
    assert [code for code in codes if not Words("en").has(f"experiments.{folder}.{code}")] == []


def test_legs_are_named_for_people() -> None:
    """The page names them by the same words."""
    words = Words("en")
    assert leg_name(words, LegPlan("thread_pool", python="3.13t")) == "thread pool on Python 3.13t"
    assert leg_name(words, LegPlan("distributed", pool="any")) == "RQ workers (any pool)"
    assert leg_name(Words("zh"), LegPlan("thread_pool")) == "线程池"
    assert model_name(words, "new_model") == "new_model"


@pytest.mark.parametrize(
    "plan", [LegPlan("threads"), LegPlan("threads", python="3.13t"), LegPlan("distributed", "", "any")]
)
def test_a_key_names_its_leg(plan: LegPlan) -> None:
    """Facts name legs by their keys."""
    assert LegPlan.from_key(plan.key) == plan


def test_things_are_enumerated_as_people_do() -> None:
    """In each language."""
    assert [enumerated(Words("en"), "abc"[:count]) for count in range(4)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert enumerated(Words("zh"), "abc") == "a、b和c"


def test_a_code_of_another_version_is_said_as_it_is() -> None:
    """Experiments are kept longer than a version lives."""
    assert reason_sentence(Words("en"), Fact("of-tomorrow")) == "of-tomorrow"
