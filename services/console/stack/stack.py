"""The whole stack without Docker: Redis, origin, front and workers as processes of this machine."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from redis.exceptions import RedisError

from wire import forget_unserved, note_unserved

from .data_folder import DataFolder, locked_folder
from .errors import CannotStart
from .interpreters import InterpretersWorker, Unserved
from .ports import can_listen, check_front_port, free_port
from .redis_server import RedisAddress, Server, choose_server
from .service import Event
from .supervisor import Supervisor
from .table import Settings, Table, pools_here

Tell = Callable[[Event | Unserved], None]


@dataclass(frozen=True, slots=True)
class StackOptions:
    """What to start.

    Attributes:
        directory: where data, files and logs go.
        host, port: where the front listens; port 0 takes any free one.
        origin_port: where the origin listens; 0 takes any free one, None that of the last run, if any.
        slots: of each worker.
        allowed_hosts: hosts to download from besides the origin.
        drain_secs: how long stopping workers wait for what runs.
        lab: start a lab runner, too.
        other_python: run the interpreters' worker under another Python where this one is too old for it.
    """

    directory: Path
    host: str = "127.0.0.1"
    port: int = 0
    origin_port: int | None = None
    slots: int = 8
    allowed_hosts: str = ""
    drain_secs: float = 5.0
    lab: bool = False
    other_python: bool = False


class Stack:
    """A running stack.

    Args:
        settings: what its services were told.
        files_dir: where downloaded files go.
        supervisor: runs its services.
        interpreters: starts one more; None when there is no need.
    """

    def __init__(
        self,
        settings: Settings,
        files_dir: Path,
        supervisor: Supervisor,
        interpreters: InterpretersWorker | None,
    ) -> None:
        self.front_url = settings.front_url
        self.origin_url = settings.origin_url
        self.files_dir = files_dir
        self._supervisor = supervisor
        self._interpreters = interpreters

    def step(self) -> None:
        """Look after the services once: start again what has ended. To be called again and again."""
        self._supervisor.step()
        if self._interpreters is not None:
            self._interpreters.step()


@contextlib.contextmanager
def running_stack(options: StackOptions, tell: Tell = lambda _: None) -> Iterator[Stack]:
    """Start everything, and stop everything at the end; Ctrl-C meanwhile kills it at once.

    Args:
        options: what to start.
        tell: called with everything that changes.

    Raises:
        CannotStart: it could not be started; what was is stopped again.
    """
    if options.port:
        check_front_port(options.host, options.port)
    with locked_folder(options.directory) as folder:
        server, redis = choose_server(folder), RedisAddress.new()
        settings = _settings(options, folder)
        table = Table(settings, folder, redis)
        supervisor = Supervisor(table.services(server), log_of=folder.log, tell=tell)
        with _stopped_at_the_end(supervisor):
            supervisor.start()
            _remember(folder, server, settings)
            _forget_reasons(redis)
            interpreters = _interpreters_worker(options, supervisor, table, folder, redis, tell)
            yield Stack(settings, folder.files, supervisor, interpreters)


def _interpreters_worker(
    options: StackOptions,
    supervisor: Supervisor,
    table: Table,
    folder: DataFolder,
    redis: RedisAddress,
    tell: Tell,
) -> InterpretersWorker | None:
    """Run the interpreters' worker under another Python, where this one is too old for it."""
    if not options.other_python or "interpreters" in pools_here():
        return None

    def start_worker(python: str) -> None:
        _forget_reasons(redis)
        supervisor.add(table.worker("interpreters", python))

    def note_and_tell(unserved: Unserved) -> None:
        with redis.connect() as connection, contextlib.suppress(RedisError):
            note_unserved(connection, unserved.pool, unserved.reason, unserved.values)
        tell(unserved)

    log = folder.log("python")
    worker = InterpretersWorker(
        folder.path,
        log=log,
        run=lambda command: supervisor.run(command, log=log),
        start_worker=start_worker,
        tell=note_and_tell,
    )
    worker.begin()
    return worker


def _forget_reasons(redis: RedisAddress) -> None:
    with redis.connect() as connection, contextlib.suppress(RedisError):
        forget_unserved(connection)


def _settings(options: StackOptions, folder: DataFolder) -> Settings:
    return Settings(
        host=options.host,
        port=options.port or free_port(options.host),
        origin_port=_origin_port(options, folder),
        slots=options.slots,
        allowed_hosts=options.allowed_hosts,
        drain_secs=options.drain_secs,
        has_lab=options.lab,
    )


def _origin_port(options: StackOptions, folder: DataFolder) -> int:
    """The port asked for, else that of the last run, which queued downloads may need, else a free one.

    Raises:
        CannotStart: another program listens there.
    """
    port = folder.memory.origin_port if options.origin_port is None else options.origin_port
    if not port:
        return free_port()
    if not can_listen("127.0.0.1", port):
        raise CannotStart("origin-port-taken", port=port)
    return port


def _remember(folder: DataFolder, server: Server, settings: Settings) -> None:
    memory = folder.memory
    memory.server_kind, memory.server_version = server.kind, server.version
    memory.origin_port = settings.origin_port
    folder.remember()


@contextlib.contextmanager
def _stopped_at_the_end(supervisor: Supervisor) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        supervisor.kill()
        raise
    except BaseException:
        supervisor.stop()
        raise
    else:
        supervisor.stop()
