"""Probes the function and measures recipes, each in a fresh process; keeps what was found."""

import signal
from typing import Any

from .child import Ending, Event, run_child
from .measurements import Measured, Run
from .profile import Profile, make_profile
from .question import AdviceFailed, Budget, OnProgress, Progress, PythonHere, Question
from .recipe import SEQUENTIAL, Code, Recipe
from .target import Function

PROBE_SHARE = 0.04
HANG_SHARE = 0.5
"""Of the budget: a first call that takes longer leaves no time to measure anything."""

OF_THE_MODEL = (
    "BrokenProcessPool",
    "BrokenThreadPool",
    "BrokenInterpreterPool",
    "PicklingError",
    "NotShareableError",
)
"""Errors of a pool itself, and not of an item."""


class Bench:
    """Measures for one question.

    Attributes:
        mark: of the guard, see `run_child`.
        measured: all recipes so far, in the order in which they were first tried.
        keep_errors: an item raised: the code has to keep errors, or it would end at the first.
    """

    def __init__(self, question: Question, budget: Budget, on_progress: OnProgress, mark: str) -> None:
        self.question = question
        self.mark = mark
        self.budget = budget
        self.measured: list[Measured] = []
        self.keep_errors = False
        self.is_async = False
        self._on_progress = on_progress

    def probe(self, python: PythonHere, *, most: int = 2_000) -> Profile:
        """Call the function for a short while.

        Args:
            python: under which.
            most: at most so many calls.

        Raises:
            AdviceFailed: it cannot be called, or ends its process, or does not return.
        """
        self._on_progress(Progress("probing", {"python": python.id}))
        within_secs = self.budget.secs * HANG_SHARE
        request = {"task": "probe", "secs": self.budget.secs * PROBE_SHARE, "most": most}
        ending = self._run(python, Recipe(SEQUENTIAL), request, min(within_secs, self.budget.left_secs))
        probed = ending.last("probed")
        if probed is None:
            raise _why_not_probed(ending, within_secs, self.question.function)
        if probed["failed"] == len(probed["calls"]):
            raise AdviceFailed("all-raise", count=probed["failed"], **probed["failure"])
        found = ending.last("function")
        assert found is not None  # noqa: S101 - it comes before `probed`
        return make_profile(found, probed)

    def code(self) -> Code:
        """Writes the code of recipes as it is measured now."""
        return Code(self.question.function, self.question.items, self.is_async, self.keep_errors)

    def python(self, recipe: Recipe) -> PythonHere:
        """The Python of the recipe."""
        return next(python for python in self.question.pythons if python.id == recipe.python)

    def of(self, recipe: Recipe) -> Measured:
        """What was measured of the recipe so far."""
        for each in self.measured:
            if each.recipe == recipe:
                return each
        self.measured.append(Measured(recipe))
        return self.measured[-1]

    def measure(self, recipe: Recipe, items: int, *, within_secs: float) -> Measured:
        """Measure the recipe once; one that fails or takes too long is out.

        Args:
            recipe: which.
            items: how many of the items.
            within_secs: when to give up.
        """
        found = self.of(recipe)
        values = {"model": recipe.model, "slots": recipe.slots, "python": recipe.python, "items": items}
        self._on_progress(Progress("measuring", values))
        request = {"task": "measure", "count": items}
        within_secs = min(within_secs, self.budget.left_secs)
        ending = self._run(self.python(recipe), recipe, request, within_secs)
        raised = ending.last("raised")
        if raised and not self.keep_errors and not _of_the_model(raised):
            self.keep_errors = True
            return self.measure(recipe, items, within_secs=within_secs)
        _note(found, ending, within_secs)
        if found.runs and not found.out:
            self._on_progress(Progress("measured", {**values, "secs": found.runs[-1].secs}))
        return found

    def _run(self, python: PythonHere, recipe: Recipe, request: dict[str, Any], within_secs: float) -> Ending:
        function = self.question.function
        return run_child(
            python.path,
            self.code().write(recipe),
            {**request, "module": function.module, "name": function.name},
            mark=self.mark,
            within_secs=within_secs,
        )


def _of_the_model(raised: Event) -> bool:
    return raised["kind"] in OF_THE_MODEL or "pickle" in raised["error"] or raised["kind"] == "SystemExit"


def _note(found: Measured, ending: Ending, within_secs: float) -> None:
    if measured := ending.last("measured"):
        fields = ("items", "secs", "cpu_secs", "failed", "peak_bytes", "child_peak_bytes")
        found.runs.append(Run(**{name: measured[name] for name in fields}))
    elif raised := ending.last("raised"):
        found.out, found.values = "raised", {"error": raised["error"]}
    elif ending.how == "late" and found.runs:
        return  # it was not too slow before: other programs took the cores
    elif ending.how == "late":
        found.out, found.values = "late", {"secs": within_secs}
    elif ending.how == "memory":
        found.out, found.values = "memory", {}
    else:
        found.out, found.values = "died", {"how": how_it_died(ending.exit_code)}


def how_it_died(exit_code: int | None) -> str:
    """`SIGSEGV`, or `exit code 3`: the same in every language."""
    if exit_code is not None and exit_code < 0:
        try:
            return signal.Signals(-exit_code).name
        except ValueError:
            return f"signal {-exit_code}"
    return f"exit code {exit_code}"


def _why_not_probed(ending: Ending, within_secs: float, function: Function) -> AdviceFailed:
    names = {"module": function.module, "name": function.name}
    for said in ("not-importable", "no-such-function", "not-callable", "exits"):
        if found := ending.last(said):
            return AdviceFailed(
                said, **names, **{key: value for key, value in found.items() if key != "event"}
            )
    how = {"secs": within_secs} if ending.how == "late" else {"how": how_it_died(ending.exit_code)}
    calling = ending.last("calling")
    if calling is None:
        code = {"late": "import-hangs", "memory": "import-memory"}.get(ending.how, "import-dies")
        return AdviceFailed(code, **how, **names)
    code = {"late": "hangs", "memory": "memory"}.get(ending.how, "dies")
    return AdviceFailed(code, **how, item=calling["item"])
