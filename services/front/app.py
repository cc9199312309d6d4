"""Wires the parts of the front together; the one place that knows them all."""

from flask import Response, request
from flask_openapi import Info, OpenAPI
from redis import Redis

from . import problems
from .api import batches, downloads, events, experiments, health, lab, pages, workers
from .context import Context
from .events.hub import EventHub
from .json_body import StrictJSON, StrictRequest
from .other_sites import refuse_other_names, refuse_other_sites
from .schemas import ProblemView, allowed_hosts
from .settings import FrontSettings
from .validation import of_validation

# A client waits for the answer: reconnect once, as a restart of Redis needs, then answer 503.
REDIS_RETRIES = 1
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
# Swagger UI needs inline script and style.
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
    app = _new_app(settings)
    redis = redis or settings.connect_redis(retries=REDIS_RETRIES)
    hub = EventHub(
        redis,
        max_clients=settings.max_streams,
        life_secs=settings.stream_life_secs,
        keep_alive_secs=settings.stream_keep_alive_secs,
    )
    app.extensions["parallax"] = Context(settings=settings, redis=redis, hub=hub)
    problems.register(app)
    for api in (downloads, batches, experiments, lab, events, workers, health):
        app.register_api(api.blueprint)
    app.register_blueprint(pages.blueprint)
    app.before_request(refuse_other_names(settings.trusted()))
    app.before_request(refuse_other_sites)
    app.before_request(lambda: _allow(settings.allowed_hosts))
    app.after_request(_add_headers)
    return app


def _new_app(settings: FrontSettings) -> OpenAPI:
    app = OpenAPI(
        __name__,
        static_folder="web",
        static_url_path="/static",
        info=Info(title="Parallax", version="1", description="Download tasks, queued for pooled workers."),
        doc_prefix="/docs",
        doc_url="/openapi.json",
        validation_error_status=422,
        validation_error_model=ProblemView,
        validation_error_callback=of_validation,
    )
    # By default Swagger UI sends the description to a validator on the Internet.
    app.config["SWAGGER_CONFIG"] = {"validatorUrl": None}
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.json = StrictJSON(app)
    app.request_class = StrictRequest
    return app


def _allow(hosts: frozenset[str]) -> None:
    """Let the URLs of this request name these hosts only."""
    allowed_hosts.set(hosts)


def _add_headers(response: Response) -> Response:
    policy = DOCS_POLICY if request.path.startswith("/docs") else POLICY
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
