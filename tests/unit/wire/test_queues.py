"""Which queue a download waits in, and who serves it."""

from wire import POOLS, queue_for, queues_served_by


def test_each_pool_has_a_queue_of_its_own() -> None:
    assert [queue_for(pool) for pool in POOLS] == [
        "parallax-threads",
        "parallax-processes",
        "parallax-interpreters",
        "parallax-any",
    ]


def test_every_worker_serves_its_own_queue_first_and_then_the_one_of_all() -> None:
    assert queues_served_by("threads") == ["parallax-threads", "parallax-any"]
    assert queues_served_by("processes") == ["parallax-processes", "parallax-any"]
    assert queues_served_by("interpreters") == ["parallax-interpreters", "parallax-any"]
    assert queues_served_by("any") == ["parallax-any"]
