"""The core: what a download is and how it is done.

`download_task(download, rules, *, report, cancelled) -> Outcome` is the one function that every runner of
Parallax runs: a plain loop, threads, processes, sub-interpreters, RQ workers in containers. It imports
the standard library and h11 only, so that it loads everywhere, isolated sub-interpreters included.
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
