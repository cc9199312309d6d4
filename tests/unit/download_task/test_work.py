"""Computing after the bytes: the same for the same rounds, and stopped between them."""

import ast
import inspect
from unittest.mock import Mock

import pytest

from download_task import Download, DownloadCancelled, Work, download_task
from download_task.request import WorkKind
from download_task.work import ROUNDS, do_work

KINDS: list[WorkKind] = ["python", "python-shared", "hashlib"]


def never() -> bool:
    return False


def ignore(_fraction: float) -> None:
    """Hear of the progress."""


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("python", "000000008a70e94d"), ("python-shared", "000000008a70e94d"), ("hashlib", "626127ed668c83a4")],
)
def test_three_rounds_give_the_same_everywhere(kind: WorkKind, expected: str) -> None:
    assert do_work(Work(kind, 3), progress=ignore, cancelled=never) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_more_rounds_give_another_result(kind: WorkKind) -> None:
    assert len({do_work(Work(kind, rounds), progress=ignore, cancelled=never) for rounds in range(4)}) == 4


@pytest.mark.parametrize("kind", KINDS)
def test_it_stops_between_rounds_when_cancelled(kind: WorkKind) -> None:
    cancelled = Mock(side_effect=[False, False, True])
    with pytest.raises(DownloadCancelled):
        do_work(Work(kind, 1_000_000), progress=ignore, cancelled=cancelled)
    assert cancelled.call_count == 3


@pytest.mark.parametrize("kind", KINDS)
def test_the_task_works_after_its_bytes(kind: WorkKind) -> None:
    outcome = download_task(Download("a", time_scale=0, work=Work(kind, 2)))
    assert outcome.work_result == do_work(Work(kind, 2), progress=ignore, cancelled=never)
    assert outcome.cpu_secs > 0


def test_a_task_cancelled_in_its_work_is_cancelled() -> None:
    cancelled = Mock(side_effect=[False, False, True])
    outcome = download_task(Download("a", time_scale=0, work=Work("python", 1_000)), cancelled=cancelled)
    assert (outcome.state, outcome.work_result) == ("cancelled", None)


@pytest.mark.parametrize(("kind", "shares"), [("python", False), ("python-shared", True)])
def test_steps_share_a_number_between_threads_only_where_that_is_the_point(
    kind: WorkKind, shares: bool
) -> None:
    """All threads use one constant; without a GIL they wait for each other to count its references."""
    [loop] = [n for n in ast.walk(ast.parse(inspect.getsource(ROUNDS[kind]))) if isinstance(n, ast.For)]
    numbers = [node for node in ast.walk(loop) if isinstance(node, ast.Constant)]
    assert bool(numbers) is shares
