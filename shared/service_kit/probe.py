"""`python -m service_kit.probe SERVICE …`: check this host's service; prints a line, exits with 0 or 1.

Each service defines its check: `SERVICE.probe.check` gets the arguments after SERVICE, and returns a sentence
or raises `Unhealthy`.
"""

import importlib
import sys
from collections.abc import Sequence

from .health import Unhealthy
from .settings import InvalidSettings

USAGE = "usage: python -m service_kit.probe SERVICE [ARGUMENTS]"


def main(arguments: Sequence[str]) -> int:
    """Run the check.

    Returns:
        The exit code: 0 if the service is healthy, 1 if not, 2 if there is no such service.
    """
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
