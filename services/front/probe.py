"""`python -m front.probe`: does this host's front answer? It asks `/livez`: Redis's outages do not count."""

import sys
import urllib.error
import urllib.request

from .settings import FrontSettings

TIMEOUT_SECS = 3.0


def main() -> int:
    """Exit code 0 when it answers, else 1; one line says which."""
    settings = FrontSettings()
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host  # noqa: S104 - not a bind
    url = f"http://{host}:{settings.port}/livez"
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECS) as response:
            print(f"{url} answers {response.status}")
    except (urllib.error.URLError, OSError) as error:
        print(f"{url} does not answer: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
