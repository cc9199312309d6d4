"""Prometheus metrics, read from Redis at each scrape, so any front process shows those of all services."""

from collections.abc import Iterator
from typing import Any

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from redis import Redis
from redis.exceptions import RedisError, ResponseError
from rq.queue import Queue
from rq.serializers import JSONSerializer

from rq_pools import describe_workers
from wire import POOLS, keys, queue_for


class RedisCollector(Collector):
    """Gauges of queues, registries and workers.

    Args:
        redis: where they are.
    """

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the metrics; only `parallax_redis_up` if Redis is away."""
        up = GaugeMetricFamily("parallax_redis_up", "Whether Redis answers.")
        try:
            families = [*self._queues(), *self._workers(), self._events()]
            up.add_metric([], 1)
            yield up
            yield from families
        except RedisError:
            up.add_metric([], 0)
            yield up

    def _queues(self) -> list[GaugeMetricFamily]:
        waiting = GaugeMetricFamily("parallax_downloads_waiting", "Downloads on a queue.", labels=["pool"])
        held = GaugeMetricFamily(
            "parallax_downloads", "Downloads by state, as far as they are kept.", labels=["pool", "state"]
        )
        for pool in POOLS:
            queue = Queue(queue_for(pool), connection=self._redis, serializer=JSONSerializer)
            self._add(waiting, [pool], "LLEN", queue.key)
            # ZCARD, because RQ's own count also cleans the registry, which fails abandoned jobs.
            for state, registry in (
                ("running", queue.started_job_registry),
                ("finished", queue.finished_job_registry),
                ("failed", queue.failed_job_registry),
                ("scheduled", queue.scheduled_job_registry),
                ("cancelled", queue.canceled_job_registry),
            ):
                self._add(held, [pool, state], "ZCARD", registry.key)
        return [waiting, held]

    def _workers(self) -> list[GaugeMetricFamily]:
        workers = GaugeMetricFamily("parallax_workers", "Live workers.", labels=["pool"])
        slots = GaugeMetricFamily("parallax_slots", "Slots of live workers.", labels=["pool"])
        busy = GaugeMetricFamily("parallax_slots_busy", "Slots that run a job.", labels=["pool"])
        try:
            views = describe_workers(self._redis)
        except ResponseError as error:
            if not _is_wrong_type(error):
                raise
            views = []
        for pool in sorted({view.pool or "plain" for view in views}):
            mine = [view for view in views if (view.pool or "plain") == pool]
            workers.add_metric([pool], len(mine))
            slots.add_metric([pool], sum(view.slots for view in mine))
            busy.add_metric([pool], sum(len(view.running) for view in mine))
        return [workers, slots, busy]

    def _events(self) -> GaugeMetricFamily:
        kept = GaugeMetricFamily("parallax_events_kept", "Events in the stream.", labels=[])
        self._add(kept, [], "XLEN", keys.EVENTS)
        return kept

    def _add(self, family: GaugeMetricFamily, labels: list[str], command: str, key: str) -> None:
        """Add what the command counts; nothing where somebody has written a key of another type."""
        try:
            ask: Any = self._redis.execute_command
            family.add_metric(labels, ask(command, key))
        except ResponseError as error:
            if not _is_wrong_type(error):
                raise


def _is_wrong_type(error: ResponseError) -> bool:
    return "WRONGTYPE" in str(error)
