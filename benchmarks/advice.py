"""`python -m benchmarks.advice`: what `parallax advise` advises, against the measured best of a whole grid.

For each function of `advice_functions` the advice is asked for within its default budget. Then every recipe
of the grid runs on all items, in turns, and the median of the advised one is compared with the smallest.
"""

import argparse
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import ceil
from statistics import median

from cores import usable_cores
from lab.advice import Advice, Function, Items, Question, advise, choose_pythons
from lab.advice.child import run_child
from lab.advice.recipe import GATHER, PROCESSES, SEQUENTIAL, THREADS, Code, Recipe

from .advice_functions import URL_VARIABLE

MODULE = "benchmarks.advice_functions"
COUNTS = {
    "sleep": 100,
    "sleep_unevenly": 120,
    "compute": 100,
    "compute_briefly": 20_000,
    "add_one": 10_000,
    "hash_block": 100,
    "compress": 100,
    "parse_json": 200,
    "sort_numbers": 150,
    "run_program": 60,
    "write_and_read": 300,
    "wait_and_compute": 80,
    "use_memory": 80,
    "fetch": 100,
    "sleep_as_coroutine": 200,
    "closure": 100,
}
SLOTS = (2, 4, 8, 16, 32, 64, 128)
NEAR = 1.10
RUN_SECS = 60.0


def main() -> int:
    """Print a line for each function; the exit code is 1 if less than 11 in 12 are near the best."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--function", action="append", choices=COUNTS, help="only this one; may be repeated")
    parser.add_argument("--repeats", type=int, default=3, help="how often each recipe of the grid runs")
    options = parser.parse_args()
    print(f"{'function':20} {'advised':34} {'secs':>7} {'best':34} {'secs':>7} {'ratio':>6} {'took':>5}")
    with _slow_server():
        ratios = [_compare(name, options.repeats) for name in options.function or COUNTS]
    near = sum(ratio <= NEAR for ratio in ratios)
    print(f"{near} of {len(ratios)} within {NEAR - 1:.0%} of the measured best")
    return int(near < len(ratios) * 11 / 12)


@contextmanager
def _slow_server() -> Iterator[None]:
    """A server on this machine that answers after 50 ms; functions find it by a variable."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Slow) as server:
        os.environ[URL_VARIABLE] = f"http://127.0.0.1:{server.server_port}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


class _Slow(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        time.sleep(0.05)
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: object) -> None:
        return


def _compare(name: str, repeats: int) -> float:
    question = Question(
        Function(MODULE, name), Items.counted(COUNTS[name]), choose_pythons([]), 60.0, ceil(usable_cores())
    )
    start = time.monotonic()
    advice = advise(question, lambda _: None)
    took_secs = time.monotonic() - start
    secs = _measure_all(advice, repeats)
    taken = advice.choice.taken.recipe
    best = min(secs, key=lambda recipe: secs[recipe])
    ratio = secs[taken] / secs[best]
    figures = f"{_say(taken):34} {secs[taken]:7.3f} {_say(best):34} {secs[best]:7.3f} {ratio:6.2f}"
    print(f"{name:20} {figures} {took_secs:4.0f} s", flush=True)
    return ratio


def _measure_all(advice: Advice, repeats: int) -> dict[Recipe, float]:
    """The median of each recipe on all items."""
    found: dict[Recipe, list[float]] = {recipe: [] for recipe in _grid(advice)}
    order = list(found)
    for _ in range(repeats):
        random.shuffle(order)
        for recipe in order:
            if (secs := _run(advice, recipe)) is not None:
                found[recipe].append(secs)
    return {recipe: median(secs) for recipe, secs in found.items() if secs}


def _grid(advice: Advice) -> list[Recipe]:
    count, profile = advice.question.items.count, advice.profile
    chunk = max([1, *(each.recipe.chunk for each in advice.measured)])
    slots = [each for each in SLOTS if each < count] + ([count] if count <= 2 * SLOTS[-1] else [])
    models = [GATHER] if profile.is_async else [THREADS] + ([] if profile.not_sendable else [PROCESSES])
    grid = [Recipe(model, each, "", chunk if model == PROCESSES else 1) for model in models for each in slots]
    grid = [recipe for recipe in grid if recipe.model != PROCESSES or recipe.slots <= 16]
    others = [each.recipe for each in advice.measured if each.recipe.python and each.usable]
    return list(dict.fromkeys([Recipe(SEQUENTIAL), *grid, *others, advice.choice.taken.recipe]))


def _run(advice: Advice, recipe: Recipe) -> float | None:
    question, profile = advice.question, advice.profile
    python = next(python for python in question.pythons if python.id == recipe.python)
    code = Code(question.function, question.items, profile.is_async, profile.failed > 0)
    request = {
        "task": "measure",
        "count": None,
        "module": question.function.module,
        "name": question.function.name,
    }
    ending = run_child(
        python.path, code.write(recipe), request, within_secs=RUN_SECS, on_event=lambda _: None
    )
    measured = ending.last("measured")
    return float(measured["secs"]) if measured else None


def _say(recipe: Recipe) -> str:
    return f"{recipe.model} {recipe.slots}" + (f" under {recipe.python}" if recipe.python else "")


if __name__ == "__main__":
    raise SystemExit(main())
