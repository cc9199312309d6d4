"""What was predicted, beside what happened."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from lab.experiment import Fact, Leg, Summary

from .alike import alike


def judge_prediction(prediction: Sequence[str], measured: Sequence[Leg]) -> Iterator[Fact]:
    """How many pairs of legs came out in the predicted order, and which leg was misjudged most.

    A pair that took the same time as far as was measured counts neither way.

    Args:
        prediction: keys of legs, from the one expected to be fastest to the slowest; empty if skipped.
        measured: the legs that have a summary.
    """
    found = {leg.plan.key: leg.summary for leg in measured if leg.summary}
    order = [(key, found[key]) for key in prediction if key in found]
    decided = [pair for pair in combinations(order, 2) if not alike(pair[0][1], pair[1][1])]
    if not decided:
        if len(order) > 1:
            yield Fact("prediction-undecided")
        return
    wrong = [pair for pair in decided if pair[0][1].median_secs > pair[1][1].median_secs]
    if not wrong:
        yield Fact("prediction-right", {"count": len(decided)})
        return
    yield Fact("prediction-partly", {"right": len(decided) - len(wrong), "count": len(decided)})
    yield from _surprise(wrong)


Pair = tuple[tuple[str, Summary], tuple[str, Summary]]


def _surprise(wrong: Sequence[Pair]) -> Iterator[Fact]:
    """The leg that is in most of the wrong pairs, if one is in more than all others."""
    slower = Counter(expected_faster[0] for expected_faster, _ in wrong)
    faster = Counter(expected_slower[0] for _, expected_slower in wrong)
    ranked = (slower + faster).most_common(2)
    key, count = ranked[0]
    if count > 1 and (len(ranked) == 1 or ranked[1][1] < count):
        how = "faster" if faster[key] > slower[key] else "slower"
        yield Fact(f"surprise-{how}", {"leg": key})
