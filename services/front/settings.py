"""The front's settings, from the environment (`PARALLAX_…`) and secret files."""

from pathlib import Path

from pydantic import Field

from service_kit.field_types import CommaList, Hosts
from service_kit.redis_settings import RedisSettings

from .schemas import MAX_ITEMS


class FrontSettings(RedisSettings):
    """The settings of the front, in addition to those of every service.

    Attributes:
        host, port: where to listen; port 0 takes any free port.
        redis_timeout_secs: how long Redis may stay silent. If Redis hangs, a request is answered after about
            four times as long.
        files_dir: where the workers put downloaded files.
        allowed_hosts: hosts to download from, separated by commas, each `host` or `host:port`.
        trusted_hosts: host names that browsers may use for this front, separated by commas; `.example.org`
            includes its subdomains, and `*` allows any. There is no login, so a page of another site must
            not reach the front under that site's name (DNS rebinding).
        origin_url: a file server for examples on the page, as the workers reach it; empty for none.
        max_items: how many downloads one request may submit.
        max_body_bytes: how large a request may be.
        keep_secs: how long ended downloads, batches and idempotency keys are remembered.
        job_timeout_secs: how long a job may run before its worker ends it.
        max_waiting: how many downloads may wait on the queues; further submissions are refused (429).
        max_connections: how many connections one process holds at a time; when there are more, it closes the
            oldest one that waits for its client.
        head_secs: how long a client may take to send a request's head, and a connection may be idle.
        body_secs: how long a request's body may take.
        send_secs: how long a client may read nothing of what is sent to it.
        max_streams: how many event streams one process serves at a time.
        stream_life_secs: how long one stream lasts before the browser reconnects.
        stream_keep_alive_secs: how long a stream may be silent before it sends a comment; so clients that
            have left are noticed.
        processes, threads: of the web server; each process has so many threads, which run complete requests.
    """

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65_535)
    redis_timeout_secs: float = Field(default=3.0, gt=1)  # the event reader waits for a second
    files_dir: Path = Path("downloads")
    allowed_hosts: Hosts = frozenset({"127.0.0.1:8081", "localhost:8081"})
    origin_url: str = ""
    trusted_hosts: CommaList = ("localhost", "127.0.0.1", "[::1]", "front")
    max_items: int = Field(default=MAX_ITEMS, ge=1, le=MAX_ITEMS)
    max_body_bytes: int = Field(default=8 * 1024**2, ge=1_024)
    keep_secs: int = Field(default=7 * 24 * 3_600, ge=60)
    job_timeout_secs: int = Field(default=4 * 3_600, ge=1)
    max_waiting: int = Field(default=100_000, ge=1)
    max_connections: int = Field(default=2_000, ge=1)
    head_secs: float = Field(default=15.0, gt=0)
    body_secs: float = Field(default=30.0, gt=0)
    send_secs: float = Field(default=30.0, gt=0)
    max_streams: int = Field(default=1_000, ge=0)
    stream_life_secs: float = Field(default=1_800.0, gt=0)
    stream_keep_alive_secs: float = Field(default=5.0, gt=0, le=30)
    processes: int = Field(default=1, ge=1)
    threads: int = Field(default=32, ge=1)

    def trusted(self) -> list[str] | None:
        """The host names that requests may use; None for any."""
        own = [] if self.host in ("0.0.0.0", "::", "") else [self.host]  # noqa: S104 - not a bind
        return None if "*" in self.trusted_hosts else [*self.trusted_hosts, *own]
