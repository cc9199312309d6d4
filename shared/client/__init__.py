"""The HTTP client of the API, for the terminal, the lab and tests. Imports urllib3 and sseclient."""

from .api import Client
from .errors import ClientError, InvalidAddress, NotParallax, Refused, Unreachable
from .listener import Listener
from .stream import StreamEvent
from .views import Accepted, BatchChange, BatchView, DownloadView, RunView, WorkersView, WorkerView

__all__ = [
    "Accepted",
    "BatchChange",
    "BatchView",
    "Client",
    "ClientError",
    "DownloadView",
    "InvalidAddress",
    "Listener",
    "NotParallax",
    "Refused",
    "RunView",
    "StreamEvent",
    "Unreachable",
    "WorkerView",
    "WorkersView",
]
