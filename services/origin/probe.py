"""The check behind `python -m service_kit.probe origin [--port …]`: `/readyz`."""

from collections.abc import Sequence

from origin.settings import load
from service_kit.addresses import base_url, reachable
from service_kit.health import Unhealthy, ask_health


def check(arguments: Sequence[str]) -> str:
    """Check that the origin is ready.

    Raises:
        Unhealthy: it is not.
        InvalidSettings: a setting is wrong.
    """
    settings = load("python -m service_kit.probe origin", arguments)
    if settings.port == 0:
        raise Unhealthy("port 0 is any free port; give the real one with --port")
    return ask_health(base_url(reachable(settings.host), settings.port) + "/readyz")
