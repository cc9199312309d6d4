import json
import os
from dataclasses import asdict

import pytest

from concurrency import MODELS
from lessons import critical_resource, memory
from lessons.critical_resource import Case
from lessons.memory import Observation
from words import LANGUAGES, Language, Words

NAMES = ("worker 0", "worker 1", "worker 2")

needs_interpreters = pytest.mark.skipif(
    MODELS["interpreter_pool"].unavailable() is not None, reason=str(MODELS["interpreter_pool"].unavailable())
)


@pytest.fixture(scope="module")
def observations() -> dict[str, Observation]:
    return {seen.runner: seen for seen in memory.run(workers=3).observations}


@pytest.fixture(scope="module")
def cases() -> dict[tuple[str, str, bool], Case]:
    return {(case.runner, case.how, case.protected): case for case in critical_resource.run().cases}


def test_a_global_changed_by_threads_is_shared(observations: dict[str, Observation]) -> None:
    seen = observations["threads"]
    assert seen.shared is True
    assert sorted(seen.parent_saw_after) == ["parent", *NAMES]
    assert all(sight.saw[0] == "parent" and sight.worker in sight.saw for sight in seen.workers)
    assert {sight.pid for sight in seen.workers} == {os.getpid()}


def test_a_global_changed_by_processes_is_each_one_s_own(observations: dict[str, Observation]) -> None:
    seen = observations["processes"]
    assert seen.shared is False
    assert seen.parent_saw_after == ("parent",)
    assert [sight.saw for sight in seen.workers] == [(name,) for name in NAMES]
    assert len({sight.pid for sight in seen.workers} - {os.getpid()}) == 3


@needs_interpreters
def test_a_global_changed_by_interpreters_is_each_one_s_own_in_one_process(
    observations: dict[str, Observation],
) -> None:
    seen = observations["interpreters"]
    assert seen.shared is False
    assert seen.parent_saw_after == ("parent",)
    assert [sight.saw for sight in seen.workers] == [(name,) for name in NAMES]
    assert {sight.pid for sight in seen.workers} == {os.getpid()}
    assert len({sight.interpreter_id for sight in seen.workers} - {0, None}) == 3


@pytest.mark.skipif(MODELS["interpreter_pool"].unavailable() is None, reason="this Python has interpreters")
def test_before_python_3_14_the_lesson_says_why_interpreters_are_missing(
    observations: dict[str, Observation],
) -> None:
    seen = observations["interpreters"]
    assert (seen.workers, seen.shared) == ((), None)
    assert seen.unavailable is not None
    assert (seen.unavailable["reason"], seen.unavailable["values"]["needed"]) == ("needs-python", "3.14")


def test_the_memory_lesson_can_be_taught_twice_and_wipes_its_board() -> None:
    assert memory.run(workers=1).observations[0].parent_saw_after == ("parent", "worker 0")
    assert memory.run(workers=1).observations[0].parent_saw_after == ("parent", "worker 0")
    assert memory.notice_board == []


@pytest.mark.parametrize("runner", ["threads", "processes"])
def test_withdrawals_without_protection_are_lost(
    cases: dict[tuple[str, str, bool], Case], runner: str
) -> None:
    case = cases[runner, "read, pause, write", False]
    assert case.lost == case.closing_balance > 0


@pytest.mark.parametrize("runner", ["threads", "processes"])
def test_withdrawals_with_a_lock_are_all_kept(cases: dict[tuple[str, str, bool], Case], runner: str) -> None:
    case = cases[runner, "read, pause, write", True]
    assert (case.closing_balance, case.lost) == (0, 0)
    assert case.opening_balance == case.workers * case.withdrawals_each == 100


def test_the_plain_minus_equals_is_reported_whatever_it_lost(
    cases: dict[tuple[str, str, bool], Case],
) -> None:
    case = cases["threads", "minus-equals", False]
    assert case.opening_balance == case.workers * critical_resource.PLAIN_WITHDRAWALS_EACH
    assert 0 <= case.lost < case.opening_balance


def test_two_workers_are_competition_enough_to_lose() -> None:
    lost = [case.lost for case in critical_resource.run(workers=2, withdrawals_each=25).cases]
    assert lost[0] > 0
    assert lost[3] > 0
    assert (lost[1], lost[4]) == (0, 0)


@pytest.mark.parametrize(("workers", "withdrawals_each"), [(1, 5), (0, 5), (2, 0)])
def test_a_lesson_without_competition_is_refused(workers: int, withdrawals_each: int) -> None:
    with pytest.raises(ValueError, match="at least 2 workers and 1 withdrawal"):
        critical_resource.run(workers, withdrawals_each)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lessons_are_explained_in_english_and_chinese(
    observations: dict[str, Observation], cases: dict[tuple[str, str, bool], Case], language: Language
) -> None:
    words = Words(language)
    for seen in observations.values():
        assert words.has(f"lessons.runner.{seen.runner}")
        assert words.has(f"lessons.memory.{seen.runner}")
    for case in cases.values():
        assert words.has(f"lessons.runner.{case.runner}")
        assert words.has(f"lessons.how.{case.how}")
        assert words.has(f"lessons.critical-resource.{case.why}")


def test_lessons_are_json() -> None:
    for lesson in (memory.run(workers=1), critical_resource.run(workers=2, withdrawals_each=1)):
        assert json.loads(json.dumps(asdict(lesson)))
