"""Which recipes are worth measuring, in which order."""

from dataclasses import dataclass
from math import ceil

from .profile import Profile
from .question import PythonHere
from .recipe import GATHER, INTERPRETERS, PROCESSES, SEQUENTIAL, THREADS, Recipe

CHUNK_SECS = 0.02
"""A process takes about so much work at a time: handing it over then costs next to nothing."""

CHUNKS_A_SLOT = 4
"""At least so many, so that no process is left with much more than the others."""

MOST_THREADS, MOST_PROCESSES, MOST_COROUTINES = 256, 32, 4_096
WORTH_A_GIL = 0.2
"""A function that computes less than this share of its time gains nothing without the GIL."""


@dataclass(frozen=True, slots=True)
class Family:
    """One model under one Python, with slot counts to try until more do not help."""

    model: str
    python: str
    slots: tuple[int, ...]


def families(
    profile: Profile, pythons: tuple[PythonHere, ...], *, count: int, cores: int, sub_interpreters: bool
) -> list[Family]:
    """The families to measure besides the loop, the simplest first.

    Args:
        profile: of the function.
        pythons: the first is the user's; the others are those that can run the function.
        count: of all items.
        cores: how many this process may use.
        sub_interpreters: the first Python has a pool of them.
    """
    if profile.is_async:
        return [Family(GATHER, "", slot_counts(8, MOST_COROUTINES, count, factor=4))]
    first = 8 if profile.kind == "waits" else cores
    threads = slot_counts(first, MOST_THREADS, count)
    found = [Family(THREADS, "", threads), *_with_own_gils(profile, cores, count, sub_interpreters)]
    if profile.cpu_share >= WORTH_A_GIL:
        for python in pythons[1:]:
            found += [Family(SEQUENTIAL, python.id, (1,)), Family(THREADS, python.id, threads)]
    return found


def _with_own_gils(profile: Profile, cores: int, count: int, sub_interpreters: bool) -> list[Family]:
    """Processes and sub-interpreters: what they get and return is pickled."""
    if profile.not_sendable:
        return []
    found = [Family(PROCESSES, "", _process_counts(profile, cores, count))]
    if sub_interpreters and profile.cpu_share >= WORTH_A_GIL and not profile.failed:
        found.append(Family(INTERPRETERS, "", slot_counts(cores, cores * 2, count)))
    return found


def _process_counts(profile: Profile, cores: int, count: int) -> tuple[int, ...]:
    if profile.kind == "waits":
        return slot_counts(8, MOST_PROCESSES, count)
    return slot_counts(cores, MOST_PROCESSES if profile.kind == "mixed" else cores * 2, count)


def slot_counts(first: int, most: int, count: int, *, factor: int = 2) -> tuple[int, ...]:
    """First, then `factor` times as many again and again, at most one for each item."""
    counts = []
    slots = max(2, first)
    while slots < min(most, count):
        counts.append(slots)
        slots *= factor
    return (*counts, max(1, min(most, count, slots)))


def make_recipe(family: Family, slots: int, *, call_secs: float, count: int) -> Recipe:
    """The recipe of the family with so many slots."""
    chunk = 1
    if family.model == PROCESSES:
        fair = ceil(count / (slots * CHUNKS_A_SLOT))
        chunk = max(1, min(fair, ceil(CHUNK_SECS / max(call_secs, 1e-9))))
    return Recipe(family.model, slots, family.python, chunk)
