"""Sends answers, with or without faults."""

import asyncio
import fcntl
import socket
import struct
import termios
from collections.abc import Iterable, Iterator

from aiohttp import web

from origin.content import Content
from origin.faults import SURPLUS_BYTES, Ending, Plan
from origin.pace import Pace, chunk_size
from origin.ranges import Span

STALL_SECS = 600.0
_FLUSH_POLL_SECS = 0.01
_FLUSH_POLLS = 1000
_INTERIM = b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </>; rel=preconnect\r\n\r\n"
_BAD_CHUNK = b"0x10\r\n" + b"?" * 16 + b"\r\n0\r\n\r\n"  # a size that int(…, 16) reads


async def send_body(
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


def send_part_of_head(request: web.Request, response: web.StreamResponse, at_bytes: int | None) -> None:
    """Send the first `at_bytes` bytes of the head of `response`, by default half of it, and close."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in response.headers.items())
    head = f"HTTP/1.1 {response.status} {response.reason}\r\n{fields}\r\n".encode()
    at = len(head) // 2 if at_bytes is None else min(at_bytes, len(head) - 1)
    if request.transport is not None:
        request.transport.write(head[:at])
        request.transport.close()


def send_interim_responses(request: web.Request) -> None:
    """Send interim responses before the answer (RFC 9110, section 15.2)."""
    if request.transport is not None:
        request.transport.write(_INTERIM)


async def _stream(response: web.StreamResponse, chunks: Iterable[bytes], rate: int) -> None:
    now = asyncio.get_running_loop().time
    pace = Pace(rate, now())
    for chunk in chunks:
        # Even sleep(0) matters: with a fast client write() never waits, and other requests would starve.
        await asyncio.sleep(pace.wait_secs(len(chunk), now()))
        await response.write(chunk)


async def _end(request: web.Request, ending: Ending, unsent: bytes) -> None:
    transport = request.transport
    if transport is None:
        return
    if ending is Ending.RESET:
        await _reset(transport)
    elif ending is Ending.STALL:
        await asyncio.sleep(STALL_SECS)
    elif ending is Ending.SURPLUS:
        # Bypasses the response, which drops bytes beyond its Content-Length.
        transport.write(unsent)
    elif ending is Ending.BAD_CHUNK:
        transport.write(_BAD_CHUNK)
        transport.close()


def _flipped(chunks: Iterable[bytes], flipped_at: int | None) -> Iterator[bytes]:
    """The chunks, with all bits flipped of the byte at `flipped_at` of the body."""
    at = 0
    for chunk in chunks:
        if flipped_at is not None and at <= flipped_at < at + len(chunk):
            changed = bytearray(chunk)
            changed[flipped_at - at] ^= 0xFF
            chunk = bytes(changed)
        at += len(chunk)
        yield chunk


async def _reset(transport: asyncio.Transport) -> None:
    """Close the connection with a TCP reset, once the client's kernel has received all that was written.

    An earlier reset would discard bytes on their way, so that fewer than `at_bytes` would arrive.
    """
    sock: socket.socket = transport.get_extra_info("socket")
    for _ in range(_FLUSH_POLLS):
        if transport.is_closing() or not (transport.get_write_buffer_size() or _unacknowledged(sock)):
            break
        await asyncio.sleep(_FLUSH_POLL_SECS)
    if not transport.is_closing():
        # Lingering for 0 seconds makes close() send RST in place of FIN: socket(7), SO_LINGER.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _unacknowledged(sock: socket.socket) -> int:
    """Bytes in the kernel that the client has not acknowledged: tcp(7), SIOCOUTQ; 0 where unknown."""
    try:
        answer = fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, bytes(4))
    except OSError:
        return 0
    return int(struct.unpack("i", answer)[0])
