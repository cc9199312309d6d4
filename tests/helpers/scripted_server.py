"""A TCP server in a thread that answers as no honest HTTP server would."""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

GIVE_UP_SECS = 20.0

Script = Callable[["Visit"], object]


@dataclass(frozen=True)
class Visit:
    """One connection, whose request has been read.

    Attributes:
        connection: to answer on; closed when the script returns.
        request: the head of the request.
        is_over: set when the test has ended.
    """

    connection: socket.socket
    request: bytes
    is_over: threading.Event

    def send(self, data: bytes) -> bool:
        """Send it; False when the client has hung up, or the test is over."""
        try:
            self.connection.sendall(data)
        except OSError:
            return False
        return not self.is_over.is_set()

    def stay_silent(self) -> None:
        """Say nothing more until the test has ended."""
        self.is_over.wait(GIVE_UP_SECS)

    def close_notify(self) -> None:
        """Say in TLS that no more comes, as an honest server does before it closes."""
        if isinstance(self.connection, ssl.SSLSocket):
            with contextlib.suppress(OSError):  # the client does not say it back
                self.connection.unwrap()

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        # Lingering for 0 seconds makes close() send RST in place of FIN: socket(7), SO_LINGER.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def client_hung_up(self, within_secs: float) -> bool:
        """Whether the client ends the connection within this time."""
        self.connection.settimeout(within_secs)
        try:
            return self.connection.recv(1) == b""
        except TimeoutError:
            return False
        except OSError:
            return True


@dataclass
class ScriptedServer:
    """Where it listens, and who came.

    Attributes:
        host_port: such as `127.0.0.1:40123`.
        scheme: `"http"`, or `"https"` with TLS.
        requests: the heads of the requests, in the order they came.
    """

    host_port: str
    scheme: str = "http"
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """A URL on it."""
        return f"{self.scheme}://{self.host_port}/file"


@contextlib.contextmanager
def scripted_server(
    script: Script, *, reads_request: bool = True, tls: ssl.SSLContext | None = None
) -> Iterator[ScriptedServer]:
    """Serve every connection by the script, each in a thread, until the context ends.

    Args:
        script: answers one connection.
        reads_request: whether the head of the request is read before.
        tls: what TLS needs; without it there is none.
    """
    over = threading.Event()
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = ScriptedServer(f"127.0.0.1:{listener.getsockname()[1]}", "https" if tls else "http")

        def serve(connection: socket.socket) -> None:
            with contextlib.suppress(OSError), _over_tls(connection, tls) as connection:
                head = _read_head(connection) if reads_request else b""
                server.requests.append(head)
                script(Visit(connection, head, over))

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threads.append(threading.Thread(target=serve, args=(connection,)))
                    threads[-1].start()

        acceptor = threading.Thread(target=accept)
        acceptor.start()
        try:
            yield server
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            for thread in [acceptor, *threads]:
                thread.join(GIVE_UP_SECS)


def _over_tls(connection: socket.socket, tls: ssl.SSLContext | None) -> socket.socket:
    connection.settimeout(GIVE_UP_SECS)
    # Without Nagle's algorithm the end of a connection follows its bytes at once.
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return tls.wrap_socket(connection, server_side=True) if tls else connection


def _read_head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and (data := connection.recv(4_096)):
        head += data
    return head
