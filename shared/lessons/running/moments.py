"""For `figures(events)` of a lesson: when something happened to each thread or process."""

from collections.abc import Iterable

from .results import Event


def moments(events: Iterable[Event], kind: str) -> dict[str, float]:
    """When it last happened to each thread or process, by name, in seconds since its script began."""
    return {event.of: event.at_secs for event in events if event.kind == kind}


def lives(events: Iterable[Event]) -> dict[str, float]:
    """How long each lived, from `begin` to `end`, in seconds, by its name.

    Raises:
        KeyError: one has begun and not ended, as when it was killed.
    """
    events = list(events)
    ends = moments(events, "end")
    return {name: ends[name] - begun for name, begun in moments(events, "begin").items()}
