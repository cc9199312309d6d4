"""The worker's settings, from flags, the environment (`PARALLAX_…`) and secret files."""

import os
import platform
import sys
from pathlib import Path

from pydantic import Field, ValidationInfo, field_validator

from rq_pools import PoolSettings
from service_kit.field_types import CommaList, Hosts, Secs
from service_kit.redis_settings import RedisSettings
from wire import WorkerPool

HEARTBEATS_PER_LEASE = 3  # one lost heartbeat must not count as death; rq_pools requires it


class WorkerSettings(RedisSettings):
    """The settings of a worker, in addition to those of every service.

    Attributes:
        pool: the kind of its slots; interpreters need Python 3.14 or later.
        slots: how many downloads it runs at a time.
        queues: queue names separated by commas; empty for its pool's queue and that of `any`.
        files_dir: where downloaded files go.
        allowed_hosts: hosts to download from, separated by commas, each `host` or `host:port`.
        connect_timeout_secs, read_timeout_secs, total_timeout_secs: the limits of one download.
        max_file_bytes: how large a file may be.
        drain_secs: how long a stopping worker waits for running downloads before it hands them back.
        heartbeat_secs: the time between two heartbeats.
        lease_secs: the worker counts as dead so long after its last heartbeat.
        stop_grace_secs: how long a download that is cancelled or handed back may take to end by itself before
            it is ended by force.
        overrun_secs: so long after its job's time limit a download that has not ended loses its process
            (killed) or its thread (abandoned).
        max_jobs_per_child: a child process is replaced after so many downloads; 0 for never.
        watchdog_secs: the worker exits if its loop hangs for so long; 0 for never.
    """

    pool: WorkerPool = "threads"
    slots: int = Field(default=4, ge=1, le=1_000)
    queues: CommaList = ()
    files_dir: Path = Path("downloads")
    allowed_hosts: Hosts = frozenset({"127.0.0.1:8081", "localhost:8081"})
    connect_timeout_secs: Secs = 5.0
    read_timeout_secs: Secs = 30.0
    total_timeout_secs: Secs = 3_600.0
    max_file_bytes: int = Field(default=16 * 1024**3, gt=0)
    drain_secs: float = Field(default=20.0, ge=0, allow_inf_nan=False)
    heartbeat_secs: Secs = 2.0
    lease_secs: int = Field(default=10, ge=1)
    stop_grace_secs: float = Field(default=2.0, ge=0, allow_inf_nan=False)
    overrun_secs: float = Field(default=5.0, ge=0, allow_inf_nan=False)
    max_jobs_per_child: int = Field(default=0, ge=0)
    watchdog_secs: int = Field(default=60, ge=0)

    @field_validator("pool")
    @classmethod
    def _can_run_here(cls, pool: WorkerPool) -> WorkerPool:
        if pool == "interpreters" and sys.version_info < (3, 14):
            here = platform.python_version()
            raise ValueError(f"interpreters need Python 3.14 or later, and this is Python {here}")
        return pool

    @field_validator("lease_secs")
    @classmethod
    def _outlives_heartbeats(cls, lease_secs: int, info: ValidationInfo) -> int:
        least = HEARTBEATS_PER_LEASE * info.data.get("heartbeat_secs", 0.0)
        if lease_secs < least:
            raise ValueError(f"must be at least {HEARTBEATS_PER_LEASE} heartbeats, {least:g} s")
        return lease_secs

    def pool_settings(self) -> PoolSettings:
        """The settings of the pooled worker."""
        return PoolSettings(
            slots=self.slots,
            drain_secs=self.drain_secs,
            heartbeat_secs=self.heartbeat_secs,
            lease_secs=self.lease_secs,
            # Dead workers are found at most half a lease later.
            maintenance_secs=min(PoolSettings().maintenance_secs, self.lease_secs / 2),
            stop_grace_secs=self.stop_grace_secs,
            overrun_secs=self.overrun_secs,
            max_jobs_per_child=self.max_jobs_per_child,
            watchdog_secs=self.watchdog_secs,
        )

    def export(self) -> None:
        """Put the settings into the environment, where code in slots reads them (`environment`).

        The password is left out: slots get the connection from their worker.
        """
        os.environ.update(self.to_environment(exclude={"redis_password"}))
