"""Handles one request, from its head to the end of its answer."""

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, cast

from aiohttp import web
from flask import Flask

from front.context import Context
from front.events.hub import STREAM_KEY_IN_ENVIRON, Subscription
from front.problems import Problem
from front.settings import FrontSettings

from .application import Answer, run_application
from .body import BodyReader
from .connections import Connection, to_aiohttp
from .environ import check_head, make_environ
from .sending import send_answer, send_stream

LARGE_BODY_BYTES = 64 * 1024
MAX_LARGE_BODIES = 2  # parsed at once: the objects take many times the size of the body
# Answered in the loop, because it waits for nothing: busy threads must not make the process look dead.
INLINE_PATHS = ("/livez",)


class Gateway:
    """Passes requests from the connections to the application, and answers back.

    Args:
        app: the Flask application.
        settings: the number of threads, and the limits.
    """

    def __init__(self, app: Flask, settings: FrontSettings) -> None:
        self._app = app
        self._bodies = BodyReader(settings)
        self._send_secs = settings.send_secs
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="request")
        self._large_bodies = asyncio.Semaphore(MAX_LARGE_BODIES)
        self._hub = cast(Context, app.extensions["parallax"]).hub
        self._hub.start(asyncio.get_running_loop())

    def stop(self) -> None:
        """End the event streams, and run no further requests."""
        self._hub.end_all()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer the request."""
        connection = cast(Connection, request.protocol)
        try:
            check_head(request)
            body = await self._bodies.read(request)
        except Problem as problem:
            response = to_aiohttp(problem, request)
            response.force_close()
            return response
        connection.waits_for_client = False
        try:
            answer, environ = await self._run(request, body)
        finally:
            self._bodies.release(body)
        stream: Subscription | None = environ.get(STREAM_KEY_IN_ENVIRON)
        try:
            return await self._send(request, answer, stream)
        finally:
            connection.waits_for_client = True
            if stream is not None:
                stream.close()
            if not answer.is_complete:
                await self._in_thread(answer.close)

    async def _run(self, request: web.BaseRequest, body: io.BytesIO) -> tuple[Answer, dict[str, Any]]:
        environ = make_environ(request, body)
        if request.path in INLINE_PATHS:
            return run_application(self._app, environ), environ
        async with self._wait_for_turn(body):
            return await self._in_thread(run_application, self._app, environ), environ

    def _wait_for_turn(self, body: io.BytesIO) -> "AbstractAsyncContextManager[Any]":
        is_large = body.getbuffer().nbytes > LARGE_BODY_BYTES
        return self._large_bodies if is_large else nullcontext()

    async def _send(
        self, request: web.BaseRequest, answer: Answer, stream: Subscription | None
    ) -> web.StreamResponse:
        response = web.StreamResponse(status=answer.status, reason=answer.reason, headers=answer.headers)
        if stream is not None and request.method == "GET":
            return await send_stream(request, response, stream, self._send_secs)
        return await send_answer(request, response, self._pieces(answer), self._send_secs)

    async def _pieces(self, answer: Answer) -> Any:
        yield answer.first
        while not answer.is_complete:
            yield await self._in_thread(answer.next_piece)

    async def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)
