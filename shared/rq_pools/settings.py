"""How a pooled worker behaves; each setting also from the environment, as `rq worker` has no flags for it."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

PREFIX = "RQ_POOL_"
AT_LEAST = {
    "slots": 1,
    "poll_secs": 0.001,
    "heartbeat_secs": 0.01,
    "lease_secs": 1,
    "maintenance_secs": 0.01,
    "cleaning_secs": 0.01,
}


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """The settings of a pooled worker; `RQ_POOL_SLOTS` and so on in the environment.

    Attributes:
        slots: how many jobs run at a time.
        poll_secs: how often an idle worker looks for jobs, in seconds, should the doorbell not ring.
        heartbeat_secs: how often it says that it and its jobs live.
        lease_secs: how long after its last heartbeat a worker counts as dead; others then take its jobs.
        maintenance_secs: how often it looks for jobs of dead workers, and for scheduled jobs that are due.
        cleaning_secs: how often it cleans RQ's registries.
        drain_secs: how long a warm shutdown waits for running jobs before it hands them back.
        stop_grace_secs: how long a job told to stop may take to end by itself. RQ gives it none.
        overrun_secs: how long after its time limit a job's process is killed, or its thread abandoned, when
            the exception that its time limit raised did not end it.
        max_takeovers: how often a job may lose its worker before it fails, or is retried if it has retries:
            it may be what kills them. 0: every crash counts as a failure.
        max_jobs_per_child: after how many jobs a child process is replaced by a new one; 0: never.
        watchdog_secs: end the process, with a traceback, when its loop stands still for so long; 0: never.

    Raises:
        ValueError: a setting is out of range; the message names it and its variable.
    """

    slots: int = 4
    poll_secs: float = 1.0
    heartbeat_secs: float = 2.5
    lease_secs: int = 10
    maintenance_secs: float = 2.0
    cleaning_secs: float = 15.0
    drain_secs: float = 20.0
    stop_grace_secs: float = 0.0
    overrun_secs: float = 5.0
    max_takeovers: int = 5
    max_jobs_per_child: int = 0
    watchdog_secs: int = 0

    def __post_init__(self) -> None:
        for field in fields(self):
            value, minimum = getattr(self, field.name), AT_LEAST.get(field.name, 0)
            if not (math.isfinite(value) and value >= minimum):
                raise ValueError(f"{_both_names(field.name)} must be at least {minimum}, not {value}")
        if self.lease_secs < 3 * self.heartbeat_secs:
            raise ValueError(
                f"{_both_names('lease_secs')} is {self.lease_secs}, but must be at least 3 heartbeats of "
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
            variable = _variable(field.name)
            if variable in environment:
                kind: Any = type(field.default)
                try:
                    given[field.name] = kind(environment[variable])
                except ValueError:
                    noun = "a whole number" if kind is int else "a number"
                    raise ValueError(f"{variable} must be {noun}, not {environment[variable]!r}") from None
        return cls(**given)


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _both_names(name: str) -> str:
    return f"{name} ({_variable(name)})"
