"""`python -m service_kit.probe SERVICE …`: is this host's service healthy? One line, and exit code 0 or 1.

Each service says itself what healthy means: `SERVICE.probe.check` gets the arguments after SERVICE,
and returns a sentence or raises `Unhealthy`.
"""

import importlib
import sys
from collections.abc import Sequence

from .health import Unhealthy
from .settings import InvalidSettings

USAGE = "usage: python -m service_kit.probe SERVICE [ARGUMENTS]"


def main(arguments: Sequence[str]) -> int:
    """Exit code 0 when the service is healthy, 1 when it is not, 2 when there is no such service."""
    if not arguments:
        print(USAGE)
        return 2
    service, *rest = arguments
    try:
        check = importlib.import_module(f"{service}.probe").check
    except ModuleNotFoundError as error:
        print(f"{USAGE}; {error}")
        return 2
    try:
        print(check(rest))
    except (Unhealthy, InvalidSettings) as error:
        print(f"{service}: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
