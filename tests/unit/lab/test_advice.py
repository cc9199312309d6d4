"""Advice from figures: what a function does, which recipe is taken, which code is written."""

import ast
from pathlib import Path
from typing import Any

import pytest

from lab.advice import Function, InvalidTarget, Items, PythonHere
from lab.advice.against import find_reservations
from lab.advice.candidates import families, make_recipe, slot_counts
from lab.advice.choice import choose
from lab.advice.measurements import Measured, Run
from lab.advice.profile import Profile, kind_of, make_profile
from lab.advice.recipe import GATHER, INTERPRETERS, PROCESSES, SEQUENTIAL, THREADS, Code, Recipe

HERE = PythonHere("", "/python", (3, 13))
FREE = PythonHere("3.13t", "/python3.13t", (3, 13))


def make(wall_secs: float, cpu_secs: float, **facts: Any) -> Profile:
    told = {
        "calls": [(wall_secs, cpu_secs, cpu_secs, 0.0)] * 3,
        "seen": [],
        "failure": None,
        "failed": 0,
        "result_kind": "int",
        "result_not_sendable": None,
        "error_not_sendable": None,
        "item_not_sendable": None,
        "item_bytes": 5,
        "result_bytes": 5,
        "peak_bytes": 0,
        "globals_written": [],
        "globals_changed": [],
        "gil_share": None,
    }
    return make_profile({"not_sendable": None, "is_async": facts.pop("is_async", False)}, {**told, **facts})


def measured(recipe: Recipe, *secs: float, items: int = 100) -> Measured:
    return Measured(recipe, [Run(items, each) for each in secs])


def models(
    profile: Profile, pythons: tuple[PythonHere, ...] = (HERE,), **options: Any
) -> list[tuple[str, str]]:
    wanted = {"count": 100, "cores": 2, "sub_interpreters": False, **options}
    return [(family.model, family.python) for family in families(profile, pythons, **wanted)]


@pytest.mark.parametrize(
    ("wall_secs", "busy_secs", "kind"),
    [(2e-6, 2e-6, "tiny"), (0.1, 0.001, "waits"), (0.1, 0.099, "computes"), (0.1, 0.05, "mixed")],
)
def test_what_a_call_does_is_known_from_its_seconds(wall_secs: float, busy_secs: float, kind: str) -> None:
    assert kind_of(wall_secs, busy_secs) == kind


def test_the_first_call_which_also_loads_and_connects_counts_for_nothing() -> None:
    profile = make(0.1, 0.0, calls=[(3.0, 2.0, 2.0, 0.0), (0.1, 0.0, 0.0, 0.0)])

    assert (profile.kind, profile.wall_secs) == ("waits", 0.1)


def test_waiting_for_a_core_is_computing_that_had_no_core() -> None:
    assert make(0.1, 0.05, calls=[(0.1, 0.05, 0.05, 0.05)] * 2).kind == "computes"
    assert make(2e-6, 2e-6, calls=[(2e-6, 2e-6, 2e-6, 0.0), (0.01, 2e-6, 2e-6, 0.009_99)]).kind == "tiny"


def test_a_call_that_is_delayed_makes_no_function_slow_but_waits_of_some_calls_do() -> None:
    brief = [(2e-6, 2e-6, 2e-6, 0.0)] * 10
    assert make(2e-6, 2e-6, calls=[*brief, (0.003, 2e-6, 2e-6, 0.0)]).kind == "tiny"
    assert make(2e-6, 2e-6, calls=[*brief, (0.05, 2e-6, 2e-6, 0.0)]).kind == "waits"


@pytest.mark.parametrize(("share", "holds"), [(0.8, True), (0.02, False), (None, None)])
def test_holding_the_gil_is_said_only_where_it_was_measured(share: float | None, holds: bool | None) -> None:
    assert make(0.1, 0.1, gil_share=share).holds_gil is holds


def test_slots_double_up_to_one_for_each_item() -> None:
    assert slot_counts(8, 256, 100) == (8, 16, 32, 64, 100)
    assert slot_counts(2, 4, 100) == (2, 4)
    assert slot_counts(8, 256, 3) == (3,)
    assert slot_counts(2, 4, 1) == (1,)


def test_a_function_that_cannot_be_pickled_is_never_sent_to_processes() -> None:
    assert models(make(0.1, 0.1)) == [(THREADS, ""), (PROCESSES, "")]
    assert models(make(0.1, 0.1, result_not_sendable="TypeError")) == [(THREADS, "")]


def test_only_what_computes_is_tried_without_a_gil_or_in_sub_interpreters() -> None:
    others = [(SEQUENTIAL, "3.13t"), (THREADS, "3.13t")]

    computing = models(make(0.1, 0.1), (HERE, FREE), sub_interpreters=True)
    assert computing == [(THREADS, ""), (PROCESSES, ""), (INTERPRETERS, ""), *others]
    assert models(make(0.1, 0.0), (HERE, FREE), sub_interpreters=True) == [(THREADS, ""), (PROCESSES, "")]


def test_a_coroutine_function_is_gathered_only() -> None:
    assert models(make(0.1, 0.0, is_async=True)) == [(GATHER, "")]


def test_short_calls_go_to_processes_in_chunks() -> None:
    (family,) = [each for each in families(
        make(0.001, 0.001), (HERE,), count=1000, cores=2, sub_interpreters=False
    ) if each.model == PROCESSES]  # fmt: skip

    assert make_recipe(family, 2, call_secs=0.001, count=1000).chunk == 20
    assert (
        make_recipe(family, 2, call_secs=0.001, count=40).chunk == 5
    )  # else a slot gets far more than another
    assert make_recipe(family, 2, call_secs=1.0, count=1000).chunk == 1


def test_the_fastest_is_taken_and_the_gain_has_an_interval() -> None:
    loop = measured(Recipe(SEQUENTIAL), 10.0, 10.2, 9.8)
    threads = measured(Recipe(THREADS, 8), 1.0, 1.1, 0.9)

    choice = choose([loop, threads], 100)

    assert choice.taken is threads
    assert choice.gain == pytest.approx(10.0)
    assert choice.interval.low < 10.0 < choice.interval.high
    assert choice.tied == ()


@pytest.mark.parametrize(("secs", "taken"), [(1.02, THREADS), (1.15, PROCESSES)])
def test_a_tie_goes_to_the_simpler_model_and_says_so(secs: float, taken: str) -> None:
    loop = measured(Recipe(SEQUENTIAL), 2.0, 2.0, 2.0)
    threads = measured(Recipe(THREADS, 2), secs, secs, secs)
    processes = measured(Recipe(PROCESSES, 2), 1.0, 1.0, 1.0)

    choice = choose([loop, threads, processes], 100)

    assert choice.taken.recipe.model == taken
    assert (processes in choice.tied) == (taken == THREADS)


def test_another_python_is_taken_only_when_it_is_faster() -> None:
    loop = measured(Recipe(SEQUENTIAL), 2.0, 2.0, 2.0)
    processes = measured(Recipe(PROCESSES, 2), 1.0, 1.0, 1.0)
    free = measured(Recipe(THREADS, 2, "3.13t"), 0.99, 0.99, 0.99)

    assert choose([loop, free, processes], 100).taken is processes


def test_what_failed_is_never_taken() -> None:
    loop = measured(Recipe(SEQUENTIAL), 2.0)
    died = Measured(Recipe(THREADS, 2), [Run(100, 0.1)], out="died")

    assert choose([loop, died], 100).taken is loop


def test_the_start_is_told_apart_from_the_items_when_only_some_were_measured() -> None:
    both = Measured(Recipe(PROCESSES, 2), [Run(10, 0.6), Run(100, 1.5)])  # 0.5 s to start, 0.01 s an item

    assert both.total_secs(1000) == pytest.approx(10.5)
    assert measured(Recipe(PROCESSES, 2), 1.5).total_secs(1000) == pytest.approx(15.0)


def test_ten_items_in_eight_slots_take_two_turns() -> None:
    assert measured(Recipe(THREADS, 8), 1.0, items=8).total_secs(10) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("facts", "model", "code"),
    [
        ({"globals_written": ["total"]}, THREADS, "globals-shared"),
        ({"globals_changed": ["total"]}, PROCESSES, "globals-copied"),
        ({"globals_changed": ["total"]}, SEQUENTIAL, "globals-alone"),
        ({"result_kind": "generator"}, SEQUENTIAL, "lazy"),
        ({"result_not_sendable": "TypeError"}, SEQUENTIAL, "not-sendable-result"),
        ({"failed": 1, "failure": {"item": "0", "error": "ValueError"}}, THREADS, "raises"),
        ({}, PROCESSES, "forks"),
        ({}, PROCESSES, "process-memory"),
        ({"peak_bytes": 50 * 2**20}, THREADS, "call-memory"),
        ({"calls": [(0.1, 0.05, 0.05, 0.04)] * 2}, SEQUENTIAL, "busy-machine"),
        ({"seen": ["thread"]}, THREADS, "starts-thread"),
    ],
)
def test_what_speaks_against_it_is_said(facts: dict[str, Any], model: str, code: str) -> None:
    assert code in _reservations(make(0.1, 0.1, **facts), model)


def test_nothing_speaks_against_threads_that_only_compute() -> None:
    assert _reservations(make(0.1, 0.1), THREADS) == []


def _reservations(profile: Profile, model: str) -> list[str]:
    loop = measured(Recipe(SEQUENTIAL), 2.0)
    other = measured(Recipe(model, 2), 1.0)
    all_of_them = [loop] if model == SEQUENTIAL else [loop, other]
    choice = choose(all_of_them, 100)
    return [fact.code for fact in find_reservations(profile, choice, all_of_them, 100, forks=True)]


@pytest.mark.parametrize("keep_errors", [False, True])
@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("model", [SEQUENTIAL, THREADS, PROCESSES, INTERPRETERS])
def test_all_code_is_python(model: str, is_async: bool, keep_errors: bool) -> None:
    code = Code(Function("a.b", "C.f"), Items("json", 3, "it's.json"), is_async, keep_errors)

    text = code.write(Recipe(GATHER if is_async and model != SEQUENTIAL else model, 2, chunk=3))

    ast.parse(text)
    assert "import a.b\n" in text
    assert "a.b.C.f" in text


@pytest.mark.parametrize(
    ("name", "text", "items"),
    [
        ("a.txt", "1\n\n2\n", Items("text", 2)),
        ("a.csv", "x,1\ny,2\n", Items("text", 2)),
        ("a.json", "[1, 2, 3]", Items("json", 3)),
        ("a.jsonl", "1\n2\n", Items("json-lines", 2)),
        ("items", '{"a": 1}\n{"a": 2}\n', Items("json-lines", 2)),
        ("items", "[1, 2, 3]", Items("json", 3)),
    ],
)
def test_items_are_read_as_the_file_is_written(tmp_path: Path, name: str, text: str, items: Items) -> None:
    (tmp_path / name).write_text(text)

    read = Items.read(str(tmp_path / name))

    assert (read.kind, read.count) == (items.kind, items.count)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.txt", "\n\n", "empty"),
        ("a.json", "{}", "json"),
        ("a.jsonl", "{", "json"),
        ("missing/a", None, "file"),
    ],
)
def test_items_that_are_none_are_refused(tmp_path: Path, name: str, text: str | None, reason: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)

    with pytest.raises(InvalidTarget) as raised:
        Items.read(str(tmp_path / name))

    assert raised.value.reason == reason


@pytest.mark.parametrize("text", ["module", "module:", ":f", "module:f()", "a-b:f", "a b:c"])
def test_what_names_no_function_is_refused(text: str) -> None:
    with pytest.raises(InvalidTarget):
        Function.parse(text)
