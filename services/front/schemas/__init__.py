"""The API's requests and answers as pydantic models; validation and OpenAPI are made from them."""

from .allowed_hosts import allowed_hosts
from .answers import HealthView, ProblemView, problems
from .download_views import (
    Accepted,
    BatchChange,
    BatchLinks,
    BatchView,
    DownloadLinks,
    DownloadPage,
    DownloadView,
    RunView,
    WorkView,
)
from .experiment_request import ExperimentRequest
from .experiment_views import (
    ExperimentChange,
    ExperimentGist,
    ExperimentList,
    ExperimentView,
    LabLimits,
    LabView,
    LegGist,
    LegPlanView,
    ModelView,
    PlanView,
)
from .requests import (
    ID_PATTERN,
    MAX_PAGE_DOWNLOADS,
    BatchPath,
    ChangeHeaders,
    DownloadPath,
    DownloadQuery,
    ExperimentPath,
    RetryQuery,
)
from .submission import MAX_ITEMS, MAX_RETRIES, Item, Submission
from .worker_views import PoolView, RunningView, WorkersView, WorkerView

__all__ = [
    "ID_PATTERN",
    "MAX_ITEMS",
    "MAX_PAGE_DOWNLOADS",
    "MAX_RETRIES",
    "Accepted",
    "BatchChange",
    "BatchLinks",
    "BatchPath",
    "BatchView",
    "ChangeHeaders",
    "DownloadLinks",
    "DownloadPage",
    "DownloadPath",
    "DownloadQuery",
    "DownloadView",
    "ExperimentChange",
    "ExperimentGist",
    "ExperimentList",
    "ExperimentPath",
    "ExperimentRequest",
    "ExperimentView",
    "HealthView",
    "Item",
    "LabLimits",
    "LabView",
    "LegGist",
    "LegPlanView",
    "ModelView",
    "PlanView",
    "PoolView",
    "ProblemView",
    "RetryQuery",
    "RunView",
    "RunningView",
    "Submission",
    "WorkView",
    "WorkerView",
    "WorkersView",
    "allowed_hosts",
    "problems",
]
