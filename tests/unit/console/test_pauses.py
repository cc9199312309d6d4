"""The pauses before a service that ended is started again."""

from console.stack.pauses import FIRST_SECS, HEALTHY_SECS, LONGEST_SECS, Pauses


def test_pauses_double_up_to_a_bound() -> None:
    pauses = Pauses()

    seen = [pauses.next_after(0.0) for _ in range(10)]

    assert seen[:4] == [FIRST_SECS, 2 * FIRST_SECS, 4 * FIRST_SECS, 8 * FIRST_SECS]
    assert seen[-2:] == [LONGEST_SECS, LONGEST_SECS]


def test_a_while_of_health_starts_them_anew() -> None:
    pauses = Pauses()
    for _ in range(10):
        pauses.next_after(HEALTHY_SECS - 1)

    assert pauses.next_after(HEALTHY_SECS) == FIRST_SECS
