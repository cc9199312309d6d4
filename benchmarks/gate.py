"""A gate: jobs that take every place of a worker, until all behind them is on the queue.

So a worker's start, and the client's enqueuing, are never in a makespan; and a peer that has fewer places
than it says does not pass.
"""

import fcntl
import time
from pathlib import Path

from .jobs import LOCK_NAME, PLACE_PREFIX
from .peers import Client, Handle, Peer
from .session import Session

DEADLINE_SECS = 30.0


class NotAllPlaces(Exception):
    """A peer did not run as many jobs at a time as it should."""


class Gate:
    """A closed gate. Opening it wakes all jobs at once: they wait in the kernel, for a lock on a file.

    Args:
        folder: a new one, for this gate alone.
        peer, client, session: whose places to take.

    Raises:
        NotAllPlaces: not all of the peer's places were taken within 30 s.
        PeerEnded: its process ended.
    """

    def __init__(self, folder: Path, peer: Peer, client: Client, session: Session) -> None:
        folder.mkdir()
        self._lock = (folder / LOCK_NAME).open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.jobs: list[Handle] = client.enqueue(
            "stand_at_gate", [(str(folder), n) for n in range(peer.places)]
        )
        self._wait_for_places(folder, peer.places, session)

    def open(self) -> None:
        """Let the jobs end."""
        self._lock.close()

    def _wait_for_places(self, folder: Path, places: int, session: Session) -> None:
        deadline = time.monotonic() + DEADLINE_SECS
        while (taken := len(list(folder.glob(f"{PLACE_PREFIX}*")))) < places:
            session.check()
            if time.monotonic() > deadline:
                self.open()
                raise NotAllPlaces(f"only {taken} of {places} jobs ran at a time")
            time.sleep(0.01)
