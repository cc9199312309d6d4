"""The project's own origin, in a process of its own on a free port."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from origin.content import Content

ROOT = Path(__file__).parents[2]
STOP_SECS = 10.0


@contextmanager
def running_origin(log: Path) -> Iterator[str]:
    """Run an origin, with its log in `log`; yields its URL, such as `http://127.0.0.1:40123`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PARALLAX_")}
    path = os.pathsep.join(str(ROOT / folder) for folder in ("shared", "services"))
    command = [sys.executable, "-m", "origin", "--port", "0"]
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, env=inherited | {"PYTHONPATH": path}, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("origin listening on http://"), log.read_text()
            yield line.split()[-1]
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECS)
            finally:
                process.kill()


def content_of(name: str, size_bytes: int) -> bytes:
    """The bytes of the origin's file of this name and size."""
    return Content(name, size_bytes).slice(0, size_bytes)
