"""The check behind `python -m service_kit.probe front`: `/livez`, which answers even if Redis is away."""

from collections.abc import Sequence

from service_kit.addresses import base_url, reachable
from service_kit.health import ask_health

from .settings import FrontSettings


def check(_arguments: Sequence[str]) -> str:
    """Check that the front answers.

    Raises:
        Unhealthy: it does not.
        InvalidSettings: a setting is wrong.
    """
    settings = FrontSettings.read()
    return ask_health(base_url(reachable(settings.host), settings.port) + "/livez")
