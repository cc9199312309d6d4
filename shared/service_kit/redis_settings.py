"""The base of the settings of services that use Redis."""

from typing import Annotated, Any

from pydantic import AliasChoices, Field, SecretStr, field_validator
from redis import Redis
from redis.connection import parse_url

from .redis_connection import DEFAULT_RETRIES, connect
from .settings import ServiceSettings


class RedisSettings(ServiceSettings):
    """The settings of every service that uses Redis.

    Attributes:
        redis_url, redis_password: how to reach Redis. The password may also be in the file
            `/run/secrets/redis_password`.
        redis_timeout_secs: how long Redis may take to accept a connection or answer a command.
    """

    redis_url: str = "redis://127.0.0.1:6379/0"
    # Two names: of the variable, and of the file in /run/secrets.
    redis_password: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("PARALLAX_REDIS_PASSWORD", "redis_password")
    )
    # More than a second, because the front's event reader blocks for one.
    redis_timeout_secs: Annotated[float, Field(gt=1, allow_inf_nan=False)] = 5.0

    @field_validator("redis_url")
    @classmethod
    def _can_be_read(cls, url: str) -> str:
        try:
            _parse(url)
        except ValueError:
            # The error's own text may contain a part of the password.
            raise ValueError("must be an address such as redis://localhost:6379/0") from None
        return url

    def connect_redis(self, *, timeout_secs: float | None = None, retries: int = DEFAULT_RETRIES) -> "Redis":
        """A connection pool to the configured Redis; nothing is sent yet."""
        password = self.redis_password.get_secret_value() if self.redis_password else None
        timeout_secs = timeout_secs or self.redis_timeout_secs
        return connect(self.redis_url, password=password, timeout_secs=timeout_secs, retries=retries)


def _parse(url: str) -> Any:
    return parse_url(url)  # type: ignore[no-untyped-call]
