"""The whole stack without Docker: Redis, origin, front and workers as processes of this machine."""

import contextlib
import errno
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from redis.exceptions import RedisError

from concurrency import MODELS
from rq_pools import describe_workers
from service_kit.redis_connection import connect
from wire import POOLS, Pool

from .embedded_redis import RedisAddress, RedisDidNotStart, embedded_redis

START_SECS = 30.0
STOP_SECS = 10.0
SHARED_FOLDERS = [str(Path(__file__).resolve().parents[2] / folder) for folder in ("shared", "services")]


class ServiceDidNotStart(Exception):
    """A service ended, or said nothing, instead of starting."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name = name
        self.why = why


class ServiceDied(ServiceDidNotStart):
    """A service ended while the stack was running."""


class PortTaken(Exception):
    """Somebody else listens there."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(host, port)
        self.host = host
        self.port = port


@dataclass(frozen=True, slots=True)
class StackOptions:
    """What to start.

    Attributes:
        directory: where data, files and logs go.
        host, port: where the front listens; port 0 takes any free one.
        slots: of each worker.
        allowed_hosts: hosts to download from besides the origin.
        drain_secs: how long stopping workers wait for what runs.
    """

    directory: Path
    host: str = "127.0.0.1"
    port: int = 0
    slots: int = 8
    allowed_hosts: str = ""
    drain_secs: float = 5.0


@dataclass(frozen=True, slots=True)
class Stack:
    """A running stack: the addresses of its front and origin, the folder of its files, and its services."""

    front_url: str
    origin_url: str
    files_dir: Path
    services: "list[_Service]"

    def check(self) -> None:
        """Make sure that every service runs.

        Raises:
            ServiceDied: one does not.
        """
        for service in self.services:
            if not service.is_alive():
                raise ServiceDied(service.name, service.last_words())


def pools_here() -> list[Pool]:
    """The pools that this Python has workers for."""
    has_interpreters = MODELS["interpreter_pool"].unavailable() is None
    return [pool for pool in POOLS if pool != "any" and (pool != "interpreters" or has_interpreters)]


@contextlib.contextmanager
def running_stack(options: StackOptions) -> Iterator[Stack]:
    """Start everything, and stop everything at the end, whatever happens in between.

    Raises:
        PortTaken, ServiceDidNotStart: it could not be started; what was is stopped again.
    """
    _refuse_taken_port(options.host, options.port)
    with contextlib.ExitStack() as running:
        try:
            redis = running.enter_context(embedded_redis(options.directory / "redis"))
        except RedisDidNotStart as error:
            raise ServiceDidNotStart("Redis", str(error)) from error
        environment = _environment(options, redis)
        origin = running.enter_context(_Service("origin", [], environment, options.directory))
        environment["PARALLAX_ORIGIN_URL"] = origin.url()
        environment["PARALLAX_ALLOWED_HOSTS"] = _allowed_hosts(origin.url(), options.allowed_hosts)
        workers = [
            running.enter_context(
                _Service("worker", ["--pool", pool], environment, options.directory, label=pool)
            )
            for pool in pools_here()
        ]
        front = running.enter_context(_Service("front", [], environment, options.directory))
        front_url = front.url()
        _wait_for_workers(redis, workers)
        # At the end all are told at once, and then waited for one after another.
        for service in (front, *workers, origin):
            running.callback(service.tell_to_stop)
        yield Stack(
            front_url, origin.url(), Path(environment["PARALLAX_FILES_DIR"]), [front, *workers, origin]
        )


def _environment(options: StackOptions, redis: RedisAddress) -> dict[str, str]:
    path = os.pathsep.join([*SHARED_FOLDERS, os.environ.get("PYTHONPATH", "")]).strip(os.pathsep)
    return {
        **os.environ,
        "PYTHONPATH": path,
        "PARALLAX_REDIS_URL": redis.url,
        "PARALLAX_REDIS_PASSWORD": redis.password,
        "PARALLAX_FILES_DIR": str((options.directory / "files").resolve()),
        "PARALLAX_HOST": options.host,
        "PARALLAX_PORT": str(options.port),
        "PARALLAX_SLOTS": str(options.slots),
        "PARALLAX_DRAIN_SECS": str(options.drain_secs),
        "PARALLAX_ORIGIN_HOST": "127.0.0.1",
        "PARALLAX_ORIGIN_PORT": "0",
        "PYTHONUNBUFFERED": "1",
    }


def _allowed_hosts(origin_url: str, more: str) -> str:
    return ",".join(part for part in (origin_url.removeprefix("http://"), more) if part)


class _Service:
    """One service as a process in a session of its own, so that Ctrl-C reaches only us."""

    def __init__(
        self, name: str, flags: list[str], environment: dict[str, str], directory: Path, *, label: str = ""
    ) -> None:
        self.name = f"{name}-{label}" if label else name
        self._command = [sys.executable, "-m", name, *flags]
        self._environment = dict(environment)
        self._log = directory / "logs" / f"{self.name}.log"
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._url = ""
        self._told = False
        # Beyond its drain it only needs a moment.
        self._stop_secs = float(environment["PARALLAX_DRAIN_SECS"]) + STOP_SECS

    def __enter__(self) -> "_Service":
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                text=True,
            )
        self._reader = threading.Thread(target=self._read_lines, daemon=True)
        self._reader.start()
        return self

    def tell_to_stop(self) -> None:
        """Ask it to stop, once, without waiting for it: a second signal would mean "at once"."""
        if not self._told:
            self._told = True
            self._process.terminate()

    def __exit__(self, *_: object) -> None:
        self.tell_to_stop()
        try:
            self._process.wait(self._stop_secs)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def url(self) -> str:
        """The address it says it listens on; waits until it has said so.

        Raises:
            ServiceDidNotStart: it ended or said nothing.
        """
        deadline = time.monotonic() + START_SECS
        while not self._url:
            with contextlib.suppress(queue.Empty):
                self._url = self._lines.get(timeout=0.1)
            if not self._url and (not self.is_alive() or time.monotonic() > deadline):
                raise self.failure()
        return self._url

    def failure(self) -> ServiceDidNotStart:
        """Why it is not there, as far as its log says."""
        return ServiceDidNotStart(self.name, self.last_words())

    def last_words(self) -> str:
        """The last line of its log, and where that is."""
        last = self._log.read_text(errors="replace").strip().splitlines()[-1:]
        return f"{last[0] if last else 'it said nothing'} (log: {self._log})"

    def _read_lines(self) -> None:
        for line in self._process.stdout or []:
            before, found, address = line.strip().partition(" listening on ")
            if found and before == self._command[2]:
                self._lines.put(address)


def _wait_for_workers(redis: RedisAddress, workers: list[_Service]) -> None:
    connection = connect(redis.url, password=redis.password)
    deadline = time.monotonic() + START_SECS
    while time.monotonic() < deadline:
        for worker in workers:
            if not worker.is_alive():
                raise worker.failure()
        with contextlib.suppress(RedisError):
            if len(describe_workers(connection)) >= len(workers):
                return
        time.sleep(0.1)
    raise ServiceDidNotStart("worker", "it did not register with Redis")


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family):
            return
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host, port) from error
        raise ServiceDidNotStart("front", f"cannot listen on {host} port {port}: {error.strerror}") from error
