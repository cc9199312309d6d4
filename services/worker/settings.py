"""The worker's settings, from its flags, the environment (`PARALLAX_…`) and secret files."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from download_task import Rules

WorkerPool = Literal["threads", "processes"]
CommaSeparated = Annotated[str, NoDecode]


class WorkerSettings(BaseSettings):
    """Every setting of a worker.

    Attributes:
        pool: what its slots are.
        slots: how many downloads it runs at a time.
        queues: queue names separated by commas; empty: its pool's own and the one every worker serves.
        redis_url, redis_password: where Redis is; the password may also be a file, `redis_password` in
            `secrets_dir`.
        files_dir: where downloaded files go.
        allowed_hosts: hosts to download from, separated by commas, each `host` or `host:port`.
        connect_timeout_secs, read_timeout_secs, total_timeout_secs: of one download.
        max_file_bytes: how large a download may be.
        drain_secs: how long a stopping worker waits for running downloads before it hands them back.
        heartbeat_secs, lease_secs: how often it says that it lives, and when it counts as dead.
        watchdog_secs: it ends itself when its loop stands still for so long; 0: never.
        log_format: `json` or `text`.
        log_level: as of `logging`.
    """

    model_config = SettingsConfigDict(
        env_prefix="PARALLAX_",
        extra="ignore",
        secrets_dir="/run/secrets" if Path("/run/secrets").is_dir() else None,
    )

    pool: WorkerPool = "threads"
    slots: int = Field(default=4, ge=1, le=1_000)
    queues: CommaSeparated = ""
    redis_url: str = "redis://127.0.0.1:6379/0"
    redis_password: SecretStr | None = None
    files_dir: Path = Path("downloads")
    allowed_hosts: CommaSeparated = "127.0.0.1:8081,localhost:8081"
    connect_timeout_secs: float = Field(default=5.0, gt=0)
    read_timeout_secs: float = Field(default=30.0, gt=0)
    total_timeout_secs: float = Field(default=3_600.0, gt=0)
    max_file_bytes: int = Field(default=16 * 1024**3, gt=0)
    drain_secs: float = Field(default=20.0, ge=0)
    heartbeat_secs: float = Field(default=2.0, gt=0)
    lease_secs: int = Field(default=10, ge=1)
    watchdog_secs: int = Field(default=60, ge=0)
    log_format: Literal["json", "text"] = "text"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    def rules(self) -> Rules:
        """What downloads may do here."""
        return Rules(
            directory=self.files_dir,
            allowed_hosts=frozenset(split_commas(self.allowed_hosts.lower())),
            connect_secs=self.connect_timeout_secs,
            read_secs=self.read_timeout_secs,
            total_secs=self.total_timeout_secs,
            max_bytes=self.max_file_bytes,
        )

    def export(self) -> None:
        """Put the settings into the environment, where the slots' child processes read them."""
        for name, value in self.model_dump(exclude_none=True).items():
            text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
            os.environ[f"PARALLAX_{name.upper()}"] = text


def split_commas(text: str) -> list[str]:
    """The non-empty parts of a comma-separated setting, without blanks around them."""
    return [part.strip() for part in text.split(",") if part.strip()]
