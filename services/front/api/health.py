"""`/livez`, `/readyz`, `/metrics`: for those who run the front."""

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from front.metrics import RedisCollector

from .context import context

blueprint = Blueprint("health", __name__)


@blueprint.get("/livez")
def livez() -> dict[str, str]:
    """This process answers; says nothing of Redis, so that an outage there restarts nothing here."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> dict[str, str]:
    """It can do its work: Redis answers. Otherwise 503, through the handler of Redis's errors."""
    context().redis.ping()
    return {"status": "ok"}


@blueprint.get("/metrics")
def metrics() -> Response:
    """Prometheus metrics."""
    registry = CollectorRegistry()
    registry.register(RedisCollector(context().redis))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
