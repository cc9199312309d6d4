"""How each fault bends a body."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from origin.faults import IN_THE_BODY, MEANINGS, Ending, Fault, Plan, plan


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (None, Plan(100, 100, Ending.KEEP)),
        (Fault.STATUS, Plan(100, 100, Ending.KEEP)),
        (Fault.CUT, Plan(100, 30, Ending.RESET)),
        (Fault.STALL, Plan(100, 30, Ending.STALL)),
        (Fault.SHORT, Plan(100, 30, Ending.CLOSE)),
        (Fault.LONG, Plan(30, 30, Ending.SURPLUS)),
        (Fault.BAD_CHUNK, Plan(None, 30, Ending.BAD_CHUNK)),
        (Fault.CUT_HEADERS, Plan(100, 100, Ending.KEEP)),
        (Fault.INTERIM, Plan(100, 100, Ending.KEEP)),
        (Fault.WRONG_BYTES, Plan(100, 100, Ending.KEEP, flipped_at=30)),
    ],
)
def test_each_fault_has_its_plan(fault: Fault | None, expected: Plan) -> None:
    assert plan(fault, 100, 30) == expected


@pytest.mark.parametrize("fault", sorted(IN_THE_BODY))
def test_a_fault_strikes_in_the_middle_unless_told_where(fault: Fault) -> None:
    assert plan(fault, 101) == plan(fault, 101, 50)


@pytest.mark.parametrize("fault", sorted(IN_THE_BODY))
def test_a_body_that_ends_before_the_fault_is_sent_whole(fault: Fault) -> None:
    assert plan(fault, 30, 30) == plan(None, 30)


@settings(deadline=None)  # a busy machine is no failure
@given(body_bytes=st.integers(1, 10**6), at_bytes=st.integers(1, 10**6))
def test_a_client_that_resumes_after_each_cut_arrives(body_bytes: int, at_bytes: int) -> None:
    left = body_bytes
    for _ in range(body_bytes // at_bytes + 1):
        left -= plan(Fault.CUT, left, at_bytes).sent_bytes
    assert left == 0


def test_every_fault_is_explained() -> None:
    assert set(MEANINGS) == set(Fault)
