"""TCP ports of this machine."""

import errno
import random
import socket

from .errors import CannotStart

# Below the ports that systems give to outgoing connections: a client that keeps connecting to a dead server's
# port there could end up connected to itself, and hold the port.
CHOICES = range(20_000, 32_000)


def can_listen(host: str, port: int) -> bool:
    """Whether the port is free.

    Raises:
        OSError: no program can listen on that address.
    """
    try:
        with socket.create_server((host, port), family=_family(host)):
            return True
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise


def free_port(host: str = "127.0.0.1") -> int:
    """A port that is free at this moment."""
    return next(port for port in random.sample(CHOICES, len(CHOICES)) if can_listen(host, port))


def check_front_port(host: str, port: int) -> None:
    """Make sure that the front can listen there.

    Raises:
        CannotStart: another program listens there, or no program can.
    """
    try:
        if not can_listen(host, port):
            raise CannotStart("port-taken", host=host, port=port)
    except OSError as error:
        raise CannotStart("cannot-listen", host=host, port=port, error=error.strerror) from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
