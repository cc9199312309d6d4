"""The wiring: one place that knows all parts of the front."""

from flask import Response, request
from flask_openapi import Info, OpenAPI
from redis import Redis

from wire import connect

from . import problems
from .api import batches, downloads, events, health, pages, workers
from .api.context import Context
from .event_hub import EventHub
from .schemas import ProblemView
from .settings import FrontSettings

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
# Swagger UI starts itself from inline script and style.
DOCS_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; frame-ancestors 'none'"
)


def create_app(settings: FrontSettings, redis: "Redis | None" = None) -> OpenAPI:
    """The Flask application; nothing is connected yet.

    Args:
        settings: how it behaves.
        redis: a connection to use; by default one made from the settings.

    Raises:
        ValueError: the Redis URL cannot be read.
    """
    app = OpenAPI(
        __name__,
        info=Info(title="Parallax", version="1", description="Download tasks, queued for pooled workers."),
        doc_prefix="/docs",
        doc_url="/openapi.json",
        validation_error_status=422,
        validation_error_model=ProblemView,
        validation_error_callback=problems.of_validation,
    )
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    password = settings.redis_password.get_secret_value() if settings.redis_password else None
    redis = redis or connect(settings.redis_url, password=password)
    hub = EventHub(redis, max_clients=settings.max_streams, life_secs=settings.stream_life_secs)
    app.extensions["parallax"] = Context(settings=settings, redis=redis, hub=hub)
    problems.register(app)
    for api in (downloads, batches, events, workers):
        app.register_api(api.blueprint)
    for plain in (health, pages):
        app.register_blueprint(plain.blueprint)
    app.after_request(_add_headers)
    return app


def _add_headers(response: Response) -> Response:
    policy = DOCS_POLICY if request.path.startswith("/docs") else POLICY
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
