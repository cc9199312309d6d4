"""The request: the fields of a download, and which values are valid."""

from .download import MAX_TIME_SCALE, SHA256, Download
from .names import MAX_NAME_BYTES, valid_name
from .urls import MAX_URL_CHARS, name_from_url, valid_url
from .work import MAX_WORK_ROUNDS, WORK_KINDS, Work, WorkKind

__all__ = [
    "MAX_NAME_BYTES",
    "MAX_TIME_SCALE",
    "MAX_URL_CHARS",
    "MAX_WORK_ROUNDS",
    "SHA256",
    "WORK_KINDS",
    "Download",
    "Work",
    "WorkKind",
    "name_from_url",
    "valid_name",
    "valid_url",
]
