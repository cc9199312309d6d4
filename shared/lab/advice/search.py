"""A small search: every family with more and more slots, then the best of them again and again."""

import random
from dataclasses import dataclass
from math import ceil

from .bench import Bench
from .candidates import Family, make_recipe
from .measurements import Measured
from .profile import Profile
from .recipe import PROCESSES, SEQUENTIAL, Recipe

TRIAL_SHARE = 0.04
"""Of the budget: about as long takes one measurement."""

HELPS = 0.95
"""More slots help if the time falls below this share of what it was."""

PATIENCE = 2.0
"""A recipe is given up when it takes so many times as long as the loop would."""

CONTENDS, LOSES = 1.3, 1.12
MOST_CONTENDERS = 5
ENOUGH_RUNS, FEW_RUNS = 5, 3
MOST_HANDED = 20_000
"""Items handed over one by one in a measurement: more say nothing new, and take memory."""

START_SECS = 0.5
"""Room for the start of a process and the import of the user's module."""


@dataclass(slots=True)
class Search:
    """Measures what is worth it, within the budget of the bench.

    Attributes:
        bench: measures.
        profile: of the function.
        count: of all items.
        memory_bytes: how much the slots may take in all.
    """

    bench: Bench
    profile: Profile
    count: int
    memory_bytes: int

    @property
    def trial_secs(self) -> float:
        return self.bench.budget.secs * TRIAL_SHARE

    def explore(self, found: list[Family]) -> None:
        """Measure the plain loop, then each family while more slots help."""
        self._loop()
        for family in found:
            self._grow(family)

    def _loop(self) -> None:
        loop = Recipe(SEQUENTIAL)
        items = self._loop_items()
        self._measure(loop, items, expected_secs=items * self.profile.wall_secs * PATIENCE)

    def _loop_items(self) -> int:
        """As many as take the time of a measurement; all if they take little more."""
        items = int(self.trial_secs / max(self.profile.wall_secs, 1e-9))
        return self.count if items >= 0.6 * self.count else max(1, items)

    def _grow(self, family: Family) -> None:
        last: Measured | None = None
        misses = 0
        for slots in family.slots:
            if slots > 1 and slots * self.profile.peak_bytes > self.memory_bytes:
                return
            recipe = make_recipe(family, slots, call_secs=self.profile.wall_secs, count=self.count)
            items = self._items_for(recipe, last)
            secs = self._loop_secs(items)
            if last is not None and last.rate() > 0:
                secs = min(secs, PATIENCE * items / last.rate())
            if self.bench.budget.left_secs < self.profile.wall_secs * ceil(items / slots) + START_SECS:
                return
            measured = self._measure(recipe, items, expected_secs=secs)
            if not measured.usable:
                return
            if last is not None and self._total(measured) > HELPS * self._total(last):
                misses += 1
            else:
                last, misses = measured, 0
            if misses > self._patience or self._waits_as_well_elsewhere(measured):
                return

    def _waits_as_well_elsewhere(self, measured: Measured) -> bool:
        """Processes wait as threads do: more of them are tried only if they are the fastest so far."""
        if self.profile.kind != "waits" or measured.recipe.model != PROCESSES:
            return False
        return any(self._total(each) < self._total(measured) for each in self.bench.measured if each.usable)

    @property
    def _patience(self) -> int:
        """How many steps in a row may not help: one more where calls wait, since one may be disturbed."""
        return 1 if self.profile.kind in ("waits", "mixed") else 0

    def _items_for(self, recipe: Recipe, last: Measured | None) -> int:
        """Enough that every slot has several turns, if that takes no longer than a measurement should."""
        turns = max(1, int(self.trial_secs / 2 / max(self.profile.wall_secs, 1e-9)))
        items = max(self._loop_items(), recipe.slots * turns)
        if last is not None:  # more slots may not help: then it is as fast as the last
            items = min(items, max(self._loop_items(), int(last.rate() * self.trial_secs * 1.5)))
        if recipe.model not in (SEQUENTIAL, PROCESSES):
            items = min(items, MOST_HANDED)
        items = ceil(items / recipe.slots) * recipe.slots
        return (
            self.count
            if items >= 0.6 * self.count and self.count <= MOST_HANDED * 5
            else min(items, self.count)
        )

    def _loop_secs(self, items: int) -> float:
        loop = self.bench.of(Recipe(SEQUENTIAL))
        each = loop.start_and_slope()[1] if loop.usable else self.profile.wall_secs
        return each * items * PATIENCE

    def _measure(self, recipe: Recipe, items: int, *, expected_secs: float) -> Measured:
        within_secs = max(3 * START_SECS, expected_secs) + 2 * START_SECS + self.profile.wall_secs
        return self.bench.measure(recipe, items, within_secs=within_secs)

    def refine(self) -> None:
        """Measure those that may be the fastest again, in turns, on as many items as there is time for."""
        order = random.Random(1)
        while contenders := [each for each in self._contenders() if self._wants_more(each)]:
            order.shuffle(contenders)
            ran = [self._again(each) for each in contenders]
            if not any(ran):
                return

    def _contenders(self) -> list[Measured]:
        usable = sorted((each for each in self.bench.measured if each.usable), key=self._total)
        if not usable:
            return []
        best = self._total(usable[0])
        close = [
            each
            for each in usable
            if self._total(each) <= best * (LOSES if len(each.runs) >= FEW_RUNS else CONTENDS)
        ][:MOST_CONTENDERS]
        loop = self.bench.of(Recipe(SEQUENTIAL))
        return close if loop in close or not loop.usable else [*close, loop]

    def _total(self, measured: Measured) -> float:
        return measured.total_secs(self.count)

    def _wants_more(self, measured: Measured) -> bool:
        runs = sum(run.items == measured.most_items for run in measured.runs)
        if self._larger(measured) > measured.most_items:
            return True
        late = self.bench.budget.spent_secs > self.bench.budget.secs / 2
        return runs < (FEW_RUNS if late or self._is_behind(measured) else ENOUGH_RUNS)

    def _is_behind(self, measured: Measured) -> bool:
        """It will not be taken: the loop, which is measured again for the gain alone."""
        best = min(self._total(each) for each in self.bench.measured if each.usable)
        return self._total(measured) > LOSES * best

    def _larger(self, measured: Measured) -> int:
        """How many items its next run has: all, if there is time to measure all contenders on all."""
        share = TRIAL_SHARE if self._is_behind(measured) else 0.25
        most = min(share * self.bench.budget.secs, self.bench.budget.left_secs / 4)
        if self.count > MOST_HANDED and measured.recipe.model not in (SEQUENTIAL, PROCESSES):
            return measured.most_items
        return self.count if self._total(measured) <= most else measured.most_items

    def _again(self, measured: Measured) -> bool:
        items = self._larger(measured)
        expected = self._total(measured) * items / self.count
        expected = max(expected, max(run.secs for run in measured.runs if run.items <= items))
        if expected * 1.3 + START_SECS > self.bench.budget.left_secs:
            return False
        before = len(measured.runs)
        self._measure(measured.recipe, items, expected_secs=expected * 3)
        return len(measured.runs) > before
