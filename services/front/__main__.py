"""`python -m front`: serve the API and the pages with gunicorn until told to stop."""

import errno
import os
import signal
import socket
import sys
from types import FrameType
from typing import Any

from gunicorn.app.base import BaseApplication

from service_kit.addresses import base_url, bracketed
from service_kit.logs import configure_logs
from service_kit.settings import InvalidSettings

from .app import create_app
from .settings import FrontSettings

STOP_SECS = 3
PORT_TAKEN = (errno.EADDRINUSE, errno.EACCES)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """gunicorn, configured by our settings instead of its own files and flags.

    Args:
        settings: where to listen, and with how many processes and threads.
    """

    def __init__(self, settings: FrontSettings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand the settings over."""
        settings = self._settings
        for name, value in {
            "bind": f"{bracketed(settings.host)}:{settings.port}",
            "workers": settings.processes,
            "worker_class": "gthread",
            "threads": settings.threads,
            "graceful_timeout": STOP_SECS,
            "timeout": 60,
            "keepalive": 5,
            "loglevel": settings.log_level.lower(),
            "when_ready": _announce,
            "post_worker_init": _end_streams_on_stop,
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, made in each worker process."""
        return create_app(self._settings)


def _announce(server: Any) -> None:
    host, port = server.LISTENERS[0].sock.getsockname()[:2]
    print(f"front listening on {base_url(host, port)}", flush=True)


def _end_streams_on_stop(worker: Any) -> None:
    hub = worker.wsgi.extensions["parallax"].hub
    stop: Any = signal.getsignal(signal.SIGTERM)

    def end_streams_and_stop(number: int, frame: FrameType | None) -> None:
        hub.end_all()
        stop(number, frame)

    signal.signal(signal.SIGTERM, end_streams_and_stop)


def main() -> int:
    """Serve; returns the exit code: 0 stopped in order, 2 a setting is wrong or the port is taken."""
    try:
        settings = FrontSettings.read()
    except InvalidSettings as error:
        return _refuse(str(error))
    configure_logs(settings.log_format, settings.log_level)
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        with socket.create_server((settings.host, settings.port), family=family):
            pass  # gunicorn would try five times before it said so
    except OSError as error:
        where = f"{bracketed(settings.host)}:{settings.port}"
        what = (
            "PARALLAX_PORT to a free port" if error.errno in PORT_TAKEN else "PARALLAX_HOST and PARALLAX_PORT"
        )
        return _refuse(f"cannot listen on {where} ({_reason(error)}); set {what}")
    Server(settings).run()
    return 0


def _reason(error: OSError) -> str:
    # Without what create_server() adds; names that cannot be resolved have negative numbers of their own.
    return os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror)


def _refuse(why: str) -> int:
    print(f"front: cannot start: {why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
