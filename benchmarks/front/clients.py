"""Clients that take long: each holds one connection of the server under test, on loopback only.

A client ends with its connection; whoever opens it starts another one. So a server that throws slow
clients out meets new ones for as long as the measurement lasts.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

DRIP_SECS = 1.0
RETRY_SECS = 0.5
READ_BYTES = 65_536

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Target:
    """Where the server is."""

    port: int
    host: str = "127.0.0.1"

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """An open connection, aborted at the end."""
        # A small buffer on our side, so that a stalled reader is felt after few events.
        reader, writer = await asyncio.open_connection(self.host, self.port, limit=4_096)
        try:
            yield reader, writer
        finally:
            writer.transport.abort()


@dataclass(slots=True)
class Seen:
    """What the viewers saw: how many streams they opened, were refused, and how many bytes came."""

    opened: int = 0
    refused: int = 0
    received_bytes: int = 0


async def slow_head(target: Target) -> None:
    """Send a request's head a byte at a time, and never its end."""
    async with target.connection() as (_, writer):
        writer.write(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        await _drip(writer)


async def slow_body(target: Target) -> None:
    """Send a whole head, and then the body a byte at a time."""
    async with target.connection() as (_, writer):
        writer.write(
            b"POST /api/v1/downloads HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
        )
        await _drip(writer)


async def viewer(target: Target, seen: Seen) -> None:
    """Follow the events, as a page does."""
    async with target.connection() as (reader, writer):
        writer.write(b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        if b" 200 " not in await reader.readline():
            seen.refused += 1
            return
        seen.opened += 1
        while data := await reader.read(READ_BYTES):
            seen.received_bytes += len(data)


async def stalled_viewer(target: Target) -> None:
    """Ask for the events, and read none of them."""
    async with target.connection() as (_, writer):
        writer.transport.pause_reading()  # type: ignore[attr-defined]  # it is a socket's transport
        writer.write(b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await asyncio.Event().wait()


@contextlib.asynccontextmanager
async def crowd(client: Callable[[], Awaitable[None]], count: int) -> AsyncIterator[None]:
    """Keep so many such clients at the server; one whose connection ended comes again."""

    async def keep_coming() -> None:
        while True:
            with contextlib.suppress(OSError):
                await client()
            await asyncio.sleep(RETRY_SECS)

    tasks = [asyncio.create_task(keep_coming()) for _ in range(count)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _drip(writer: asyncio.StreamWriter) -> None:
    while not writer.transport.is_closing():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(DRIP_SECS)
