"""`python -m front`: serve the API and the pages with gunicorn until told to stop."""

import socket
import sys
from typing import Any

from gunicorn.app.base import BaseApplication
from pydantic import ValidationError

from .app import create_app
from .logs import configure_logs
from .settings import FrontSettings

STOP_SECS = 3


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
            "bind": f"{settings.host}:{settings.port}",
            "workers": settings.processes,
            "worker_class": "gthread",
            "threads": settings.threads,
            "graceful_timeout": STOP_SECS,
            "timeout": 60,
            "keepalive": 5,
            "loglevel": settings.log_level.lower(),
            "when_ready": _announce,
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, made in each worker process."""
        return create_app(self._settings)


def _announce(server: Any) -> None:
    host, port = server.LISTENERS[0].sock.getsockname()[:2]
    print(f"front listening on http://{host}:{port}", flush=True)


def main() -> int:
    """Serve; returns the exit code: 0 stopped in order, 2 a setting is wrong or the port is taken."""
    try:
        settings = FrontSettings()
    except ValidationError as error:
        return _refuse("; ".join(f"PARALLAX_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()))
    configure_logs(settings)
    try:
        with socket.create_server((settings.host, settings.port)):
            pass  # gunicorn would try five times before it said so
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        return _refuse(f"cannot listen on {where} ({error.strerror}); set PARALLAX_PORT to a free port")
    Server(settings).run()
    return 0


def _refuse(why: str) -> int:
    print(f"front: cannot start: {why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
