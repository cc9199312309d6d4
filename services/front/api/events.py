"""`/api/v1/events`: what happens, as server-sent events (WHATWG HTML, 9.2)."""

import re

from flask import Response, request
from flask_openapi import APIBlueprint, Tag

from front.context import context
from front.events.hub import STREAM_KEY_IN_ENVIRON, TooManyStreams
from front.problems import Problem
from front.schemas import problems

blueprint = APIBlueprint(
    "events",
    __name__,
    url_prefix="/api/v1/events",
    abp_tags=[Tag(name="events", description="What happens, live")],
    abp_responses=problems(400, 422, 503),
)


@blueprint.get("", responses={200: None})
def follow() -> Response:
    """Stream all events. `Last-Event-ID` resumes after that event; the event `reset` tells of a gap."""
    last_id = request.headers.get("Last-Event-ID")
    if last_id is not None and not re.fullmatch(r"[0-9]{1,18}-[0-9]{1,18}", last_id):
        raise Problem(400, "bad-event-id", got=last_id[:40])
    try:
        stream = context().hub.subscribe(last_id)
    except TooManyStreams:
        raise Problem(503, "too-many-streams", headers={"Retry-After": "5"}) from None
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    request.environ[STREAM_KEY_IN_ENVIRON] = stream  # the server sends it, so no thread waits for events
    return Response(iter(()), content_type="text/event-stream; charset=utf-8", headers=headers)
