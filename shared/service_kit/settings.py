"""The base of all services' settings, read from environment variables (`PARALLAX_…`) and secret files."""

from collections.abc import Set
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from .field_types import LogFormat, LogLevel

SECRETS_DIR = Path("/run/secrets")


class InvalidSettings(Exception):
    """Some settings are invalid. The message names each variable and what is wrong with it."""


class ServiceSettings(BaseSettings):
    """The settings of every service.

    Attributes:
        log_format: `json` or `text`.
        log_level: a level of `logging`.
    """

    model_config = SettingsConfigDict(
        env_prefix="PARALLAX_",
        extra="ignore",
        hide_input_in_errors=True,  # the input may be the password
        secrets_dir=SECRETS_DIR if SECRETS_DIR.is_dir() else None,
    )

    log_format: LogFormat = "text"
    log_level: LogLevel = "INFO"

    @classmethod
    def read(cls, **flags: Any) -> Self:
        """Read the settings of this process.

        Args:
            flags: from the command line; they win over the environment. None means "not given".

        Raises:
            InvalidSettings: some are invalid.
        """
        try:
            return cls(**{name: value for name, value in flags.items() if value is not None})
        except ValidationError as error:
            raise InvalidSettings(cls._describe(error)) from None

    @classmethod
    def variable(cls, field: str) -> str:
        """The name of a field's environment variable."""
        prefix = cls.model_config.get("env_prefix", "")
        return prefix + field.upper().removeprefix(prefix)

    @classmethod
    def _describe(cls, error: ValidationError) -> str:
        return "; ".join(
            f"{cls.variable(str(one['loc'][0]))}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors(include_input=False, include_url=False)
        )

    def to_environment(self, *, exclude: Set[str] = frozenset()) -> dict[str, str]:
        """The settings as environment variables that `read` understands; None is left out."""
        values = self.model_dump(exclude_none=True, exclude=set(exclude))
        return {self.variable(name): _as_text(value) for name, value in values.items()}


def _as_text(value: Any) -> str:
    if isinstance(value, frozenset | tuple):
        return ",".join(sorted(value) if isinstance(value, frozenset) else value)
    return str(value)
