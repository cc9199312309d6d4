"""From a question to advice."""

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from lab.experiment import Fact

from .against import find_reservations
from .bench import Bench
from .candidates import Family, families
from .choice import Choice, choose
from .guard import Guard
from .measurements import Measured
from .profile import Profile
from .question import AdviceFailed, Budget, OnProgress, PythonHere, Question
from .recipe import GATHER, PROCESSES, SEQUENTIAL, THREADS, Recipe
from .search import Search

MEMORY_SHARE = 0.5
WITH_FORKSERVER = WITH_INTERPRETERS = (3, 14)
FEW_CALLS = 200


@dataclass(frozen=True, slots=True)
class Advice:
    """What to take, and why.

    Attributes:
        question: what was asked.
        profile: what the function does, under the first Python.
        choice: what is advised.
        why: the reason, a key of the words' topic `advice` below `why`.
        reservations: what speaks against it, keys below `against`.
        measured: everything that was measured.
        pythons_out: other Pythons that cannot run the function: id, and the fact that says why.
        code: a program to paste.
        spent_secs: how long measuring took.
    """

    question: Question
    profile: Profile
    choice: Choice
    why: Fact
    reservations: list[Fact]
    measured: list[Measured]
    pythons_out: dict[str, Fact]
    code: str
    spent_secs: float

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        count, choice = self.question.items.count, self.choice
        return {
            "function": str(self.question.function),
            "items": count,
            "profile": self.profile.to_dict(),
            "advice": {
                **choice.taken.to_dict(count),
                "interpreter": self.interpreter,
                "gain": choice.gain,
                "gain_interval": list(choice.interval),
                "confidence": choice.confidence,
                "why": asdict(self.why),
                "code": self.code,
            },
            "tied": [each.to_dict(count) for each in choice.tied],
            "against": [asdict(fact) for fact in self.reservations],
            "measured": [each.to_dict(count) for each in self.measured],
            "pythons_out": {name: asdict(fact) for name, fact in self.pythons_out.items()},
            "cores": self.question.cores,
            "budget_secs": self.question.budget_secs,
            "spent_secs": self.spent_secs,
        }

    @property
    def interpreter(self) -> str:
        """The path of the Python that is advised."""
        wanted = self.choice.taken.recipe.python
        return next(python.path for python in self.question.pythons if python.id == wanted)


def advise(question: Question, on_progress: OnProgress, budget: Budget | None = None) -> Advice:
    """Measure the function under what fits it and the budget, and choose.

    Args:
        question: what is asked.
        on_progress: called with what is being done.
        budget: the time, if it is running already; by default the question's, from now on.

    Raises:
        AdviceFailed: the function cannot be measured.
        OSError: a Python cannot be started.
    """
    with Guard() as guard:
        bench = Bench(question, budget or Budget(question.budget_secs), on_progress, guard.mark)
        return _advise(bench)


def _advise(bench: Bench) -> Advice:
    question = bench.question
    first, *others = question.pythons
    profile = bench.probe(first)
    bench.is_async, bench.keep_errors = profile.is_async, profile.failed > 0
    able, out = _able(bench, profile, others)
    search = Search(bench, profile, question.items.count, int(_available_bytes() * MEMORY_SHARE))
    search.explore(_families(question, profile, (first, *able)))
    _require_loop(bench)
    search.refine()
    return _make_advice(bench, profile, out)


def _make_advice(bench: Bench, profile: Profile, pythons_out: dict[str, Fact]) -> Advice:
    question = bench.question
    count = question.items.count
    choice = choose(bench.measured, count)
    recipe = choice.taken.recipe
    forks = question.pythons[0].version < WITH_FORKSERVER
    return Advice(
        question=question,
        profile=profile,
        choice=choice,
        why=find_reason(profile, choice, count),
        reservations=find_reservations(profile, choice, bench.measured, count, forks=forks),
        measured=bench.measured,
        pythons_out=pythons_out,
        code=bench.code().write(recipe, interpreter=bench.python(recipe).path if recipe.python else ""),
        spent_secs=bench.budget.spent_secs,
    )


def _families(question: Question, profile: Profile, pythons: tuple[PythonHere, ...]) -> list[Family]:
    return families(
        profile,
        pythons,
        count=question.items.count,
        cores=question.cores,
        sub_interpreters=pythons[0].version >= WITH_INTERPRETERS,
    )


def _able(
    bench: Bench, profile: Profile, others: list[PythonHere]
) -> tuple[list[PythonHere], dict[str, Fact]]:
    """The other Pythons that can run the function, and why the rest cannot."""
    able, out = [], {}
    for python in others if not profile.is_async else ():
        try:
            bench.probe(python, most=FEW_CALLS)
        except AdviceFailed as failed:
            out[python.id] = Fact(failed.code, failed.values)
        else:
            able.append(python)
    return able, out


def _require_loop(bench: Bench) -> None:
    """Raise AdviceFailed if the plain loop itself could not be measured."""
    loop = bench.of(Recipe(SEQUENTIAL))
    if loop.out:
        raise AdviceFailed(f"loop-{loop.out}", **loop.values)


def find_reason(profile: Profile, choice: Choice, count: int) -> Fact:
    """Why the choice is what it is."""
    recipe = choice.taken.recipe
    values = {"wall_secs": profile.wall_secs, "cpu_share": profile.cpu_share, "slots": recipe.slots}
    code = (
        _LOOP_REASON.get(profile.kind, "nothing-helps")
        if recipe.model == SEQUENTIAL
        else _pool_reason(profile, recipe)
    )
    return Fact(code, {**values, "count": count})


_LOOP_REASON = {"tiny": "tiny"}


def _pool_reason(profile: Profile, recipe: Recipe) -> str:
    if recipe.python:
        return "without-a-gil"
    if recipe.model == GATHER:
        return "coroutines-wait"
    if recipe.model == THREADS:
        return "threads-compute" if profile.kind == "computes" else "threads-wait"
    if recipe.model == PROCESSES:
        return "processes-compute" if profile.holds_gil else "processes"
    return "interpreters"


def _available_bytes(read: Callable[[str], int] = os.sysconf) -> int:
    """How much memory is free, caches not counted. Source: sysconf(3), `_SC_AVPHYS_PAGES`."""
    try:
        return read("SC_AVPHYS_PAGES") * read("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return 2**31
