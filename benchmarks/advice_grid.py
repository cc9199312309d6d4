"""Measures the recipes of a grid on all items, for `benchmarks/advice.py`.

The advised recipe runs first. A recipe that takes 1.35 times as long as it in one run is not measured again,
and is stopped when it has taken that long: it is not the best by a wide margin. All others run in turns, in
random order.
"""

import random
from statistics import median

from lab.advice import Advice
from lab.advice.child import run_child
from lab.advice.guard import Guard
from lab.advice.recipe import GATHER, PROCESSES, SEQUENTIAL, THREADS, Code, Recipe

SLOTS = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256)
MOST_PROCESSES = 32
LOSES = 1.35
START_SECS = 2.0
RUN_SECS = 120.0


def measure_grid(advice: Advice, repeats: int) -> dict[Recipe, float]:
    """The median of each recipe that may be the best, on all items.

    Args:
        advice: what was advised.
        repeats: how often each runs.
    """
    taken = advice.choice.taken.recipe
    first = _run(advice, taken, RUN_SECS)
    if first is None:
        return {taken: float("inf"), Recipe(SEQUENTIAL): 1.0}
    found: dict[Recipe, list[float]] = {taken: [first]}
    others = _grid(advice)
    random.shuffle(others)
    for recipe in others:
        best = min(secs[0] for secs in found.values())
        secs = _run(advice, recipe, LOSES * first + START_SECS)
        if secs is not None and secs <= LOSES * best:
            found[recipe] = [secs]
    best = min(secs[0] for secs in found.values())
    close = [recipe for recipe in found if found[recipe][0] <= LOSES * best]
    for _ in range(repeats - 1):
        random.shuffle(close)
        for recipe in close:
            if (secs := _run(advice, recipe, RUN_SECS)) is not None:
                found[recipe].append(secs)
    return {recipe: median(secs) for recipe, secs in found.items()}


def _grid(advice: Advice) -> list[Recipe]:
    """Every model with many slot counts, and all that the advice itself has measured."""
    count, profile = advice.question.items.count, advice.profile
    chunks = {1, *(each.recipe.chunk for each in advice.measured)}
    slots = [each for each in SLOTS if each < count] + ([count] if count <= 2 * SLOTS[-1] else [])
    models = [GATHER] if profile.is_async else [THREADS]
    grid = [Recipe(model, each) for model in models for each in slots]
    if not profile.not_sendable and not profile.is_async:
        few = [each for each in slots if each <= MOST_PROCESSES]
        grid += [Recipe(PROCESSES, each, "", chunk) for each in few for chunk in chunks]
    usable = [each.recipe for each in advice.measured if each.usable]
    found = dict.fromkeys([Recipe(SEQUENTIAL), *grid, *usable])
    found.pop(advice.choice.taken.recipe, None)
    return list(found)


def _run(advice: Advice, recipe: Recipe, within_secs: float) -> float | None:
    question, profile = advice.question, advice.profile
    python = next(python for python in question.pythons if python.id == recipe.python)
    code = Code(question.function, question.items, profile.is_async, profile.failed > 0)
    module, name = question.function.module, question.function.name
    request = {"task": "measure", "count": None, "module": module, "name": name}
    with Guard() as guard:
        ending = run_child(
            python.path,
            code.write(recipe),
            request,
            mark=guard.mark,
            within_secs=within_secs,
        )
    measured = ending.last("measured")
    return float(measured["secs"]) if measured else None
