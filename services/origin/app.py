"""The application: which path is answered by which room."""

from aiohttp import web

from origin.access import log_requests
from origin.attempts import Attempts
from origin.digests import Digests
from origin.files import ATTEMPTS, DIGESTS, serve_file
from origin.health import well
from origin.problems import errors_as_problems
from origin.usage import usage


def make_app() -> web.Application:
    """Wire one origin; its counters and digests are its own."""
    app = web.Application(middlewares=[log_requests, errors_as_problems])
    app[ATTEMPTS] = Attempts()
    app[DIGESTS] = Digests()
    app.on_cleanup.append(_stop_digests)
    app.router.add_get("/", usage)
    app.router.add_get("/livez", well)
    app.router.add_get("/readyz", well)
    app.router.add_get("/files/{name}", serve_file)
    return app


async def _stop_digests(app: web.Application) -> None:
    app[DIGESTS].close()
