"""`python -m front`: serve the API and the pages with gunicorn until told to stop."""

import errno
import os
import socket
import sys
from typing import Any

from gunicorn.app.base import BaseApplication

from service_kit.addresses import base_url, bracketed
from service_kit.logs import configure_logs
from service_kit.settings import InvalidSettings

from .app import create_app
from .server.worker import STOP_SECS, LoopWorker
from .settings import FrontSettings

PORT_TAKEN = (errno.EADDRINUSE, errno.EACCES)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """gunicorn, configured by our settings instead of its own files and flags.

    It listens, and restarts worker processes that die. Each of them runs a `LoopWorker`.

    Args:
        settings: where to listen, and with how many processes.
    """

    def __init__(self, settings: FrontSettings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Pass our settings to gunicorn."""
        settings = self.settings
        for name, value in {
            "bind": f"{bracketed(settings.host)}:{settings.port}",
            "workers": settings.processes,
            "worker_class": LoopWorker,
            "graceful_timeout": int(STOP_SECS) + 1,
            "timeout": 60,
            "loglevel": settings.log_level.lower(),
            "when_ready": _announce,
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the application; called in each worker process."""
        return create_app(self.settings)


def _announce(server: Any) -> None:
    host, port = server.LISTENERS[0].sock.getsockname()[:2]
    print(f"front listening on {base_url(host, port)}", flush=True)


def main() -> int:
    """Serve until stopped.

    Returns:
        The exit code: 0 after an orderly stop, 2 if a setting is wrong or the port is taken.
    """
    try:
        settings = FrontSettings.read()
    except InvalidSettings as error:
        return _refuse(str(error))
    configure_logs(settings.log_format, settings.log_level)
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        with socket.create_server((settings.host, settings.port), family=family):
            pass  # gunicorn would try five times before it reported the error
    except OSError as error:
        where = f"{bracketed(settings.host)}:{settings.port}"
        what = (
            "PARALLAX_PORT to a free port" if error.errno in PORT_TAKEN else "PARALLAX_HOST and PARALLAX_PORT"
        )
        return _refuse(f"cannot listen on {where} ({_reason(error)}); set {what}")
    Server(settings).run()
    return 0


def _reason(error: OSError) -> str:
    # The system's message, without what create_server() adds; errors of name lookup have negative numbers.
    return os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror)


def _refuse(why: str) -> int:
    print(f"front: cannot start: {why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
