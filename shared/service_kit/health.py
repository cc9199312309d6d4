"""Asks a service whether it is healthy."""

import urllib.request
from http.client import HTTPException

TIMEOUT_SECS = 3.0


class Unhealthy(Exception):
    """The service is not healthy; the message says why."""


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
