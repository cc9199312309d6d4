"""`python -m worker` in a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.helpers.process_tree import processes_of_session, signal_all
from tests.helpers.waiting import wait_until

ROOT = Path(__file__).parents[2]
QUICK = {
    "PARALLAX_HEARTBEAT_SECS": "0.3",
    "PARALLAX_LEASE_SECS": "1",
    "PARALLAX_DRAIN_SECS": "0",
    "PARALLAX_SLOTS": "2",
    "PARALLAX_ALLOWED_HOSTS": "127.0.0.1",
}


def worker_environment(**settings: str) -> dict[str, str]:
    """This environment with these settings of the worker and no others, and the project on the path."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("PARALLAX_", "RQ_"))
    }
    path = os.pathsep.join([str(ROOT / "shared"), str(ROOT / "services"), str(ROOT)])
    return inherited | {"PYTHONPATH": path} | settings


class WorkerProcess:
    """A running worker.

    Args:
        redis_url: where its Redis is.
        pool: what its slots are.
        files: where its files go.
        log: where its output goes.
        settings: `PARALLAX_…` variables, differing from the quick ones.
    """

    def __init__(self, redis_url: str, pool: str, files: Path, log: Path, **settings: str) -> None:
        self.log = log
        own = {"PARALLAX_REDIS_URL": redis_url, "PARALLAX_FILES_DIR": str(files)}
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "worker", "--pool", pool],
                env=worker_environment(**(QUICK | own | settings)),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def told(self) -> str:
        """All that it has logged."""
        return self.log.read_text(errors="replace")

    def wait_until_told(self, words: str) -> None:
        """Wait until its log holds the words."""
        wait_until(lambda: words in self.told(), saying=lambda: f"{words!r} in the log:\n{self.told()}")

    def terminate(self) -> int:
        """Stop it as a supervisor does; returns its exit code."""
        self.process.terminate()
        return self.process.wait(20)

    def kill(self) -> None:
        """End it and all that it started, as the loss of its container would."""
        signal_all(processes_of_session(self.process.pid), signal.SIGKILL)
        self.process.wait()
