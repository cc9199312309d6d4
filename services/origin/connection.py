"""Ending a connection the hard way."""

import asyncio
import fcntl
import socket
import struct
import termios

_POLL_SECS = 0.01
_FLUSH_POLLS = 1000


async def reset(transport: asyncio.Transport) -> None:
    """Close the connection with a TCP reset, once the client's kernel has all that was written.

    Without that wait a reset would throw away bytes on their way, and `at_bytes` would mean nothing.
    """
    sock: socket.socket = transport.get_extra_info("socket")
    for _ in range(_FLUSH_POLLS):
        if transport.is_closing() or not (transport.get_write_buffer_size() or _unacknowledged(sock)):
            break
        await asyncio.sleep(_POLL_SECS)
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
