"""The helper that waits in tests."""

import pytest

from tests.helpers.waiting import wait_until


def test_what_held_is_returned() -> None:
    answers = iter([0, None, 7])
    assert wait_until(lambda: next(answers), saying="seven") == 7


def test_a_wait_in_vain_says_what_it_saw() -> None:
    with pytest.raises(AssertionError, match=r"a miracle; last seen: \[\]"):
        wait_until(list, within_secs=0.02, saying="a miracle")
