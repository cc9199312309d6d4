"""Why a leg took as long as it did: facts, computed from its figures and never from its model's name."""

from collections.abc import Iterator

from lab.experiment import Fact, Leg, Summary

from .case import FASTER, Case, Weighed, is_faster, make_case
from .notes import find_notes
from .times import BACKGROUND_CORES, find_times

__all__ = ["BACKGROUND_CORES", "FASTER", "find_reasons", "is_faster"]


def find_reasons(leg: Leg, summary: Summary, baseline: Leg | None, *, cores: float) -> tuple[Fact, ...]:
    """The reasons for a leg's time.

    Args:
        leg: with at least one run.
        summary: of the leg.
        baseline: the sequential leg that it is compared with, with its summary; None if there is none.
        cores: how many the tasks may use.

    Returns:
        Those that explain most seconds of the makespan first, then what else a reader must know. Figures are
        rounded for reading; times are seconds.
    """
    case = make_case(leg, summary, baseline, cores=cores)
    return tuple(fact for _, fact in sorted(_weighed(case), key=lambda pair: -pair[0]))


def _weighed(case: Case) -> Iterator[Weighed]:
    yield from find_times(case)
    yield from ((0.0, note) for note in find_notes(case))
