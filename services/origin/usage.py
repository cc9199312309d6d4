"""`GET /`: the help, made from the model that also reads the queries."""

import json
from functools import partial

from aiohttp import web

from origin.faults import MEANINGS
from origin.parameters import NAMES, Wanted

USAGE = {
    "service": "Parallax origin: files that are slow, cut off, wrong or refused on demand",
    "paths": {
        "/files/NAME": "a file whose bytes depend on NAME and bytes alone; GET, HEAD, Range, If-None-Match",
        "/livez": "200 while the process answers",
        "/readyz": "200 when it serves",
    },
    "NAME": NAMES,
    "parameters": Wanted.model_json_schema()["properties"],
    "faults": {str(fault): meaning for fault, meaning in MEANINGS.items()},
    "example": "/files/report.bin?bytes=1048576&rate=262144&fault=status&status=503&times=2",
}


async def usage(request: web.Request) -> web.Response:  # noqa: ARG001 - aiohttp passes it to each handler
    """Show the help, as indented JSON."""
    return web.json_response(USAGE, dumps=partial(json.dumps, indent=2))
