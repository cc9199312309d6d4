"""Sends answers; a client that does not read a piece in time is disconnected."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import cast

from aiohttp import web

from front.events.hub import Subscription

from .connections import Connection


async def send_answer(
    request: web.BaseRequest, response: web.StreamResponse, pieces: AsyncIterator[bytes], send_secs: float
) -> web.StreamResponse:
    """Send the whole answer.

    Raises:
        ConnectionError: the client has left, or took too long.
    """
    await response.prepare(request)
    async for piece in pieces:
        if piece:
            await _in_time(request, response.write(piece), send_secs)
    await _in_time(request, response.write_eof(), send_secs)
    return response


async def send_stream(
    request: web.BaseRequest, response: web.StreamResponse, stream: Subscription, send_secs: float
) -> web.StreamResponse:
    """Send events until the stream ends or the client leaves.

    Raises:
        ConnectionError: the client has left, or took too long.
    """
    connection = cast(Connection, request.protocol)
    connection.when_lost = stream.close
    try:
        return await send_answer(request, response, stream.texts(), send_secs)
    finally:
        connection.when_lost = None


async def _in_time(request: web.BaseRequest, sending: Awaitable[None], send_secs: float) -> None:
    try:
        async with asyncio.timeout(send_secs):
            await sending
    except TimeoutError:
        cast(Connection, request.protocol).abort()
        raise ConnectionError("the client took too long") from None
