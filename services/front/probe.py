"""`python -m front.probe`: does this host's front answer? It asks `/livez`: Redis's outages do not count."""

import sys
import urllib.request
from http.client import HTTPException

from pydantic import ValidationError

from .settings import FrontSettings

TIMEOUT_SECS = 3.0
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - not a bind


def main() -> int:
    """Exit code 0 when it answers, else 1; one line says which."""
    try:
        settings = FrontSettings()
    except ValidationError as error:
        print(f"front: a setting is wrong: {error.errors()[0]['msg']}")
        return 1
    host = ANY_ADDRESS.get(settings.host, f"[{settings.host}]" if ":" in settings.host else settings.host)
    url = f"http://{host}:{settings.port}/livez"
    # No proxy of the environment: the question is about this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=TIMEOUT_SECS) as response:
            print(f"{url} answers {response.status}")
    except (OSError, ValueError, HTTPException) as error:
        print(f"{url} does not answer: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
