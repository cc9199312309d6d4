"""What a server says, byte by byte."""

import socket
from urllib.parse import urlsplit

GIVE_UP_SECS = 20.0


def recorded_answer(server_url: str, target: str) -> bytes:
    """Ask the server for the target and return all that it answers, head and body."""
    address = urlsplit(server_url)
    request = f"GET {target} HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=GIVE_UP_SECS) as connection:
        connection.sendall(request.encode())
        received = b""
        while data := connection.recv(65_536):
            received += data
    return received
