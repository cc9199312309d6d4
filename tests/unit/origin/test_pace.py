"""A stream is as fast as asked, and no faster."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from origin.pace import DEFAULT_CHUNK_BYTES, Pace, chunk_size


@settings(deadline=None)  # a busy machine is no failure
@given(rate=st.integers(1, 10**9), chunks=st.lists(st.integers(1, 10**6), min_size=1, max_size=20))
def test_all_bytes_together_take_their_size_divided_by_the_rate(rate: int, chunks: list[int]) -> None:
    now = 100.0
    pace = Pace(rate, now)
    for size_bytes in chunks:
        now += pace.wait_secs(size_bytes, now)
    assert now - 100 == pytest.approx(sum(chunks) / rate, rel=1e-6, abs=1e-6)


def test_an_unlimited_stream_never_waits() -> None:
    assert Pace(0, 0.0).wait_secs(10**9, 0.0) == 0


def test_a_late_wake_up_is_made_up_for() -> None:
    pace = Pace(1000, 0.0)
    assert pace.wait_secs(100, 0.0) == pytest.approx(0.1)
    assert pace.wait_secs(100, 0.15) == pytest.approx(0.05)


def test_a_client_that_paused_gets_no_burst_afterwards() -> None:
    pace = Pace(1000, 0.0)
    pace.wait_secs(100, 0.0)
    waits = [pace.wait_secs(100, 60.0) for _ in range(10)]
    assert sum(wait > 0 for wait in waits) >= 7


def test_a_slow_stream_flows_in_small_chunks_unless_told_otherwise() -> None:
    assert chunk_size(0, None) == DEFAULT_CHUNK_BYTES
    assert chunk_size(1000, None) == 100
    assert chunk_size(1, None) == 1
    assert chunk_size(10**9, None) == DEFAULT_CHUNK_BYTES
    assert chunk_size(1000, 5000) == 5000
