"""The protocol between the services: queues, jobs, messages, runs, events. JSON only, never pickle.

Services never import each other; what they agree on is defined here and nowhere else.
"""

from .cancel_requests import forget_cancel, is_cancel_requested
from .events import Event, publish, read_after
from .experiment_leftovers import batch_of_key, fail_without_job, forget_batch_key, note_batch_key
from .experiment_writes import (
    CancelAnswer,
    cancel_experiment,
    is_experiment_cancelled,
    queue_experiment,
    waiting_experiments,
    watch_queue,
)
from .experiments import (
    EXPERIMENT_JOB,
    ExperimentRecord,
    find_experiment,
    newest_experiments,
    read_result,
)
from .job import DownloadJob, job_data, read_jobs
from .lab_facts import read_lab_facts, write_lab_facts
from .message import DOWNLOAD_JOB, pack, unpack
from .payloads import (
    EVENT_TYPES,
    EXPERIMENT_EVENT_TYPES,
    Ended,
    EventType,
    ExperimentChanged,
    ExperimentProgress,
    HandedBack,
    Queued,
    Requeued,
    Started,
)
from .pool_status import forget_unserved, note_unserved, unserved_pools
from .progress import Progress
from .queues import (
    LAB_QUEUE,
    POOLS,
    QUEUE_PREFIX,
    WORKER_POOLS,
    Pool,
    WorkerPool,
    queue_for,
    queues_served_by,
)
from .retries import read_retry_times
from .run import RUN_ENDS, Run, RunEnd
from .run_writes import add_end, write_hand_back, write_progress, write_start
from .states import (
    ENDED,
    EXPERIMENT_STATES,
    STATES,
    WAITING,
    ExperimentState,
    State,
    state_of_status,
)
from .worker_numbers import give_number, worker_numbers

__all__ = [
    "DOWNLOAD_JOB",
    "ENDED",
    "EVENT_TYPES",
    "EXPERIMENT_EVENT_TYPES",
    "EXPERIMENT_JOB",
    "EXPERIMENT_STATES",
    "LAB_QUEUE",
    "POOLS",
    "QUEUE_PREFIX",
    "RUN_ENDS",
    "STATES",
    "WAITING",
    "WORKER_POOLS",
    "CancelAnswer",
    "DownloadJob",
    "Ended",
    "Event",
    "EventType",
    "ExperimentChanged",
    "ExperimentProgress",
    "ExperimentRecord",
    "ExperimentState",
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
    "batch_of_key",
    "cancel_experiment",
    "fail_without_job",
    "find_experiment",
    "forget_batch_key",
    "forget_cancel",
    "forget_unserved",
    "give_number",
    "is_cancel_requested",
    "is_experiment_cancelled",
    "job_data",
    "newest_experiments",
    "note_batch_key",
    "note_unserved",
    "pack",
    "publish",
    "queue_experiment",
    "queue_for",
    "queues_served_by",
    "read_after",
    "read_jobs",
    "read_lab_facts",
    "read_result",
    "read_retry_times",
    "state_of_status",
    "unpack",
    "unserved_pools",
    "waiting_experiments",
    "watch_queue",
    "worker_numbers",
    "write_hand_back",
    "write_lab_facts",
    "write_progress",
    "write_start",
]
