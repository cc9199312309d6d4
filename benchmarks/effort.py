"""How much to measure: in full for the README, and quickly while something is being developed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to measure.

    Attributes:
        rounds: how often every peer has its turn.
        pilot_jobs: of no operation, to learn how many fill `rate_secs`.
        rate_secs: about how long the no-op jobs should take.
        waits, computes, downloads: jobs for a peer with eight places.
        latencies: jobs enqueued one after another.
    """

    rounds: int = 3
    pilot_jobs: int = 64
    rate_secs: float = 1.5
    waits: int = 64
    computes: int = 16
    downloads: int = 64
    latencies: int = 15


QUICK = Effort(rounds=1, pilot_jobs=32, rate_secs=0.5, waits=32, computes=8, downloads=32, latencies=8)
