"""All peers, in the order of the table."""

from . import Peer, celery, dramatiq, huey, rq, rq_pools

MEASURE = rq.ONE_WORKER
"""The peer that all others are compared with."""


def every_peer() -> list[Peer]:
    """All peers that can run on this Python."""
    return [*rq.PEERS, *celery.PEERS, *dramatiq.PEERS, *huey.PEERS, *rq_pools.PEERS]
