"""Connects to the host of a URL, so that another thread can cut the connection at any time."""

import socket
import ssl
from urllib.parse import urlsplit

from ..errors import DownloadTimedOut, TransferBroken, error_name
from .lookup import look_up
from .tcp import connect_to_first
from .watch import Watch

DEFAULT_PORTS = {"http": 80, "https": 443}


def open_connection(url: str, *, connect_secs: float, read_secs: float, watch: Watch) -> socket.socket:
    """Connect to the URL's host, over TLS if its scheme is https.

    Args:
        url: a valid http or https URL.
        connect_secs: how long connecting may take after the name lookup, and then each step of the TLS
            handshake, in seconds.
        read_secs: how long each later read may wait, in seconds.
        watch: cuts the connection when the transfer has to end.

    Raises:
        DownloadError: the connection cannot be made, or the watch has fired.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
    addresses = look_up(host, port, watch)
    try:
        sock = connect_to_first(addresses, timeout_secs=connect_secs, watch=watch)
        watch.guard(sock)
        sock.settimeout(connect_secs)
        if parts.scheme == "https":
            sock = _over_tls(sock, host)
    except TimeoutError as error:
        raise DownloadTimedOut("connecting", address=f"{host}:{port}", secs=connect_secs) from error
    except OSError as error:
        raise TransferBroken("no-connection", address=f"{host}:{port}", error=error_name(error)) from error
    sock.settimeout(read_secs)
    return sock


def _over_tls(sock: socket.socket, host: str) -> ssl.SSLSocket:
    """Do the TLS handshake, trusting this machine's certificates."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    # By default Python accepts an end without close_notify. A cut file without a length would seem whole.
    context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    try:
        return context.wrap_socket(sock, server_hostname=host, suppress_ragged_eofs=False)
    except BaseException:
        sock.close()
        raise
