"""`parallax serve` as a process of its own, as people start it."""

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import urllib3

from tests.helpers.cli import COMMAND, environment, parallax
from tests.helpers.waiting import wait_until

LONGEST_SECS = 60.0
SHORT_LEASE: Any = {"PARALLAX_HEARTBEAT_SECS": "0.5", "PARALLAX_LEASE_SECS": "2"}


class Serve:
    """A running `parallax serve`, on a free port.

    Args:
        folder: its data goes to `data` in there, and what it says to `serve.log`.
        drain_secs: how long stopping workers wait.
        settings: environment variables.
    """

    def __init__(self, folder: Path, *, drain_secs: float = 0, **settings: str) -> None:
        self.data = folder / "data"
        self.log = folder / "serve.log"
        flags = ["--port", "0", "--data", str(self.data), "--drain", str(drain_secs), "--json"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "serve", *flags],
                env=environment(**settings),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.log.read_text()
        self.said: dict[str, Any] = json.loads(line)

    @property
    def url(self) -> str:
        """Where its front is."""
        return str(self.said["url"])

    def file_url(self, name: str, **parameters: object) -> str:
        """A file of its origin."""
        return f"{self.said['origin']}/files/{name}?" + "&".join(f"{k}={v}" for k, v in parameters.items())

    def submit(self, *items: str, pool: str = "any", retries: int = 0) -> str:
        """Submit downloads; returns the batch."""
        flags = (f"--pool={pool}", f"--retries={retries}", "--time-scale=0.01", "--json", f"--url={self.url}")
        done = parallax("submit", *items, *flags)
        assert done.returncode == 0, done.stderr
        return str(json.loads(done.stdout)["batch"]["id"])

    def states(self, batch: str) -> dict[str, int]:
        """How many of the batch's downloads are in which state; {} while the front is away."""
        try:
            answer = urllib3.request("GET", f"{self.url}/api/v1/batches/{batch}", timeout=5, retries=False)
        except urllib3.exceptions.HTTPError:
            return {}
        states: dict[str, int] = answer.json()["states"] if answer.status == 200 else {}
        return states

    def wait_for(self, batch: str, state: str, count: int) -> None:
        """Wait until so many of the batch's downloads are in the state."""
        wait_until(
            lambda: self.states(batch).get(state) == count,
            within_secs=LONGEST_SECS,
            saying=lambda: f"{count} {state}; {self.states(batch)}\n{self.told()}",
        )

    def told(self) -> str:
        """What it has said on standard error."""
        return self.log.read_text(errors="replace")

    def wait_until_told(self, words: str, *, after: int = 0) -> None:
        """Wait until it has said the words, after so many characters."""
        wait_until(
            lambda: words in self.told()[after:],
            within_secs=LONGEST_SECS,
            saying=lambda: f"{words!r} in:\n{self.told()}",
        )

    def pid_of(self, service: str) -> int:
        """The process of a service, below its guard."""
        log = str(self.data.resolve() / "logs" / f"{service}.log")
        for guard in psutil.Process(self.process.pid).children():
            if log in guard.cmdline():
                return int(guard.children()[0].pid)
        raise AssertionError(f"{service} does not run")

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send the signal to its process group, as a terminal does; returns the exit code."""
        os.killpg(self.process.pid, number)
        return self.wait()

    def wait(self) -> int:
        """Wait for its end; returns the exit code."""
        code = self.process.wait(LONGEST_SECS)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@contextmanager
def running_serve(folder: Path, *, drain_secs: float = 0, **settings: str) -> Iterator[Serve]:
    """A `parallax serve` that is stopped at the end, if it still runs."""
    serve = Serve(folder, drain_secs=drain_secs, **settings)
    try:
        yield serve
    finally:
        if serve.process.poll() is None:
            serve.stop()


def processes_of(folder: Path) -> list[str]:
    """The command lines of all living processes that the data in the folder belongs to, but for this one."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            names = [*process.cmdline(), process.environ().get("PARALLAX_FILES_DIR", "")]
            if process.pid != os.getpid() and any(name.startswith(str(folder)) for name in names):
                found.append(f"{process.pid} {' '.join(process.cmdline())}")
    return found
