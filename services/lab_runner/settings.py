"""The lab runner's settings, from the environment (`PARALLAX_…`) and secret files."""

from pydantic import Field, field_validator

from client import Client, InvalidAddress
from rq_pools import PoolSettings
from service_kit.redis_settings import RedisSettings

HEARTBEATS_PER_LEASE = 5
MOST_LOST_RUNNERS = 2


class LabSettings(RedisSettings):
    """The settings of the lab runner, in addition to those of every service.

    Attributes:
        front_url: the front that distributed legs are submitted to.
        origin_url: the file server of the workload `http`; empty for none.
        lease_secs: the runner counts as dead so long after its last heartbeat.
        stop_grace_secs: how long an experiment that is cancelled or handed back may take to end.
    """

    front_url: str = "http://127.0.0.1:8080"
    origin_url: str = ""
    lease_secs: int = Field(default=10, ge=1)
    stop_grace_secs: float = Field(default=5.0, ge=0, allow_inf_nan=False)

    @field_validator("front_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        try:
            Client(url)
        except InvalidAddress as error:
            raise ValueError(str(error)) from None
        return url

    def pool_settings(self) -> PoolSettings:
        """The settings of the pooled worker: one slot, and no draining, as an experiment takes minutes."""
        return PoolSettings(
            slots=1,
            drain_secs=0.0,
            heartbeat_secs=self.lease_secs / HEARTBEATS_PER_LEASE,
            lease_secs=self.lease_secs,
            maintenance_secs=min(PoolSettings().maintenance_secs, self.lease_secs / 2),
            cleaning_secs=min(PoolSettings().cleaning_secs, 2 * self.lease_secs),
            stop_grace_secs=self.stop_grace_secs,
            max_takeovers=MOST_LOST_RUNNERS,
        )
