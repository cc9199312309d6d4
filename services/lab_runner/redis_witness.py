"""What only Redis can tell of a distributed leg: how much it served, and how far the hosts' clocks differ.

Redis gives each event its time by its own clock. An event is written after what it tells has happened, and a
task starts after its batch was queued. So each event of a host bounds how far its clock is from Redis's:

    by the host's clock    started − queued  ≥  offset  ≥  started − written
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from math import inf

from redis import Redis
from redis.exceptions import RedisError

from lab.running.distributed import RedisShare
from wire import Ended, Event, Queued, Started, read_after
from wire.events import newest_id

EVENT_ID_SECS = 0.001  # an id is cut to milliseconds

log = logging.getLogger("lab_runner.redis_witness")

Offset = tuple[float, float]
"""The least and the most that a clock can be ahead of Redis's, in seconds."""


class RedisWitness:
    """Watches the Redis of this runner; what it cannot tell is None.

    Args:
        redis: the connection.
    """

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis

    def begin(self) -> Callable[[str], RedisShare]:
        """See `lab.running.distributed.RedisWitness`."""
        try:
            first, before = newest_id(self._redis), self._served()
        except RedisError as error:
            log.warning("Redis cannot be watched: %s", error)
            return lambda _batch: RedisShare()
        return lambda batch: self._share(batch, first, before)

    def _share(self, batch: str, first: str, before: tuple[int, int]) -> RedisShare:
        try:
            commands, size_bytes = self._served()
            bound = clock_bound_secs(self._events(first), batch, self._own_offset())
        except (RedisError, ValueError, TypeError, KeyError) as error:  # the events may be foreign data
            log.warning("Redis could not be watched: %s", error)
            return RedisShare()
        return RedisShare(commands - before[0], size_bytes - before[1], bound)

    def _served(self) -> tuple[int, int]:
        """The commands and bytes, in and out, that Redis has served since it started."""
        stats = self._redis.info("stats")
        served = stats["total_net_input_bytes"] + stats["total_net_output_bytes"]
        return stats["total_commands_processed"], served

    def _own_offset(self) -> Offset:
        asked_at = time.time()
        secs, microsecs = self._redis.time()
        at = int(secs) + int(microsecs) / 1_000_000
        return asked_at - at, time.time() - at

    def _events(self, first: str) -> Iterator[tuple[float, Event]]:
        """The events after that one, each with the time at which Redis wrote it."""
        while page := read_after(self._redis, first):
            yield from ((int(event_id.partition("-")[0]) / 1000, event) for event_id, event in page)
            first = page[-1][0]


def clock_bound_secs(events: Iterator[tuple[float, Event]], batch: str, own: Offset) -> float | None:
    """By how much the clocks of the hosts that ran a batch differ from ours, at most.

    Args:
        events: in their order, each with the time at which Redis wrote it, seconds since the epoch.
        batch: the id of the batch.
        own: how far our clock is from Redis's.

    Returns:
        None if the events tell nothing of a host.
    """
    hosts = _offsets([(at, event) for at, event in events if event.batch == batch])
    bounds = [max(most - own[0], own[1] - least) for least, most in hosts.values()]
    return max(bounds) if bounds and max(bounds) < inf else None


def _offsets(events: list[tuple[float, Event]]) -> Mapping[str, Offset]:
    """How far the clock of each host is from Redis's."""
    queued_at = next((at for at, event in events if isinstance(event.data, Queued)), -inf)
    host_of: dict[str, str] = {}
    offsets: dict[str, Offset] = {}
    for at, event in events:
        told, most = None, inf
        if isinstance(event.data, Started) and event.data.runner:
            host_of[event.download] = event.data.runner.host
            told = event.data.started_at
            most = _secs(told) - queued_at
        elif isinstance(event.data, Ended) and event.download in host_of:
            told = event.data.ended_at
        if told is not None:
            host = host_of[event.download]
            known = offsets.get(host, (-inf, inf))
            offsets[host] = max(known[0], _secs(told) - at - EVENT_ID_SECS), min(known[1], most)
    return offsets


def _secs(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
