"""Sees results come, the same way for every peer: by asking Redis for the key, and counting what it asks."""

import itertools
import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from redis import Redis

from .session import Session

READ_BYTES = 16 * 1024  # of the server at a time
CHECK_EVERY = 100  # polls: whether the peer still runs


class NoResult(Exception):
    """A result did not come in time."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What Redis has done, by its own count: commands (those inside scripts too) and reads from sockets."""

    commands: int
    reads: int


class Poller:
    """Asks on a connection of its own, at the lowest level of redis-py: it must not take a core of two.

    Args:
        url: of the Redis.
    """

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url)
        self._connection = self._redis.connection_pool.get_connection()
        self._asked = Counts(0, 0)

    def wait_for(
        self, probe: tuple[str, ...], interval_secs: float, timeout_secs: float, session: Session
    ) -> None:
        """Ask until the probe answers 1.

        Raises:
            NoResult: it did not in time.
            PeerEnded: the peer ended before.
        """
        packed = self._connection.pack_command(*probe)
        deadline = time.monotonic() + timeout_secs
        for count in itertools.count(1):
            if self._ask(packed, commands=1) != [0]:
                return
            if count % CHECK_EVERY == 0:
                session.check()
                if time.monotonic() > deadline:
                    raise NoResult(f"no result within {timeout_secs:.0f} s: {' '.join(probe)}")
            time.sleep(interval_secs)

    def missing(self, probes: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """Those whose result is not there."""
        missing = []
        for start in range(0, len(probes), CHECK_EVERY):
            some = probes[start : start + CHECK_EVERY]
            packed = [part for probe in some for part in self._connection.pack_command(*probe)]
            answers = self._ask(packed, commands=len(some))
            missing += [probe for probe, answer in zip(some, answers, strict=True) if not answer]
        return missing

    def counts(self) -> Counts:
        """What Redis has done for others than this poller so far."""
        info = self._redis.info("stats")
        asked = self._asked
        self._asked = Counts(asked.commands + 1, asked.reads + 1)
        return Counts(
            info["total_commands_processed"] - asked.commands, info["total_reads_processed"] - asked.reads
        )

    def close(self) -> None:
        """Close its connections."""
        self._redis.connection_pool.release(self._connection)
        self._redis.close()

    def _ask(self, packed: list[bytes], *, commands: int) -> list[object]:
        self._connection.send_packed_command(packed)
        reads = math.ceil(sum(map(len, packed)) / READ_BYTES)
        self._asked = Counts(self._asked.commands + commands, self._asked.reads + reads)
        return [self._connection.read_response() for _ in range(commands)]


@contextmanager
def polling(url: str) -> Iterator[Poller]:
    """A poller, closed at the end."""
    poller = Poller(url)
    try:
        yield poller
    finally:
        poller.close()
