"""A download as JSON: what the front enqueues and the worker reads back."""

from dataclasses import asdict
from typing import Any

from download_task import Download, InvalidDownload, Rules, Work

# The one function a worker may be asked to run; the front knows it by this path alone.
DOWNLOAD_JOB = "worker.jobs.perform_download"

FIELDS = ("id", "name", "url", "checksum", "work", "seed", "time_scale", "language")


def pack(download: Download) -> dict[str, Any]:
    """The download as a JSON object, without its rules: those are the worker's own."""
    data = asdict(download)
    return {field: data[field] for field in FIELDS if data[field] is not None}


def unpack(data: dict[str, Any], rules: Rules) -> Download:
    """The download that `pack` wrote, under the rules of whoever runs it.

    Raises:
        InvalidDownload: it is not one; whatever came over the wire is checked again.
    """
    unknown = sorted(set(data) - set(FIELDS))
    if unknown:
        raise InvalidDownload("message", f"has unknown fields: {', '.join(unknown)[:200]}")
    try:
        work = Work(**data["work"]) if data.get("work") else None
        return Download(**{**data, "work": work}, rules=rules)
    except (TypeError, AttributeError) as error:
        raise InvalidDownload("message", f"is not a download: {error}") from error
