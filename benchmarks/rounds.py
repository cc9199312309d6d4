"""Rounds: every peer in its turn, so that what else the machine does meanwhile meets them all alike."""

import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis

from .batch import Bench
from .effort import Effort
from .machine import Machine, busy_share
from .measures import MEASURES, Figures
from .peers import Peer
from .poller import polling
from .session import running

OTHERS_SECS = 0.3


@dataclass(slots=True)
class Found:
    """What was found of one peer: each figure once a round, and what went wrong."""

    rounds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    error: str = ""

    def median(self, figure: str) -> float | None:
        """The median of the rounds; None when it was not measured."""
        return statistics.median(self.rounds[figure]) if self.rounds.get(figure) else None

    def spread(self, figure: str) -> float | None:
        """The distance from the lowest to the highest round, as a share of the median."""
        values, median = self.rounds.get(figure), self.median(figure)
        return (max(values) - min(values)) / median if values and median else None


def run_rounds(
    peers: list[Peer], measures: list[str], effort: Effort, machine: Machine, folder: Path
) -> tuple[dict[str, Found], float]:
    """Measure all peers; an error of one is noted, and the others go on.

    Returns:
        What was found, by the peers' names, and how much of all cores others used between the peers' turns.
    """
    start = time.monotonic()
    found = {peer.name: Found() for peer in peers}
    others: list[float] = []
    for number in range(effort.rounds):
        for place, peer in enumerate(peers):
            if found[peer.name].error:
                continue
            others.append(busy_share(OTHERS_SECS))
            try:
                figures = _measure(peer, measures, effort, machine, folder / f"round-{number}-{place}")
            except Exception as error:  # whatever it is, it is this peer's
                found[peer.name].error = _say(error)
                _tell(start, number, effort, peer, found[peer.name].error)
                continue
            for name, value in figures.items():
                found[peer.name].rounds[name].append(value)
            _tell(start, number, effort, peer, ", ".join(f"{k} {v:.4g}" for k, v in figures.items()))
    return found, statistics.mean(others)


def _measure(peer: Peer, measures: list[str], effort: Effort, machine: Machine, folder: Path) -> Figures:
    folder.mkdir()
    with Redis.from_url(machine.redis_url) as redis:
        redis.flushall()  # the server is this run's own
    figures: Figures = {}
    client = peer.client()
    with running(peer, folder / "worker.log") as session, polling(machine.redis_url) as poller:
        bench = Bench(peer, client, session, poller, machine, effort, folder)
        for name in measures:
            figures |= MEASURES[name](bench)
    return figures


def _say(error: Exception) -> str:
    return ". ".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", [])])


def _tell(start: float, number: int, effort: Effort, peer: Peer, what: str) -> None:
    minutes, seconds = divmod(round(time.monotonic() - start), 60)
    print(
        f"{minutes}:{seconds:02} round {number + 1}/{effort.rounds} {peer.name}: {what}",
        file=sys.stderr,
        flush=True,
    )
