"""The states of a download and their order, and how RQ's statuses map to them.

         ┌──────────── handed back, or lost with its worker ────────────┐
         ▼                                                              │
┌────▶ queued ──────▶ running ──┬──▶ finished                           │
│        ▲  │                   ├──▶ cancelled                          │
│        │  │ cancel            ├──▶ failed                             │
│        │  ▼                   ├──▶ scheduled: a retry after a pause   │
│    scheduled, cancelled       └───────────────────────────────────────┘
└── retry by hand ── failed, cancelled
"""

from typing import Literal, get_args

State = Literal["queued", "scheduled", "running", "finished", "failed", "cancelled"]
STATES: tuple[State, ...] = get_args(State)
WAITING: tuple[State, ...] = ("queued", "scheduled")
ENDED: tuple[State, ...] = ("finished", "failed", "cancelled")
ExperimentState = Literal["queued", "running", "finished", "failed", "cancelled"]
EXPERIMENT_STATES: tuple[ExperimentState, ...] = get_args(ExperimentState)

# The keys are values of `rq.job.JobStatus`; every other status means queued.
_STATE_OF_STATUS: dict[str, State] = {
    "scheduled": "scheduled",
    "started": "running",
    "finished": "finished",
    "failed": "failed",
    "canceled": "cancelled",
    "stopped": "cancelled",
}


def state_of_status(status: str) -> State:
    """The state of a download whose RQ job has this status."""
    return _STATE_OF_STATUS.get(status, "queued")
