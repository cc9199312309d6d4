"""Who ran what when, in the order in which people look for it."""

from lab.lanes import make_lanes
from tests.helpers.experiments import leg_run, task


def test_lanes_are_in_human_order() -> None:
    """worker-2 before worker-10, and the process that began first is number 1."""
    run = leg_run(
        task(0, host="worker-10", start=0.0),
        task(1, host="worker-2", pid=9, start=0.1),
        task(2, host="worker-2", pid=7, start=0.2),
        task(3, host="worker-2", pid=9, thread_id=5, start=0.3),
        task(4, host="worker-2", pid=9, start=1.5),
    )
    lanes = make_lanes(run)
    assert [(lane.host, lane.process_number, lane.thread_number) for lane in lanes] == [
        ("worker-2", 1, 1),
        ("worker-2", 1, 2),
        ("worker-2", 2, 1),
        ("worker-10", 1, 1),
    ]
    assert [bar.task.index for bar in lanes[0].bars] == [1, 4]


def test_interpreters_of_one_process_have_lanes_of_their_own() -> None:
    """A thread each."""
    run = leg_run(task(0, interpreter_id=1, thread_id=1), task(1, interpreter_id=2, thread_id=2))
    assert [(lane.interpreter_id, lane.thread_number) for lane in make_lanes(run)] == [(1, 1), (2, 2)]


def test_the_bars_of_a_lane_are_in_order_of_time() -> None:
    """However the runs were collected."""
    (lane,) = make_lanes(leg_run(task(0, start=2.0), task(1, start=0.0)))
    assert [bar.task.index for bar in lane.bars] == [1, 0]
