"""`python -m origin [--host HOST] [--port PORT]`."""

import asyncio
import sys
from collections.abc import Sequence

from origin.server import CannotListen, serve
from origin.settings import load
from service_kit.logs import configure_logs
from service_kit.settings import InvalidSettings

EXIT_CANNOT_START = 2


def main(arguments: Sequence[str]) -> int:
    """Serve until stopped.

    Returns:
        The exit code: 0 after an orderly stop, 2 if it could not start.
    """
    try:
        settings = load("python -m origin", arguments)
        configure_logs(settings.log_format, settings.log_level)
        asyncio.run(serve(settings))
    except (InvalidSettings, CannotListen) as error:
        print(f"origin: {error}", file=sys.stderr)
        return EXIT_CANNOT_START
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
