"""A pace lets something happen at most once per interval."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from download_task import report
from download_task.report import Pace
from tests.helpers.clock import Clock


@given(st.lists(st.floats(0, 1), max_size=60))
def test_two_turns_are_never_nearer_than_the_interval(steps: list[float]) -> None:
    clock, turns = Clock(), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report, "time", clock)
        pace = Pace(0.25)
        assert pace.is_due()
        turns.append(clock.now)
        for step in steps:
            clock.now += step
            if pace.is_due():
                turns.append(clock.now)
            else:
                assert clock.now < turns[-1] + 0.25
    assert all(later >= sooner + 0.25 for sooner, later in pairwise(turns))
