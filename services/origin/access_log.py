"""One log line for each request."""

import asyncio
import time

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

_PROBES = frozenset({"/livez", "/readyz"})
_log = structlog.get_logger("origin.access")


@web.middleware
async def log_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Log how each request ended; probes at debug level, because they come every few seconds."""
    started = time.monotonic()
    try:
        response = await handler(request)
    except (asyncio.CancelledError, ConnectionError):
        _log_end(request, started, event="client left or server stopped")
        raise
    _log_end(request, started, event="served", status=response.status)
    return response


def _log_end(request: web.Request, started: float, *, event: str, status: int | None = None) -> None:
    level = _log.debug if request.path in _PROBES else _log.info
    level(
        event,
        method=request.method,
        path=request.rel_url.raw_path_qs,
        status=status,
        secs=round(time.monotonic() - started, 3),
    )
