"""How many frames a second the lanes of the page are drawn with, in Chromium without a GPU.

Run `python -m benchmarks.lanes` with the packages of `requirements/web.txt`. Each leg has 1,000 tasks on 64
lanes. For each scene it prints frames a second, the longest frame, and how many tasks of the browser's main
thread took 50 ms or more.
"""

import argparse
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
COLUMNS = ("scene", "frames/s", "drawn/s", "draw, ms", "longest frame, ms", "long tasks")
SIZE = "{tasks: 1000, slots: 64, samples: 20, secs: 1}"
FINISHED = "show('computing', %d, {size}, false)".replace("{size}", SIZE)
# What prepares each scene, and what is done before each frame; `part` is how much of the time has passed.
SCENES = {
    "live": ("live(%d, {size})".replace("{size}", SIZE), ""),
    "zoom": (FINISHED, "lanes.zoom(part < 0.5 ? 1.03 : 1 / 1.03)"),
    "pan": (f"{FINISHED}; setTimeout(() => lanes.zoom(2), 300)", "lanes.pan(part < 0.5 ? 12 : -12)"),
    "scroll": (FINISHED, "lanes.scroller.scrollTop += part < 0.5 ? 25 : -25"),
    "replay": (f"{FINISHED}; lanes.toggle()", ""),
    "still": (FINISHED, ""),
}


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files, and logs nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder; the value is its URL."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def measure(page: Page, url: str, scene: str, legs: int, secs: float) -> dict[str, float]:
    """Measure one scene on a fresh page."""
    prepare, each = SCENES[scene]
    page.goto(f"{url}/benchmarks/lanes_page/")
    page.wait_for_function("!!window.show")
    page.evaluate(f"() => {{ {prepare % legs} }}")
    page.evaluate("() => frames(500)")
    result: dict[str, float] = page.evaluate(f"() => frames({secs * 1_000}, (part) => {{ {each} }})")
    return result


def main() -> None:
    """Measure all scenes and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--legs", type=int, default=5)
    parser.add_argument("--secs", type=float, default=6.0, help="of each scene")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--scene", choices=SCENES, action="append")
    arguments = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("there is no Chromium")
    print(f"| {' | '.join(COLUMNS)} |\n|---{'|---:' * (len(COLUMNS) - 1)}|")
    with served(ROOT) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(viewport={"width": arguments.width, "height": 900})
        for scene in arguments.scene or SCENES:
            found = measure(page, url, scene, arguments.legs, arguments.secs)
            print(
                f"| {scene} | {found['fps']:.0f} | {found['drawn']:.0f} | {found['drawMillisecs']:.1f} "
                f"| {found['longest']:.0f} | {found['longTasks']:.0f} |",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()
