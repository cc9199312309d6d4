"""What the API takes and gives, as pydantic models: validation and OpenAPI come from them."""

from .answers import HealthView, ProblemView, problems
from .download_views import (
    Accepted,
    BatchLinks,
    BatchView,
    DownloadLinks,
    DownloadPage,
    DownloadView,
    RunView,
)
from .requests import ID_PATTERN, MAX_PAGE_DOWNLOADS, ChangeHeaders, DownloadPath, DownloadQuery
from .submission import MAX_ITEMS, MAX_RETRIES, Item, Submission
from .worker_views import PoolView, RunningView, WorkersView, WorkerView

__all__ = [
    "ID_PATTERN",
    "MAX_ITEMS",
    "MAX_PAGE_DOWNLOADS",
    "MAX_RETRIES",
    "Accepted",
    "BatchLinks",
    "BatchView",
    "ChangeHeaders",
    "DownloadLinks",
    "DownloadPage",
    "DownloadPath",
    "DownloadQuery",
    "DownloadView",
    "HealthView",
    "Item",
    "PoolView",
    "ProblemView",
    "RunView",
    "RunningView",
    "Submission",
    "WorkerView",
    "WorkersView",
    "problems",
]
