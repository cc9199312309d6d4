"""The server under test: this project's front, with a Redis of its own, on loopback."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from console.stack.redis_alone import running_redis

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def running_front(command: list[str]) -> Iterator[tuple[int, int]]:
    """Start the command with the front's settings; yields its process ID and port.

    Args:
        command: such as `python -m front`; its first line ends with the port it listens on.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        running_redis(Path(folder) / "redis") as redis,
        (Path(folder) / "front.log").open("w") as log,
    ):
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(ROOT / "shared"), str(ROOT / "services"), str(ROOT)]),
            "PARALLAX_PORT": "0",
            "PARALLAX_REDIS_URL": redis.url,
            "PARALLAX_REDIS_PASSWORD": redis.password,
        }
        with subprocess.Popen(
            command or [sys.executable, "-m", "front"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process:
            try:
                assert process.stdout is not None  # noqa: S101 - it is a pipe
                yield process.pid, int(process.stdout.readline().rsplit(":", 1)[1])
            finally:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()


def peak_memory_bytes(pid: int) -> int:
    """The highest resident memory so far of the process's largest child, or of itself without one."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return max(_peak_bytes(int(one)) for one in [str(pid), *children])


def _peak_bytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
