"""A download as JSON, which the front enqueues and the worker reads."""

from dataclasses import asdict
from typing import Any

from download_task import Download, InvalidDownload, Work

# The only function that workers run. The front knows only its path.
DOWNLOAD_JOB = "worker.jobs.perform_download"

FIELDS = ("id", "name", "url", "checksum", "work", "seed", "time_scale")
IGNORED_FIELDS = ("language",)  # of messages queued by version 0.1


def pack(download: Download) -> dict[str, Any]:
    """The download as a JSON object."""
    data = asdict(download)
    return {field: data[field] for field in FIELDS if data[field] is not None}


def unpack(data: Any) -> Download:
    """The download that `pack` wrote; everything is checked again.

    Raises:
        InvalidDownload: the data is not a valid download.
    """
    if not isinstance(data, dict):
        raise InvalidDownload("message", "not-an-object")
    data = {field: value for field, value in data.items() if field not in IGNORED_FIELDS}
    unknown = sorted(str(field) for field in data if field not in FIELDS)
    if unknown:
        raise InvalidDownload("message", "unknown-fields", unknown=", ".join(unknown)[:200])
    if "name" not in data:
        raise InvalidDownload("name", "missing")
    return Download(**{**data, "work": _unpack_work(data.get("work"))})


def _unpack_work(data: Any) -> Work | None:
    if data is None:
        return None
    if not isinstance(data, dict) or data.keys() != {"kind", "rounds"}:
        raise InvalidDownload("work", "not-work")
    return Work(**data)
