"""`python -m benchmarks.advice`: what `parallax advise` advises, against the measured best of a whole grid.

For each function of `advice_functions` and `advice_more_functions` the advice is asked for within its default
budget. Then the recipes of a grid run on all items, and the median of the advised one is compared with the
smallest: see `advice_grid`.
"""

import argparse
import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import ceil

from cores import usable_cores
from lab.advice import Function, Items, Question, advise, choose_pythons
from lab.advice.recipe import Recipe

from . import advice_functions, advice_more_functions
from .advice_functions import URL_VARIABLE
from .advice_grid import measure_grid

COUNTS = {**advice_functions.COUNTS, **advice_more_functions.COUNTS}
NEAR = 1.10
BUDGET_SECS = 60.0


def main() -> int:
    """Print a line for each function; the exit code is 1 if less than 11 in 12 are near the best."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--function", action="append", choices=COUNTS, help="only this one; may be repeated")
    parser.add_argument("--repeats", type=int, default=3, help="how often a recipe near the best runs")
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
    with _Server(("127.0.0.1", 0), _Slow) as server:
        os.environ[URL_VARIABLE] = f"http://127.0.0.1:{server.server_port}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


class _Server(ThreadingHTTPServer):
    request_queue_size = 512
    few = threading.Semaphore(10)

    def handle_error(self, *_: object) -> None:
        """Say nothing: a client that was stopped in mid-request is no error here."""


class _Slow(BaseHTTPRequestHandler):
    """Answers after 50 ms; below `/few` to ten clients at a time."""

    def do_GET(self) -> None:
        if self.path == "/few":
            with _Server.few:
                time.sleep(0.05)
        else:
            time.sleep(0.05)
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: object) -> None:
        return


def _compare(name: str, repeats: int) -> float:
    module = advice_functions if name in advice_functions.COUNTS else advice_more_functions
    with _items(name) as items:
        question = Question(
            Function(module.__name__, name), items, choose_pythons([]), BUDGET_SECS, ceil(usable_cores())
        )
        start = time.monotonic()
        advice = advise(question, lambda _: None)
        took_secs = time.monotonic() - start
        secs = measure_grid(advice, repeats)
    taken = advice.choice.taken.recipe
    best = min(secs, key=lambda recipe: secs[recipe])
    ratio = secs[taken] / secs[best]
    figures = f"{_say(taken):34} {secs[taken]:7.3f} {_say(best):34} {secs[best]:7.3f} {ratio:6.2f}"
    print(f"{name:20} {figures} {took_secs:4.0f} s", flush=True)
    return ratio


@contextmanager
def _items(name: str) -> Iterator[Items]:
    """What the function is called with: numbers, or long texts of a file."""
    if name not in advice_more_functions.TEXTS:
        yield Items.counted(COUNTS[name])
        return
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(f"{number} some words " * 60_000) + "\n" for number in range(COUNTS[name]))
        file.flush()
        yield Items.read(file.name)


def _say(recipe: Recipe) -> str:
    chunk = f" by {recipe.chunk}" if recipe.chunk > 1 else ""
    return f"{recipe.model} {recipe.slots}{chunk}" + (f" under {recipe.python}" if recipe.python else "")


if __name__ == "__main__":
    raise SystemExit(main())
