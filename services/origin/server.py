"""Serves an origin, from listening to an orderly stop."""

import asyncio
import contextlib
import errno
import resource
import signal
import socket

import structlog
from aiohttp import web

from origin.app import make_app
from origin.settings import Settings
from service_kit.addresses import base_url

_BACKLOG = 1024
_OPEN_FILES = 4096
# aiohttp waits this long for streams to end, then as long again for their tasks, then cancels them: 1 s.
_HALF_GRACE_SECS = 0.5
_log = structlog.get_logger("origin.server")


class CannotListen(Exception):
    """The address cannot be used; the message says what to do."""


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; open streams then have 1 s to end."""
    _allow_many_connections()
    stopped = _on_signals()
    runner = web.AppRunner(
        make_app(), access_log=None, handler_cancellation=True, shutdown_timeout=_HALF_GRACE_SECS
    )
    await runner.setup()
    try:
        await _listen(runner, settings)
        host, port = runner.addresses[0][:2]
        print(f"origin listening on {base_url(host, port)}", flush=True)
        await stopped.wait()
        _log.info("stopping")
    finally:
        await runner.cleanup()


def _allow_many_connections() -> None:
    """Raise the soft limit of open files: some systems start with 256, and each stream needs one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= _OPEN_FILES:
        return
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(_OPEN_FILES, hard)
    with contextlib.suppress(OSError, ValueError):  # the old limit then bounds the number of streams
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _on_signals() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    return stopped


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    try:
        await web.TCPSite(runner, settings.host, settings.port, backlog=_BACKLOG).start()
    except OSError as error:
        raise CannotListen(_advice(error, settings)) from error


def _advice(error: OSError, settings: Settings) -> str:
    ports = f"choose another with --port or {settings.variable('port')} (0 takes any free port)"
    if error.errno == errno.EADDRINUSE:
        return f"port {settings.port} on {settings.host} is taken; {ports}"
    if error.errno == errno.EACCES:
        return f"port {settings.port} needs more rights than this user has; {ports}"
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        variable = settings.variable("host")
        return f"{settings.host} is no address of this machine; choose one with --host or {variable}"
    return f"cannot listen on {settings.host} port {settings.port} ({error}); {ports}"
