"""Faults that stop after a number of times."""

from origin.faults import Attempts


def test_a_fault_strikes_the_first_times_and_then_no_more() -> None:
    attempts = Attempts()
    assert [attempts.take("a", 2) for _ in range(4)] == [True, True, False, False]


def test_without_times_a_fault_strikes_always_and_is_not_counted() -> None:
    attempts = Attempts()
    assert all(attempts.take("a", None) for _ in range(5))
    assert attempts.take("a", 1)


def test_each_key_has_its_own_count() -> None:
    attempts = Attempts()
    assert [attempts.take(key, 1) for key in ("a", "b", "a", "b")] == [True, True, False, False]


def test_memory_is_bounded_and_the_least_recently_used_key_starts_again() -> None:
    attempts = Attempts(kept=2)
    for key in ("a", "b", "a", "c"):
        attempts.take(key, 1)
    assert len(attempts._counts) == 2
    assert not attempts.take("a", 1)
    assert attempts.take("b", 1)
