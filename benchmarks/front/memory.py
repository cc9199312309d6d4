"""Large bodies at once: what they cost the server in memory."""

import asyncio
from collections import Counter

from .clients import Target

BODY_BYTES = 8 * 1024**2 - 64
BODIES = 12
ANSWER_SECS = 120.0
# Each makes many objects of few bytes.
ITEMS = {"{}": b"{}", "[]": b"[]", "numbers": b"1.5", "texts": b'"ab"', "wrong keys": b'{"x":1}'}


async def large_bodies(target: Target, item: bytes) -> dict[int, int]:
    """Send twelve bodies of 8 MiB at once, full of the item; how many had which status."""
    items = b",".join([item] * ((BODY_BYTES - 20) // (len(item) + 1)))
    body = b'{"items": [' + items + b"]}"
    answers = await asyncio.gather(*(_send(target, body) for _ in range(BODIES)))
    return dict(Counter(answers))


async def _send(target: Target, body: bytes) -> int:
    async with asyncio.timeout(ANSWER_SECS), target.connection() as (reader, writer):
        writer.write(
            b"POST /api/v1/downloads HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        )
        writer.write(body)
        return int((await reader.readline()).split()[1])
