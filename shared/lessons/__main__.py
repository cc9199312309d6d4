"""`python -m lessons`: check all lessons, run them on each Python, print one line a claim.

Exit code 1 when a lesson is not whole, a script does not end well, or a claim does not hold.
"""

import argparse
import os
import sys
from collections.abc import Iterator

from lessons.checking import faults
from lessons.reading import Lesson, catalogue, read
from lessons.running import ClaimResult, LessonRun, run

PYTHONS_VARIABLE = "PARALLAX_TEST_PYTHONS"
REDIS_VARIABLE = "PARALLAX_LESSON_REDIS_URL"
SIGNS = {"held": "ok", "failed": "FAILED", "unseen": "UNSEEN", "elsewhere": "-"}


def main(arguments: list[str]) -> int:
    """Check and run; returns the exit code."""
    asked = _parser().parse_args(arguments)
    found = faults(catalogue())
    for fault in found:
        print(f"FAULT {fault}")
    if asked.check or found:
        return int(bool(found))
    lessons = [read(name) for name in asked.lessons] or list(catalogue())
    held = [_run_and_print(lesson, python, asked.language) for python in _pythons() for lesson in lessons]
    print(f"{sum(held)} of {len(held)} runs of lessons held all their claims")
    return int(not all(held))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lessons", description=__doc__)
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="number or id; default: all")
    parser.add_argument("--language", default="en", choices=["en", "zh"], help="of the scripts")
    parser.add_argument("--check", action="store_true", help="run nothing")
    return parser


def _pythons() -> list[str]:
    return list(dict.fromkeys([sys.executable, *os.environ.get(PYTHONS_VARIABLE, "").split()]))


def _run_and_print(lesson: Lesson, python: str, language: str) -> bool:
    done = run(lesson, python, language=language, redis_url=os.environ.get(REDIS_VARIABLE, ""))
    for line in _lines(lesson, done):
        print(line, flush=True)
    if not done.held:
        _print_output(done)
    return done.held


def _lines(lesson: Lesson, done: LessonRun) -> Iterator[str]:
    name = f"{lesson.number:2} {lesson.id:24} {done.python!s:16}"
    for script in done.scripts:
        if script.failure is not None:
            yield f"{script.ended:6} {name} {script.name}: {script.failure.code} {script.failure.values}"
    for claim in done.claims:
        yield f"{SIGNS[claim.state]:6} {name} {claim.code} {_figures(claim)}"


def _figures(claim: ClaimResult) -> str:
    if claim.state == "elsewhere":
        return f"(only {claim.condition})"
    shown = {
        name: round(value, 3) if isinstance(value, float) else value for name, value in claim.observed.items()
    }
    return " ".join(f"{name}={value}" for name, value in shown.items())


def _print_output(done: LessonRun) -> None:
    for script in done.scripts:
        for event in script.events:
            if event.kind in ("printed", "error"):
                print(f"       {script.name} {event.at_secs:.3f} {event.text}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
