"""`/api/v1/downloads`: submit, list, show, cancel, retry, fetch the file."""

from pathlib import Path

from flask import Response, request, send_file
from flask_openapi import APIBlueprint, Tag

from download_task import InvalidDownload, stored_file, valid_name
from front.context import context
from front.downloads import batches, read_downloads
from front.downloads import cancel as cancellation
from front.downloads import retry as repetition
from front.downloads import submit as submissions
from front.idempotency import key_of_request
from front.json_body import require_object
from front.problems import Problem
from front.reader import reader_words
from front.schemas import (
    Accepted,
    ChangeHeaders,
    DownloadPage,
    DownloadPath,
    DownloadQuery,
    DownloadView,
    Submission,
    problems,
)
from wire import DownloadJob

tag = Tag(name="downloads", description="One request each to fetch one source")
blueprint = APIBlueprint(
    "downloads",
    __name__,
    url_prefix="/api/v1/downloads",
    abp_tags=[tag],
    abp_responses=problems(422, 503),
)

# The parameter `header` is only for the OpenAPI description; `other_sites` checks the header.


@blueprint.before_request
def _check_body() -> None:
    if request.method == "POST" and request.endpoint == f"{blueprint.name}.{submit.__name__}":
        require_object()


@blueprint.post("", responses={202: Accepted, **problems(400, 403, 408, 413, 415, 429)})
def submit(body: Submission) -> tuple[dict[str, object], int, dict[str, str]]:
    """Queue 1 to 10,000 downloads, all or none.

    A request with an `Idempotency-Key` header may be sent again, even if its first answer got lost: its
    downloads are queued once.
    """
    parts = context()
    key = key_of_request()
    if len(body.items) > parts.settings.max_items:
        raise Problem(422, "too-many-items", max=parts.settings.max_items, got=len(body.items))
    batch, ids = submissions.submit(parts.redis, body, parts.settings, key=key, body=request.get_data())
    answer = Accepted(batch=batches.as_submitted(batch), downloads=ids)
    return answer.model_dump(mode="json"), 202, {"Location": answer.batch.links.self}


@blueprint.get("", responses={200: DownloadPage})
def index(query: DownloadQuery) -> dict[str, object]:
    """List downloads, newest first; filter by state and batch."""
    before = int(query.cursor) if query.cursor else None
    page = read_downloads.page(
        context().redis, state=query.state, batch=query.batch, before=before, limit=query.limit
    )
    return page.model_dump(mode="json")


@blueprint.get("/<string:id>", responses={200: DownloadView, **problems(404)})
def show(path: DownloadPath) -> dict[str, object]:
    """Show one download."""
    view = read_downloads.view(context().redis, _job(path.id))
    if view is None:
        raise Problem(404, "unreadable-download", id=path.id)
    return view.model_dump(mode="json")


@blueprint.delete("/<string:id>", responses={202: DownloadView, **problems(403, 404, 409)})
def cancel(path: DownloadPath, header: ChangeHeaders) -> tuple[dict[str, object], int]:  # noqa: ARG001
    """Cancel a queued or running download; a running one stops within about a second."""
    parts = context()
    cancellation.cancel(parts.redis, _job(path.id), parts.settings.keep_secs)
    return show(path), 202


@blueprint.post("/<string:id>/retry", responses={202: DownloadView, **problems(403, 404, 409)})
def run_again(path: DownloadPath, header: ChangeHeaders) -> tuple[dict[str, object], int]:  # noqa: ARG001
    """Run a failed or cancelled download again."""
    repetition.retry(context().redis, path.id)
    return show(path), 202


@blueprint.get("/<string:id>/file", responses={200: None, **problems(404, 409, 410)})
def file(path: DownloadPath) -> Response:
    """Send the downloaded file; range and conditional requests work."""
    job = _job(path.id)
    if not job.message.get("url"):
        raise Problem(409, "no-file")
    if job.state != "finished":
        raise Problem(409, "file-not-there-yet", state=job.state)
    stored = _stored_file(job)
    if stored.is_symlink() or not stored.is_file():
        raise Problem(410, "file-gone")
    return send_file(
        stored,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=stored.name,
        conditional=True,
    )


def _job(download_id: str) -> DownloadJob:
    job = read_downloads.find_job(context().redis, download_id)
    if job is None:
        raise Problem(404, "no-such-download", id=download_id)
    return job


def _stored_file(job: DownloadJob) -> Path:
    try:
        name = valid_name(str(job.message.get("name", "")))
    except InvalidDownload as error:
        why = reader_words().say(f"validation.{error.reason}", **error.values)
        raise Problem(410, "file-unnameable", why=why) from error
    return stored_file(context().settings.files_dir.resolve(), job.id, name)
