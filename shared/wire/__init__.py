"""What passes between the services: queue names, job paths, messages, events. JSON only, never pickle.

The services never import each other; what they agree on stands here and nowhere else.
"""

from .cancellation import forget_cancel, is_cancel_requested, request_cancel
from .events import Event, publish, read_after
from .hand_backs import hand_backs, note_hand_back
from .message import DOWNLOAD_JOB, pack, unpack
from .queues import POOLS, QUEUE_PREFIX, Pool, pool_of_queue, queue_for, queues_served_by

__all__ = [
    "DOWNLOAD_JOB",
    "POOLS",
    "QUEUE_PREFIX",
    "Event",
    "Pool",
    "forget_cancel",
    "hand_backs",
    "is_cancel_requested",
    "note_hand_back",
    "pack",
    "pool_of_queue",
    "publish",
    "queue_for",
    "queues_served_by",
    "read_after",
    "request_cancel",
    "unpack",
]
