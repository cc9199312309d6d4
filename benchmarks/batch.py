"""One batch of jobs: put behind a gate, clocked from the gate's opening to the last result."""

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .effort import Effort
from .gate import Gate
from .machine import Machine
from .peers import SLOTS, Client, Peer
from .poller import Counts, Poller
from .session import Session

POLL_SECS = 0.005
TIMEOUT_SECS = 120.0


class WrongResult(Exception):
    """A job returned something else than it should."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A peer that runs, and what is needed to measure it.

    Attributes:
        peer, client, session: the peer.
        poller: sees the results come.
        machine: where it runs.
        effort: how much to measure.
        folder: for files of this run.
    """

    peer: Peer
    client: Client
    session: Session
    poller: Poller
    machine: Machine
    effort: Effort
    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def new_path(self, name: str) -> Path:
        """A path that nothing has used before."""
        return self.folder / f"{name}-{next(self._numbers)}"


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch took.

    Attributes:
        jobs: how many there were, those at the gate not counted.
        secs: from the gate's opening to the last result.
        commands: that Redis executed for the peer meanwhile, those inside of scripts too.
        reads: from the peer's sockets meanwhile: about its round trips.
    """

    jobs: int
    secs: float
    commands: int
    reads: int


def run_batch(
    bench: Bench, kind: str, arguments: Sequence[tuple[Any, ...]], expected: Sequence[object]
) -> Batch:
    """Have the peer run the jobs, all its places busy until all of them are queued; check what they returned.

    Raises:
        NotAllPlaces, PeerEnded, NoResult, WrongResult: it did not.
    """
    gate = Gate(bench.new_path("gate"), bench.peer, bench.client, bench.session)
    handles = bench.client.enqueue(kind, arguments)
    probes = [bench.client.probe(handle) for handle in [*gate.jobs, *handles]]
    before = bench.poller.counts()
    start = time.perf_counter()
    gate.open()
    end, after = _last_result(bench, probes)
    for handle, value in zip(handles, expected, strict=True):
        if (got := bench.client.value(handle)) != value:
            raise WrongResult(f"{kind}: {got!r} instead of {value!r}")
    return Batch(len(handles), end - start, after.commands - before.commands, after.reads - before.reads)


def _last_result(bench: Bench, probes: list[tuple[str, ...]]) -> tuple[float, Counts]:
    """When the last result was there. Jobs end in about their order: the last ones are waited for one by
    one, and the others should then be there; if they are not, they are waited for likewise."""
    while True:
        for probe in reversed(probes[-2 * SLOTS :]):
            bench.poller.wait_for(probe, POLL_SECS, TIMEOUT_SECS, bench.session)
        end, counts = time.perf_counter(), bench.poller.counts()
        probes = bench.poller.missing(probes)
        if not probes:
            return end, counts
