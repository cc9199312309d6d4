"""Types of fields that several services' settings share."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode

from .comma_lists import split_commas


def _split(value: Any) -> Any:
    return split_commas(value) if isinstance(value, str) else value


def _split_hosts(value: Any) -> Any:
    return split_commas(value.lower()) if isinstance(value, str) else value


def _format_name(value: Any) -> Any:
    lower = value.lower() if isinstance(value, str) else value
    return "text" if lower == "console" else lower  # an older name for it, of the origin


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


CommaList = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
"""Texts separated by commas."""

Hosts = Annotated[frozenset[str], NoDecode, BeforeValidator(_split_hosts)]
"""Hosts separated by commas, each `host` or `host:port`; compared in lower case."""

Secs = Annotated[float, Field(gt=0, allow_inf_nan=False)]
"""A positive, finite number of seconds."""

LogFormat = Annotated[Literal["json", "text"], BeforeValidator(_format_name)]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]
