"""RQ workers that run N jobs at a time, in the slots of a pool. They know RQ and Redis, and no downloads.

    RQ_POOL_SLOTS=8 rq worker --worker-class rq_pools.ThreadPoolWorker default

`ThreadPoolWorker` runs each job in a thread of the worker's process, `ProcessPoolWorker` in one of N
long-lived child processes, `InterpreterPoolWorker` in one of N sub-interpreters (Python 3.14 and later).
What RQ keeps in Redis stays RQ's own, so `rq info`, dashboards and RQ's clients work unchanged. A job can ask
`stop_requested()` whether it should end early.
"""

from .assignment import HandBackReason
from .interpreter_pool_worker import InterpreterPoolWorker, NeedsNewerPython
from .monitor import RunningJob, WorkerView, describe_workers, heartbeat_age_secs
from .one_function_job import JobNotAllowed, OneFunctionJob
from .pool_worker import PoolWorker
from .process_pool_worker import ProcessPoolWorker
from .settings import PoolSettings
from .stopping import JobStopped, is_stopped_for_good, stop_current_job, stop_requested
from .thread_pool_worker import ThreadPoolWorker

__all__ = [
    "HandBackReason",
    "InterpreterPoolWorker",
    "JobNotAllowed",
    "JobStopped",
    "NeedsNewerPython",
    "OneFunctionJob",
    "PoolSettings",
    "PoolWorker",
    "ProcessPoolWorker",
    "RunningJob",
    "ThreadPoolWorker",
    "WorkerView",
    "describe_workers",
    "heartbeat_age_secs",
    "is_stopped_for_good",
    "stop_current_job",
    "stop_requested",
]
