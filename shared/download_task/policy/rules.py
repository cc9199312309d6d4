"""The rules of a runner: what it allows downloads to do."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a runner; never a part of the request.

    Attributes:
        directory: where files go, each in a folder named by its download's id.
        allowed_hosts: the hosts to download from, each `"host"` (any port) or `"host:port"`, in lower case,
            an IPv6 address in brackets.
        connect_secs: how long connecting may take.
        read_secs: how long the server may stay silent.
        total_secs: how long the whole download may take.
        max_bytes: how large a file may be.
    """

    directory: Path = Path("downloads")
    allowed_hosts: frozenset[str] = frozenset()
    connect_secs: float = 5.0
    read_secs: float = 30.0
    total_secs: float = 3_600.0
    max_bytes: int = 16 * 1024**3


DEFAULT_RULES = Rules()
"""No host is allowed: enough for simulated downloads."""
