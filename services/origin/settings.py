"""Settings: from the environment (`PARALLAX_ORIGIN_…`), and from flags, which win."""

import argparse
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

ENV_PREFIX = "PARALLAX_ORIGIN_"


class InvalidSettings(Exception):
    """A setting that cannot be used; the message names its variable and says what is wrong."""


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class Settings(BaseSettings):
    """How one origin is served."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, env_ignore_empty=True)

    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8081, ge=0, le=65535)
    """0 takes any free port."""
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = "info"
    log_format: Annotated[Literal["console", "json"], BeforeValidator(_lower)] = "console"


def load(program: str, arguments: Sequence[str]) -> Settings:
    """The settings of a run of `program` with these command line arguments; raises InvalidSettings."""
    try:
        return Settings(**_flags(program, arguments))
    except ValidationError as error:
        raise InvalidSettings("; ".join(_sentences(error))) from None


def _flags(program: str, arguments: Sequence[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(
        prog=program,
        epilog=f"Each flag is also a variable: {ENV_PREFIX}HOST, {ENV_PREFIX}PORT, "
        f"{ENV_PREFIX}LOG_LEVEL (debug, info, warning, error), {ENV_PREFIX}LOG_FORMAT (console, json).",
    )
    parser.add_argument("--host", help="the address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", help="the port to listen on (default 8081; 0 takes any free port)")
    return {name: value for name, value in vars(parser.parse_args(arguments)).items() if value is not None}


def _sentences(error: ValidationError) -> list[str]:
    return [
        f"{ENV_PREFIX}{'_'.join(map(str, detail['loc'])).upper()} is {detail['input']!r}: {detail['msg']}"
        for detail in error.errors()
    ]
