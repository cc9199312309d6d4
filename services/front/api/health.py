"""`/livez`, `/readyz`, `/metrics`: for whoever operates the front."""

from typing import Any

from flask import Response
from flask_openapi import APIBlueprint, Tag
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from front.context import context
from front.metrics import RedisCollector
from front.schemas import HealthView, problems

TEXT: dict[str, Any] = {"content": {"text/plain": {"schema": {"type": "string"}}}}

blueprint = APIBlueprint(
    "health",
    __name__,
    abp_tags=[Tag(name="health", description="For those who run the front")],
    abp_responses=problems(422),
)


@blueprint.get("/livez", responses={200: HealthView})
def livez() -> dict[str, object]:
    """Say that this process answers, whatever Redis does: an outage of Redis must not restart the front."""
    return HealthView(status="ok").model_dump()


@blueprint.get("/readyz", responses={200: HealthView, **problems(503)})
def readyz() -> dict[str, object]:
    """Say that Redis answers; otherwise the error handler answers 503."""
    context().redis.ping()
    return HealthView(status="ok").model_dump()


@blueprint.get("/metrics", responses={200: TEXT})
def metrics() -> Response:
    """Show Prometheus metrics."""
    registry = CollectorRegistry()
    registry.register(RedisCollector(context().redis))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
