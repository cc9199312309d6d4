"""What speaks against the advice, or has to be known with it: only what was measured or can be known."""

from collections.abc import Iterator, Sequence

from lab.experiment import Fact

from .choice import Choice
from .measurements import Measured
from .profile import Profile
from .recipe import GATHER, INTERPRETERS, PROCESSES, SEQUENTIAL, THREADS

MUCH_BYTES = 10 * 2**20
BUSY_SHARE = 0.1
SHORT_SECS = 0.3
"""A loop that takes longer is not kept by the start of a few processes from being halved."""

MANY_SLOTS = 16
SHARING = (GATHER, THREADS)


def find_reservations(
    profile: Profile, choice: Choice, measured: Sequence[Measured], count: int, *, forks: bool
) -> list[Fact]:
    """The reservations, most important first.

    Args:
        profile: of the function under the first Python.
        choice: what is advised.
        measured: everything.
        count: of all items.
        forks: processes of that Python are forked.
    """
    return [
        *_of_sending(profile),
        *_of_sharing(profile, choice),
        *_of_errors(profile),
        *_of_memory(profile, choice),
        *_of_the_model(profile, choice, forks),
        *_of_start(profile, choice, measured, count),
        *_of_measuring(profile, choice, count),
    ]


def _of_sending(profile: Profile) -> Iterator[Fact]:
    for what, why in profile.not_sendable.items():
        yield Fact(f"not-sendable-{what}", {"error": why})
    if profile.result_kind in ("generator", "async_generator"):
        yield Fact("lazy")


def _of_sharing(profile: Profile, choice: Choice) -> Iterator[Fact]:
    names = sorted({*profile.globals_written, *profile.globals_changed})
    if not names:
        return
    model = choice.taken.recipe.model
    how = "shared" if model in SHARING else "copied" if model in (PROCESSES, INTERPRETERS) else "alone"
    yield Fact(f"globals-{how}", {"names": ", ".join(names)})


def _of_errors(profile: Profile) -> Iterator[Fact]:
    if profile.failure:
        yield Fact("raises", {"failed": profile.failed, "calls": profile.calls, **profile.failure})


def _of_memory(profile: Profile, choice: Choice) -> Iterator[Fact]:
    recipe, runs = choice.taken.recipe, choice.taken.runs
    if recipe.model == PROCESSES:
        yield Fact(
            "process-memory", {"slots": recipe.slots, "size": max(run.child_peak_bytes for run in runs)}
        )
    elif profile.peak_bytes >= MUCH_BYTES:
        size = profile.peak_bytes
        yield Fact("call-memory", {"slots": recipe.slots, "size": size, "total": size * recipe.slots})


def _of_the_model(profile: Profile, choice: Choice, forks: bool) -> Iterator[Fact]:
    recipe = choice.taken.recipe
    if recipe.model == PROCESSES and forks:
        yield Fact("forks")
    if profile.kind == "waits" and recipe.slots >= MANY_SLOTS:
        yield Fact("load", {"slots": recipe.slots})
    if profile.is_async and profile.kind in ("computes", "mixed"):
        yield Fact("blocks-the-loop", {"share": profile.cpu_share})
    if recipe.python:
        yield Fact("another-python", {"python": recipe.python})
    for what in ("thread", "process"):
        if what in profile.seen:
            yield Fact(f"starts-{what}")


def _of_start(profile: Profile, choice: Choice, measured: Sequence[Measured], count: int) -> Iterator[Fact]:
    """Say why processes were no faster for a function that computes."""
    processes = [each for each in measured if each.recipe.model == PROCESSES and each.usable]
    if choice.taken.recipe.model != SEQUENTIAL or profile.kind != "computes" or not processes:
        return
    best = min(processes, key=lambda each: each.total_secs(count))
    secs, loop_secs = best.total_secs(count), choice.taken.total_secs(count)
    code = "start-eats" if loop_secs < SHORT_SECS else "cores-busy"
    yield Fact(code, {"secs": secs, "loop_secs": loop_secs, "count": count, "slots": best.recipe.slots})


def _of_measuring(profile: Profile, choice: Choice, count: int) -> Iterator[Fact]:
    if choice.taken.most_items < count:
        yield Fact("extrapolated", {"items": choice.taken.most_items, "count": count})
    if profile.wall_secs and profile.core_wait_secs > BUSY_SHARE * profile.wall_secs:
        yield Fact("busy-machine", {"share": profile.core_wait_secs / profile.wall_secs})
