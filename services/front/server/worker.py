"""gunicorn's worker process: one event loop, which serves until it is told to stop."""

import asyncio
import os
import resource
import signal
from typing import Any

from aiohttp import web
from gunicorn.workers.base import Worker

from front.settings import FrontSettings

from .connections import ConnectionServer
from .gateway import Gateway

STOP_SECS = 3.0
HEARTBEAT_SECS = 1.0
SPARE_FILES = 512  # for Redis, the files that are sent, and Python's own
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)


class LoopWorker(Worker):  # type: ignore[misc]  # gunicorn is untyped
    """Serves gunicorn's listening sockets from one event loop."""

    def run(self) -> None:
        """Serve until a signal comes, or gunicorn's main process has died."""
        settings: FrontSettings = self.app.settings
        _allow_open_files(settings.max_connections + SPARE_FILES)
        asyncio.run(self._serve(settings))

    async def _serve(self, settings: FrontSettings) -> None:
        stop = _stop_event()
        gateway = Gateway(self.wsgi, settings)
        runner = web.ServerRunner(ConnectionServer(gateway.handle, settings), shutdown_timeout=STOP_SECS / 2)
        await runner.setup()
        for listener in self.sockets:
            await web.SockSite(runner, listener.sock).start()
        while not stop.is_set() and self.ppid == os.getppid():
            self.notify()
            await _wait(stop, HEARTBEAT_SECS)
        gateway.stop()
        await runner.cleanup()


def _stop_event() -> asyncio.Event:
    stop = asyncio.Event()
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _wait(event: asyncio.Event, timeout_secs: float) -> None:
    try:
        async with asyncio.timeout(timeout_secs):
            await event.wait()
    except TimeoutError:
        pass


def _allow_open_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit: Any = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft not in (resource.RLIM_INFINITY,) and soft < limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
