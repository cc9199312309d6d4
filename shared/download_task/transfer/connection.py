"""A connection to the host of a URL, which another thread can cut at any moment."""

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
        connect_secs: how long connecting may take once the name is looked up, in seconds; then how long
            each step of TLS may.
        read_secs: how long each later read may stay silent, in seconds.
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
    """Agree on TLS, with the certificates this machine trusts."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    # Python ignores an end without close_notify; without a length it would pass for the end of the file.
    context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    try:
        return context.wrap_socket(sock, server_hostname=host, suppress_ragged_eofs=False)
    except BaseException:
        sock.close()
        raise
