"""The parts of an app that endpoints use."""

from dataclasses import dataclass
from typing import cast

from flask import current_app
from redis import Redis

from front.events.hub import EventHub
from front.settings import FrontSettings


@dataclass(frozen=True, slots=True)
class Context:
    """The wired parts of one app."""

    settings: FrontSettings
    redis: "Redis"
    hub: EventHub


def context() -> Context:
    """The parts of the current request's app."""
    return cast(Context, current_app.extensions["parallax"])
