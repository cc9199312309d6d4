"""`python -m origin.probe`: is the origin of these settings ready? Exit code 0 or 1, and one line."""

import sys
import urllib.request
from collections.abc import Sequence
from http.client import HTTPException

from origin.addresses import base_url, reachable
from origin.settings import InvalidSettings, Settings, load

_TIMEOUT_SECS = 3.0


def main(arguments: Sequence[str]) -> int:
    """Ask `/readyz` and say in one line what it answered."""
    try:
        settings = load("python -m origin.probe", arguments)
    except InvalidSettings as error:
        print(f"origin: {error}")
        return 1
    url = base_url(reachable(settings.host), settings.port) + "/readyz"
    trouble = _trouble(settings, url)
    print(f"origin is not ready at {url}: {trouble}" if trouble else f"origin is ready at {url}")
    return 1 if trouble else 0


def _trouble(settings: Settings, url: str) -> str | None:
    if settings.port == 0:
        return "port 0 is any free port; give the real one with --port"
    # No proxy of the environment: the question is about this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=_TIMEOUT_SECS):
            return None
    except (OSError, ValueError, HTTPException) as error:
        return str(error) or type(error).__name__


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
