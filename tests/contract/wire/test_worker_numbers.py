"""The numbers of workers: one each within its pool, for as long as the worker lives."""

from redis import Redis

from wire import WorkerPool, give_number, worker_numbers


def start(redis: "Redis", name: str, pool: WorkerPool = "threads") -> int:
    """Register a worker as RQ does, and give it its number."""
    redis.hset(f"rq:worker:{name}", "birth", "today")
    return give_number(redis, pool, name)


def test_the_workers_of_a_pool_are_numbered_in_the_order_of_their_start(redis: "Redis") -> None:
    assert [start(redis, name) for name in ("b", "a", "c")] == [1, 2, 3]
    assert start(redis, "p", "processes") == 1
    assert worker_numbers(redis) == {"b": 1, "a": 2, "c": 3, "p": 1}


def test_a_worker_keeps_its_number(redis: "Redis") -> None:
    start(redis, "a")
    start(redis, "b")
    redis.delete("rq:worker:a", "rq:worker:b")  # forgotten by Redis, which was away for a lease
    assert start(redis, "b") == 2
    assert start(redis, "a") == 1


def test_the_number_of_a_worker_that_has_died_or_stopped_is_given_to_the_next(redis: "Redis") -> None:
    for name in "abc":
        start(redis, name)
    redis.delete("rq:worker:b")
    redis.hset("rq:worker:a", "death", "today")
    assert start(redis, "d") == 1
    assert start(redis, "e") == 2
    assert worker_numbers(redis) == {"d": 1, "e": 2, "c": 3}


def test_garbage_is_no_worker(redis: "Redis") -> None:
    redis.set("rq:worker:a", "garbage")
    redis.hset("parallax:worker-numbers:threads", mapping={"1": "a", "x": "b"})
    redis.set("parallax:worker-numbers:processes", "garbage")
    assert worker_numbers(redis) == {"a": 1}
    assert start(redis, "c") == 1
