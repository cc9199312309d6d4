"""The protocol between the services: queues, jobs, messages, runs, events. JSON only, never pickle.

Services never import each other; what they agree on is defined here and nowhere else.
"""

from .cancel_requests import forget_cancel, is_cancel_requested, request_cancel
from .events import Event, publish, read_after
from .job import DownloadJob, job_data, read_jobs
from .message import DOWNLOAD_JOB, pack, unpack
from .payloads import EVENT_TYPES, Ended, EventType, HandedBack, Queued, Requeued, Started
from .pool_status import forget_unserved, note_unserved, unserved_pools
from .progress import Progress
from .queues import (
    POOLS,
    QUEUE_PREFIX,
    WORKER_POOLS,
    Pool,
    WorkerPool,
    queue_for,
    queues_served_by,
)
from .run import RUN_ENDS, Run, RunEnd
from .run_writes import add_end, write_hand_back, write_progress, write_start
from .states import ENDED, STATES, WAITING, State, state_of_status

__all__ = [
    "DOWNLOAD_JOB",
    "ENDED",
    "EVENT_TYPES",
    "POOLS",
    "QUEUE_PREFIX",
    "RUN_ENDS",
    "STATES",
    "WAITING",
    "WORKER_POOLS",
    "DownloadJob",
    "Ended",
    "Event",
    "EventType",
    "HandedBack",
    "Pool",
    "Progress",
    "Queued",
    "Requeued",
    "Run",
    "RunEnd",
    "Started",
    "State",
    "WorkerPool",
    "add_end",
    "forget_cancel",
    "forget_unserved",
    "is_cancel_requested",
    "job_data",
    "note_unserved",
    "pack",
    "publish",
    "queue_for",
    "queues_served_by",
    "read_after",
    "read_jobs",
    "request_cancel",
    "state_of_status",
    "unpack",
    "unserved_pools",
    "write_hand_back",
    "write_progress",
    "write_start",
]
