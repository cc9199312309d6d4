"""What came of the runs, for people."""

from collections import Counter

from .exceptions import exceptions_of
from .journal import End, Entry
from .room import Outcome

ENDS: tuple[End, ...] = ("passed", "failed", "skipped", "excepted")


def print_outcome(name: str, outcome: Outcome) -> None:
    """Tell of a file as it is done."""
    print(f"  {name}: {_counted(outcome.entries)}{'' if outcome.is_whole else ', cut short'}", flush=True)


def print_failures(outcomes: dict[str, Outcome]) -> None:
    """What pytest wrote about the files that are not well."""
    for name, outcome in outcomes.items():
        if outcome.failed or not outcome.is_whole:
            print(f"\n{name}\n{outcome.output}")


def print_worker(worker: str, outcomes: dict[str, Outcome], *, is_complete: bool) -> bool:
    """Tell of a worker class: counts, and by name what is not as usual; returns whether all is well.

    Args:
        worker: which.
        outcomes: of the files that were run.
        is_complete: whether those were all; then what is listed must have been run.
    """
    entries = [entry for name in sorted(outcomes) for entry in outcomes[name].entries]
    print(f"\n{worker}: {_counted(entries)}")
    for entry in entries:
        if entry.end == "passed" and entry.tries > 1:
            print(f"  passed at try {entry.tries}: {_name(entry.test)}")
    for end in ("excepted", "failed"):
        for entry in entries:
            if entry.end == end:
                print(f"  {end}: {_name(entry.test)} - {entry.reason}")
    cut_short = sorted(name for name, outcome in outcomes.items() if not outcome.is_whole)
    for name in cut_short:
        print(f"  pytest did not come to its end with {name}")
    unknown = exceptions_of(worker).expected.keys() - {entry.test for entry in entries}
    if not is_complete:
        unknown = set()
    for test in sorted(unknown):
        print(f"  listed, but RQ has no such test: {_name(test)}")
    return not (cut_short or unknown or any(entry.end == "failed" for entry in entries))


def _name(test: str) -> str:
    return test.removeprefix("tests/")


def _counted(entries: list[Entry]) -> str:
    counts = Counter(entry.end for entry in entries)
    return ", ".join(f"{counts[end]} {end}" for end in ENDS if counts[end] or end in ENDS[:2])
