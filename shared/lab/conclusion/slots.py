"""Which legs ran more tasks at a time than the slots of the plan, or fewer: it shows in their times."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from lab.experiment import DISTRIBUTED, Fact, Leg, Plan


def tell_other_slots(plan: Plan, measured: Sequence[Leg]) -> Iterator[Fact]:
    """A fact for each other number of tasks at a time; one thread that runs all of them is told elsewhere."""
    wanted = min(plan.slots, plan.tasks)

    def at_once(leg: Leg) -> int:
        return min(leg.slots, plan.tasks)

    others = [leg for leg in measured if at_once(leg) != wanted and not _is_one_thread(leg)]
    for count, group in groupby(sorted(others, key=at_once, reverse=True), at_once):
        yield Fact("other-slots", {"legs": [leg.plan.key for leg in group], "count": count, "slots": wanted})


def _is_one_thread(leg: Leg) -> bool:
    return leg.slots == 1 and leg.plan.model != DISTRIBUTED
