"""The processes of a peer: started in a session of their own, weighed and ended by it."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from .peers import Peer

ROOT = Path(__file__).resolve().parent.parent
STOP_SECS = 10.0


class PeerEnded(Exception):
    """A peer's process ended while it was measured."""


class Session:
    """A peer's running processes.

    Args:
        process: the leader of their session.
        log: where it writes what it says.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self._process = process
        self._log = log

    def check(self) -> None:
        """Make sure that it runs.

        Raises:
            PeerEnded: it does not.
        """
        if self._process.poll() is not None:
            raise PeerEnded(f"ended with exit code {self._process.returncode}")

    def last_words(self) -> str:
        """The last lines of its log."""
        return " | ".join(self._log.read_text(errors="replace").strip().splitlines()[-3:]) or "nothing"

    def memory_bytes(self) -> int:
        """The proportional memory (PSS) of all processes of the session: what is shared counts once."""
        total = 0
        for pid in self._pids():
            with contextlib.suppress(OSError):  # it has ended
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
        return total

    def stop(self) -> None:
        """Ask it to end, as a supervisor would; kill what is left after 10 s."""
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECS)
        deadline = time.monotonic() + STOP_SECS
        while (pids := self._pids()) and time.monotonic() < deadline:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._process.poll()
            time.sleep(0.01)

    def _pids(self) -> list[int]:
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                pid = int(path.name)
                if os.getsid(pid) == self._process.pid and not _is_zombie(path):
                    found.append(pid)
        return found


@contextlib.contextmanager
def running(peer: Peer, log: Path) -> Iterator[Session]:
    """Start the peer's command; what it says goes to the log, and its end into the notes of an exception."""
    # What PYTHONPATH names already comes first: by it another rq_pools can be measured.
    path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH", ""), str(ROOT)]))
    environment = {**os.environ, **peer.environment, "PYTHONPATH": path}
    with log.open("wb") as output:
        process = subprocess.Popen(
            peer.command,
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    session = Session(process, log)
    try:
        yield session
    except Exception as error:
        error.add_note(f"It said: {session.last_words()}")
        raise
    finally:
        session.stop()


def _is_zombie(process: Path) -> bool:
    return (process / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
