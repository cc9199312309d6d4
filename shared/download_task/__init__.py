"""The core: what a download is and how it is done.

Every runner of Parallax calls `download_task(download, rules, *, report, cancelled) -> Outcome`: a plain
loop, threads, processes, sub-interpreters, RQ workers in containers. This package imports only the standard
library and h11, so that it also loads in isolated sub-interpreters.
"""

from .errors import (
    CannotStore,
    ChecksumMismatch,
    DownloadCancelled,
    DownloadError,
    DownloadTimedOut,
    HostNotAllowed,
    InvalidDownload,
    ServerRefused,
    TooLarge,
    TransferBroken,
)
from .outcome import Failure, Outcome, Runner
from .policy import DEFAULT_RULES, Rules, is_allowed_host
from .report import Report, ignore_report, never_cancelled
from .request import Download, Work, name_from_url, valid_name, valid_url
from .simulated import seconds_to_download
from .store import stored_file
from .task import download_task
from .usage import Usage

__all__ = [
    "DEFAULT_RULES",
    "CannotStore",
    "ChecksumMismatch",
    "Download",
    "DownloadCancelled",
    "DownloadError",
    "DownloadTimedOut",
    "Failure",
    "HostNotAllowed",
    "InvalidDownload",
    "Outcome",
    "Report",
    "Rules",
    "Runner",
    "ServerRefused",
    "TooLarge",
    "TransferBroken",
    "Usage",
    "Work",
    "download_task",
    "ignore_report",
    "is_allowed_host",
    "name_from_url",
    "never_cancelled",
    "seconds_to_download",
    "stored_file",
    "valid_name",
    "valid_url",
]
