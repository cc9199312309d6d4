"""A download as JSON: what the front enqueues and the worker reads back."""

from dataclasses import asdict
from typing import Any

from download_task import Download, InvalidDownload, Work

# The one function a worker may be asked to run; the front knows it by this path alone.
DOWNLOAD_JOB = "worker.jobs.perform_download"

FIELDS = ("id", "name", "url", "checksum", "work", "seed", "time_scale")
IGNORED_FIELDS = ("language",)  # of messages queued by version 0.1


def pack(download: Download) -> dict[str, Any]:
    """The download as a JSON object."""
    data = asdict(download)
    return {field: data[field] for field in FIELDS if data[field] is not None}


def unpack(data: Any) -> Download:
    """The download that `pack` wrote.

    Raises:
        InvalidDownload: it is not one; whatever came over the wire is checked again.
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
