"""A server that notes who calls it, for webhooks."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOLD_SECS = 20.0  # at most


class Listener:
    """What was called.

    Attributes:
        url: where it listens.
        calls: the method and the JSON body of each call.
        may_answer: cleared to keep callers waiting.
    """

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/hook"
        self.calls: list[tuple[str, Any]] = []
        self.may_answer = threading.Event()
        self.may_answer.set()

    def of(self, job_id: str) -> list[str]:
        """The statuses that were told about a job."""
        return [body["status"] for _, body in self.calls if body and body["job_id"] == job_id]


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener for as long as the context lasts."""
    listener: Listener

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            listener.calls.append((self.command, json.loads(body) if body else None))
            listener.may_answer.wait(HOLD_SECS)
            self.send_response(204)
            self.end_headers()

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        listener = Listener(server.server_port)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield listener
        finally:
            server.shutdown()
            thread.join()
