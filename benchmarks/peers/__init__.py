"""The peers: each a command that starts it, and a client that gives it jobs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

SLOTS = 8
URL_VARIABLE = "BENCH_REDIS_URL"
"""The environment variable that tells workers and clients where the Redis is, password included."""

Handle = Any
"""A job given to a peer, as that peer's client knows it."""


class Client(Protocol):
    """How to give a peer jobs and to see what became of them."""

    def enqueue(self, kind: str, arguments: Sequence[tuple[Any, ...]]) -> list[Handle]:
        """Enqueue a job of a kind (see `benchmarks.jobs.JOBS`) for each tuple of arguments, in this order."""

    def probe(self, handle: Handle) -> tuple[str, ...]:
        """The Redis command that answers 1 once the job's result is there, and 0 before."""

    def value(self, handle: Handle) -> object:
        """What the job returned, read by the peer's own means; raises when it failed."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A way to have jobs run.

    Attributes:
        name: as the table shows it.
        command: starts its workers.
        places: how many jobs they run at a time.
        client: makes its client; called once Redis runs and the environment says where.
        packages: whose versions to name.
        note: settings that a reader has to know.
        environment: variables for the command.
    """

    name: str
    command: list[str]
    places: int
    client: Callable[[], Client]
    packages: tuple[str, ...]
    note: str
    environment: dict[str, str] = field(default_factory=dict)
