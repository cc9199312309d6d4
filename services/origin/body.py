"""Sending a body, well or badly."""

import asyncio
from collections.abc import Iterable, Iterator

from aiohttp import web

from origin import connection
from origin.content import Content
from origin.faults import SURPLUS_BYTES, Ending, Plan
from origin.pace import Pace, chunk_size
from origin.ranges import Span

STALL_SECS = 600.0


async def send(
    request: web.Request,
    response: web.StreamResponse,
    file: Content,
    span: Span,
    plan: Plan,
    *,
    rate: int,
    chunk_bytes: int | None,
) -> None:
    """Send the `span` of `file` as `plan` says; `response` is prepared, `rate` is in bytes per second."""
    stop = span.start + plan.sent_bytes
    chunks = file.chunks(span.start, stop, chunk_size(rate, chunk_bytes))
    await _stream(response, _flipped(chunks, plan.flipped_at), rate)
    await _end(request, plan.ending, file.slice(stop, min(stop + SURPLUS_BYTES, span.stop)))


async def _stream(response: web.StreamResponse, chunks: Iterable[bytes], rate: int) -> None:
    now = asyncio.get_running_loop().time
    pace = Pace(rate, now())
    for chunk in chunks:
        # Even sleep(0) matters: a fast client never makes write() wait, and would have the loop to itself.
        await asyncio.sleep(pace.wait_secs(len(chunk), now()))
        await response.write(chunk)


async def _end(request: web.Request, ending: Ending, unsent: bytes) -> None:
    transport = request.transport
    if transport is None:
        return
    if ending is Ending.RESET:
        await connection.reset(transport)
    elif ending is Ending.STALL:
        await asyncio.sleep(STALL_SECS)
    elif ending is Ending.SURPLUS:
        # Past the response, which would drop what exceeds its Content-Length.
        transport.write(unsent)


def _flipped(chunks: Iterable[bytes], flipped_at: int | None) -> Iterator[bytes]:
    """The chunks, with all bits of the byte at `flipped_at` of the body turned."""
    at = 0
    for chunk in chunks:
        if flipped_at is not None and at <= flipped_at < at + len(chunk):
            changed = bytearray(chunk)
            changed[flipped_at - at] ^= 0xFF
            chunk = bytes(changed)
        at += len(chunk)
        yield chunk
