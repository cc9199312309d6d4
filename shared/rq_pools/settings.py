"""How a pooled worker behaves; each setting also from the environment, as `rq worker` has no flags for it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

PREFIX = "RQ_POOL_"


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """The settings of a pooled worker; `RQ_POOL_SLOTS` and so on in the environment.

    Attributes:
        slots: how many jobs run at a time.
        poll_secs: how often an idle worker looks for jobs, in seconds.
        heartbeat_secs: how often it says that it and its jobs live.
        lease_secs: how long after its last heartbeat a worker counts as dead; others then take its jobs.
        maintenance_secs: how often it looks for jobs of dead workers.
        drain_secs: how long a warm shutdown waits for running jobs before it hands them back.
        stop_grace_secs: how long a job told to stop may take to end by itself.
        max_takeovers: how often a job may lose its worker before it fails: it may be what kills them.
        watchdog_secs: end the process, with a traceback, when its loop stands still for so long; 0: never.
    """

    slots: int = 4
    poll_secs: float = 0.1
    heartbeat_secs: float = 3.0
    lease_secs: int = 15
    maintenance_secs: float = 5.0
    drain_secs: float = 20.0
    stop_grace_secs: float = 2.0
    max_takeovers: int = 5
    watchdog_secs: int = 0

    def __post_init__(self) -> None:
        if self.slots < 1:
            raise ValueError(f"slots must be at least 1, not {self.slots}")
        if self.lease_secs < 3 * self.heartbeat_secs:
            raise ValueError(
                f"lease_secs ({self.lease_secs}) must be at least 3 heartbeats of "
                f"{self.heartbeat_secs} s, so that one lost heartbeat does not count as death"
            )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "PoolSettings":
        """The defaults, with what the environment sets.

        Raises:
            ValueError: a variable is not a number or out of range; the message names it.
        """
        given: dict[str, Any] = {}
        for field in fields(cls):
            variable = PREFIX + field.name.upper()
            if variable in environment:
                kind: Any = type(field.default)
                try:
                    given[field.name] = kind(environment[variable])
                except ValueError:
                    raise ValueError(f"{variable} must be a number, not {environment[variable]!r}") from None
        return cls(**given)
