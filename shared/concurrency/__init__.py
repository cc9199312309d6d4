"""One function over many items, run in N ways; one short file per model, each made to be read.

    from concurrency import MODELS

    results = MODELS["thread_pool"].run(function, items, slots=8)

Every `run` has the shape of `Run`. Errors that are not the function's own::

    ConcurrencyError
    ├── ModelUnavailable   this Python cannot run the model
    ├── CannotStart        the system has no room for one more process per item
    ├── NotSendable        a function, item, result or error cannot be pickled
    └── WorkerDied         a process ended before it could hand over its result
"""

from concurrency.errors import CannotStart, ConcurrencyError, ModelUnavailable, NotSendable, WorkerDied
from concurrency.model import Model, Run
from concurrency.process_start import preload
from concurrency.registry import MODELS

__all__ = [
    "MODELS",
    "CannotStart",
    "ConcurrencyError",
    "Model",
    "ModelUnavailable",
    "NotSendable",
    "Run",
    "WorkerDied",
    "preload",
]
