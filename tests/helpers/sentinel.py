"""A master, a replica and a Sentinel that watches them, on free ports of 127.0.0.1."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from redis.sentinel import Sentinel

from tests.helpers.server_process import start_server
from tests.helpers.valkey import Server, free_port
from tests.helpers.waiting import wait_until

MASTER_NAME = "the-master"


class Guarded:
    """Two servers, one of them the master.

    Args:
        folder: for their data.
        port: of the Sentinel.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self._servers = {}
        for name in ("first", "second"):
            (folder / name).mkdir()
            server = Server(folder / name)
            self._servers[server.port] = server
        self.sentinel = Sentinel([("127.0.0.1", port)])
        self.redis: Redis = self.sentinel.master_for(MASTER_NAME)

    def find_master(self) -> int | None:
        """The port of the master; None while there is none."""
        try:
            return int(self.sentinel.discover_master(MASTER_NAME)[1])
        except RedisError:
            return None

    def replicate(self) -> int:
        """Make one server the other's replica; returns the port of the master."""
        master, replica = self._servers
        with Redis(port=replica) as connection:
            connection.replicaof("127.0.0.1", str(master))
            wait_until(
                lambda: connection.info("replication").get("master_link_status") == "up",
                saying="the replica follows its master",
            )
        return master

    def kill_master(self) -> None:
        """End it as a power cut would; what it was told has reached the replica."""
        port = self.find_master()
        assert port is not None
        self.redis.execute_command("WAIT", 1, 10_000)
        self._servers[port].kill()
        wait_until(
            lambda: self.find_master() not in (port, None), within_secs=40, saying="the replica is the master"
        )

    def close(self) -> None:
        """End both servers."""
        self.redis.close()
        for server in self._servers.values():
            server.kill()

    def config(self) -> str:
        """A module with RQ's settings for a worker."""
        return f"SENTINEL = {{'INSTANCES': [('127.0.0.1', {self.port})], 'MASTER_NAME': '{MASTER_NAME}'}}\n"


@contextmanager
def guarded(folder: Path) -> Iterator[Guarded]:
    """All three, for as long as the context lasts."""
    servers = Guarded(folder, free_port())
    master = servers.replicate()
    settings = folder / "sentinel.conf"
    settings.write_text(
        f"port {servers.port}\nbind 127.0.0.1\ndir {folder}\nlogfile {folder}/sentinel.log\n"
        f"sentinel monitor {MASTER_NAME} 127.0.0.1 {master} 1\n"
        # Shorter, and a busy machine has the new master called down, too, for a moment.
        f"sentinel down-after-milliseconds {MASTER_NAME} 2000\n"
        f"sentinel failover-timeout {MASTER_NAME} 2000\n"
    )
    process = start_server([str(settings), "--sentinel"], folder)
    try:
        with Redis(port=servers.port) as sentinel:
            wait_until(lambda: _knows_replica(sentinel), saying=lambda: (folder / "sentinel.log").read_text())
        yield servers
    finally:
        process.kill()
        servers.close()


def _knows_replica(sentinel: "Redis") -> bool:
    try:
        return bool(sentinel.execute_command("SENTINEL", "REPLICAS", MASTER_NAME))
    except RedisError:
        return False
