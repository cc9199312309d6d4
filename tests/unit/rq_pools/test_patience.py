"""Waiting for a Redis that is away: for how long, and for which of its answers."""

import time
from collections.abc import Callable

import pytest
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from rq_pools.patience import LONGEST_WAIT_SECS, patiently


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was slept, each time; nobody really sleeps."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


def failing(times: int, error: Exception) -> tuple[list[int], Callable[[], str]]:
    calls: list[int] = []

    def act() -> str:
        calls.append(1)
        if len(calls) <= times:
            raise error
        return "done"

    return calls, act


def test_what_succeeds_at_once_is_done_once_and_waits_for_nothing(slept: list[float]) -> None:
    calls, act = failing(0, RedisConnectionError())
    assert patiently(act, lambda: False, "job") == "done"
    assert (len(calls), slept) == (1, [])


def test_pauses_grow_and_differ_and_have_a_bound(slept: list[float]) -> None:
    _, act = failing(30, RedisConnectionError())
    assert patiently(act, lambda: False, "job") == "done"
    assert len(slept) == 30
    assert all(0 < secs <= LONGEST_WAIT_SECS for secs in slept)
    assert max(slept[:3]) < min(slept[-3:])
    assert len(set(slept)) == 30  # random, so that many workers do not come back at once


@pytest.mark.parametrize(
    "error",
    [
        RedisConnectionError("refused"),
        RedisTimeoutError("slow"),
        BusyLoadingError("LOADING"),
        OutOfMemoryError("full"),
        ReadOnlyError("replica"),
        ResponseError("OOM command not allowed"),
        ResponseError("MISCONF Errors writing to the AOF file"),
        ResponseError("NOREPLICAS Not enough good replicas to write."),
        ResponseError("BUSY running a script"),
        ResponseError("@user_script: 14: -OOM command not allowed when used memory > 'maxmemory'."),
        ResponseError(
            "Error running script (call to f_44): @user_script:7: @user_script: 7: -READONLY You can't write"
            " against a read only replica."
        ),
    ],
)
def test_what_passes_is_waited_for(slept: list[float], error: Exception) -> None:
    calls, act = failing(3, error)
    assert patiently(act, lambda: False, "job") == "done"
    assert len(calls) == 4


@pytest.mark.parametrize(
    "error",
    [
        ResponseError("WRONGTYPE Operation against a key"),
        ResponseError("@user_script: 14: -WRONGTYPE Operation against a key"),
        ResponseError("ERR unknown"),
        ValueError(),
    ],
)
def test_what_does_not_pass_is_told_at_once(slept: list[float], error: Exception) -> None:
    calls, act = failing(3, error)
    with pytest.raises(type(error)):
        patiently(act, lambda: False, "job")
    assert (len(calls), slept) == (1, [])


def test_who_has_given_the_job_up_waits_no_longer(slept: list[float]) -> None:
    calls, act = failing(99, RedisConnectionError())
    with pytest.raises(RedisError):
        patiently(act, lambda: len(slept) == 5, "job")
    assert len(calls) == 6


def test_a_password_that_is_refused_may_be_changed(slept: list[float]) -> None:
    """It is a `ConnectionError` of redis-py's, and may pass too: whoever changes it at the server first."""
    calls, act = failing(2, AuthenticationError("WRONGPASS"))
    assert patiently(act, lambda: False, "job") == "done"
    assert len(calls) == 3
