"""What passes between the services: queue names, job paths, messages, events. JSON only, never pickle.

The services never import each other; what they agree on stands here and nowhere else.
"""

from .cancel_requests import forget_cancel, is_cancel_requested, request_cancel
from .events import EVENT_TYPES, Event, publish, read_after
from .hand_backs import hand_backs, note_hand_back
from .message import DOWNLOAD_JOB, pack, unpack
from .pool_status import forget_unserved, note_unserved, unserved_pools
from .queues import (
    POOLS,
    QUEUE_PREFIX,
    WORKER_POOLS,
    Pool,
    WorkerPool,
    queue_for,
    queues_served_by,
)
from .run_ends import RUN_ENDS, RunEnd
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
    "Event",
    "Pool",
    "RunEnd",
    "State",
    "WorkerPool",
    "forget_cancel",
    "forget_unserved",
    "hand_backs",
    "is_cancel_requested",
    "note_hand_back",
    "note_unserved",
    "pack",
    "publish",
    "queue_for",
    "queues_served_by",
    "read_after",
    "request_cancel",
    "state_of_status",
    "unpack",
    "unserved_pools",
]
