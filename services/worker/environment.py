"""The settings for code in slots, read from the environment, where `WorkerSettings.export` put them.

Pydantic would do it, but does not load in a sub-interpreter.
"""

import os
from functools import cache
from pathlib import Path

from download_task import Rules
from service_kit.comma_lists import split_commas

PREFIX = "PARALLAX_"


@cache
def rules() -> Rules:
    """The rules of this worker's downloads.

    Raises:
        KeyError: the settings were not exported.
    """
    return Rules(
        directory=Path(_exported("files_dir")),
        allowed_hosts=frozenset(split_commas(_exported("allowed_hosts"))),
        connect_secs=float(_exported("connect_timeout_secs")),
        read_secs=float(_exported("read_timeout_secs")),
        total_secs=float(_exported("total_timeout_secs")),
        max_bytes=int(_exported("max_file_bytes")),
    )


def log_format() -> str:
    """`json` or `text`."""
    return _exported("log_format")


def log_level() -> str:
    """A level of `logging`."""
    return _exported("log_level")


def _exported(name: str) -> str:
    return os.environ[PREFIX + name.upper()]
