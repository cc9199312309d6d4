"""Which queue a download waits in, and who serves it."""

import pytest

from wire import POOLS, pool_of_queue, queue_for, queues_served_by


def test_each_pool_has_a_queue_of_its_own() -> None:
    assert [queue_for(pool) for pool in POOLS] == [
        "parallax-threads",
        "parallax-processes",
        "parallax-interpreters",
        "parallax-any",
    ]
    assert [pool_of_queue(queue_for(pool)) for pool in POOLS] == list(POOLS)


@pytest.mark.parametrize("queue", ["", "threads", "parallax-", "parallax-threads2", "default"])
def test_another_queue_is_not_ours(queue: str) -> None:
    with pytest.raises(ValueError, match="is not a queue of Parallax"):
        pool_of_queue(queue)


def test_every_worker_serves_its_own_queue_first_and_then_the_one_of_all() -> None:
    assert queues_served_by("threads") == ["parallax-threads", "parallax-any"]
    assert queues_served_by("processes") == ["parallax-processes", "parallax-any"]
    assert queues_served_by("interpreters") == ["parallax-interpreters", "parallax-any"]
    assert queues_served_by("any") == ["parallax-any"]
