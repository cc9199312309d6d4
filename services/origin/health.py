"""`/livez` and `/readyz`: no query, fault or load on files changes their answer."""

from aiohttp import web


async def well(request: web.Request) -> web.Response:  # noqa: ARG001 - aiohttp passes it to each handler
    """The service answers, and it needs nothing but itself to be ready."""
    return web.json_response({"status": "ok"})
