"""Settings: from the environment (`PARALLAX_ORIGIN_…`), and from flags, which win."""

import argparse
from collections.abc import Sequence
from typing import Any

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from service_kit.settings import ServiceSettings

ENV_PREFIX = "PARALLAX_ORIGIN_"


class Settings(ServiceSettings):
    """The settings of an origin.

    Attributes:
        host, port: where to listen; port 0 takes any free one.
    """

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, env_ignore_empty=True)

    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8081, ge=0, le=65535)


def load(program: str, arguments: Sequence[str]) -> Settings:
    """Read the settings, with these command line arguments of `program`.

    Raises:
        InvalidSettings: some are invalid.
    """
    return Settings.read(**_flags(program, arguments))


def _flags(program: str, arguments: Sequence[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(
        prog=program,
        epilog=f"Each flag is also a variable: {ENV_PREFIX}HOST, {ENV_PREFIX}PORT. So are "
        f"{ENV_PREFIX}LOG_LEVEL (debug, info, warning, error) and {ENV_PREFIX}LOG_FORMAT (text, json).",
    )
    parser.add_argument("--host", help="the address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", help="the port to listen on (default 8081; 0 takes any free port)")
    return vars(parser.parse_args(arguments))
