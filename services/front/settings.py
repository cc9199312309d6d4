"""The front's settings, from the environment (`PARALLAX_…`) and secret files."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class FrontSettings(BaseSettings):
    """Every setting of the front.

    Attributes:
        host, port: where to listen; port 0 takes any free one.
        redis_url, redis_password: where Redis is; the password may also be a file, `redis_password` in
            `/run/secrets`.
        files_dir: where the workers put downloaded files.
        allowed_hosts: hosts to download from, separated by commas, each `host` or `host:port`.
        origin_url: a file server for examples on the page, as the workers reach it; empty: none.
        max_items: how many downloads one request may submit.
        max_body_bytes: how large a request may be.
        keep_secs: how long ended downloads, batches and idempotency keys are remembered.
        job_timeout_secs: how long a job may run before its worker ends it.
        max_streams: how many event streams one process serves at a time; each holds a thread.
        stream_life_secs: how long one stream lasts before the browser reconnects.
        processes, threads: of the web server; threads in each process.
        log_format, log_level: `json` or `text`; as of `logging`.
    """

    model_config = SettingsConfigDict(
        env_prefix="PARALLAX_",
        extra="ignore",
        secrets_dir="/run/secrets" if Path("/run/secrets").is_dir() else None,
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65_535)
    redis_url: str = "redis://127.0.0.1:6379/0"
    redis_password: SecretStr | None = None
    files_dir: Path = Path("downloads")
    allowed_hosts: str = "127.0.0.1:8081,localhost:8081"
    origin_url: str = ""
    max_items: int = Field(default=10_000, ge=1)
    max_body_bytes: int = Field(default=8 * 1024**2, ge=1_024)
    keep_secs: int = Field(default=7 * 24 * 3_600, ge=60)
    job_timeout_secs: int = Field(default=4 * 3_600, ge=1)
    max_streams: int = Field(default=64, ge=0)
    stream_life_secs: float = Field(default=1_800.0, gt=0)
    processes: int = Field(default=1, ge=1)
    threads: int = Field(default=96, ge=2)
    log_format: Literal["json", "text"] = "text"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    def allowed(self) -> frozenset[str]:
        """The allow-list as `download_task` wants it."""
        return frozenset(part.strip().lower() for part in self.allowed_hosts.split(",") if part.strip())
