"""The application: its paths, and the handlers that answer them."""

from aiohttp import web

from origin.access_log import log_requests
from origin.digests import Digests
from origin.faults import Attempts
from origin.files import ATTEMPTS, DIGESTS, serve_file
from origin.problems import errors_as_problems
from origin.usage import usage


def make_app() -> web.Application:
    """Make an origin, with its own counters and digests."""
    app = web.Application(middlewares=[log_requests, errors_as_problems])
    app[ATTEMPTS] = Attempts()
    app[DIGESTS] = Digests()
    app.on_cleanup.append(_stop_digests)
    app.router.add_get("/", usage)
    app.router.add_get("/livez", _healthy)
    app.router.add_get("/readyz", _healthy)
    app.router.add_get("/files/{name}", serve_file)
    return app


async def _stop_digests(app: web.Application) -> None:
    app[DIGESTS].close()


async def _healthy(request: web.Request) -> web.Response:  # noqa: ARG001 - aiohttp passes it to each handler
    """Answer `/livez` and `/readyz`; no query, fault or load changes this answer."""
    return web.json_response({"status": "ok"})
