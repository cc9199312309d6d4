"""Asks a service whether it is healthy."""

import urllib.request
from http.client import HTTPException

TIMEOUT_SECS = 3.0


class Unhealthy(Exception):
    """The service is not healthy; the message says why."""


def judge_heartbeat(age_secs: float | None, *, lease_secs: float) -> str:
    """What the age of a worker's last heartbeat says; returns a sentence for the log.

    Args:
        age_secs: None if no worker is registered.
        lease_secs: an older one means that the worker counts as dead.

    Raises:
        Unhealthy: there is none, or it is too old.
    """
    if age_secs is None:
        raise Unhealthy("no worker of this host is registered")
    if age_secs > lease_secs:
        raise Unhealthy(f"the last heartbeat is {age_secs:.0f} s old")
    return f"heartbeat {age_secs:.1f} s ago"


def ask_health(url: str) -> str:
    """Ask a health endpoint on this machine; returns a sentence for the log.

    Raises:
        Unhealthy: it does not answer, or not with success.
    """
    # Ignore proxies: the endpoint is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=TIMEOUT_SECS) as response:
            return f"{url} answers {response.status}"
    except (OSError, ValueError, HTTPException) as error:
        raise Unhealthy(f"{url} does not answer: {str(error) or type(error).__name__}") from error
