"""Reads whole request bodies, with limits on the size, the time and the memory of all bodies together."""

import asyncio
import io

from aiohttp import web

from front.problems import Problem
from front.settings import FrontSettings

MAX_ALL_BYTES = 128 * 1024**2


class BodyReader:
    """Reads bodies and counts the memory they take.

    Args:
        settings: the limits on size and time.
    """

    def __init__(self, settings: FrontSettings) -> None:
        self._max_bytes = settings.max_body_bytes
        self._timeout_secs = settings.body_secs
        self._held_bytes = 0

    async def read(self, request: web.BaseRequest) -> io.BytesIO:
        """Read the body; call `release` when it is no longer needed.

        Raises:
            Problem: it is too large or too slow, or all bodies together take too much memory.
            ConnectionError: the client has left.
        """
        if (request.content_length or 0) > self._max_bytes:
            raise self._too_large()
        body = io.BytesIO()
        try:
            async with asyncio.timeout(self._timeout_secs):
                await _send_continue(request)
                await self._fill(body, request)
        except TimeoutError:
            self.release(body)
            raise Problem(408, "body-too-slow", secs=self._timeout_secs) from None
        except BaseException:
            self.release(body)
            raise
        body.seek(0)
        return body

    def release(self, body: io.BytesIO) -> None:
        """Stop counting the body."""
        self._held_bytes -= body.getbuffer().nbytes

    async def _fill(self, body: io.BytesIO, request: web.BaseRequest) -> None:
        async for chunk in request.content.iter_any():
            body.write(chunk)
            self._held_bytes += len(chunk)
            if body.tell() > self._max_bytes:
                raise self._too_large()
            if self._held_bytes > MAX_ALL_BYTES:
                raise Problem(503, "too-much-at-once", headers={"Retry-After": "5"})

    def _too_large(self) -> Problem:
        return Problem(413, "body-too-large", max_bytes=self._max_bytes)


async def _send_continue(request: web.BaseRequest) -> None:
    if request.headers.get("Expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # it does not count as a part of the answer
