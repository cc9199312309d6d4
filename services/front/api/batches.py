"""`/api/v1/batches`: downloads submitted together."""

from flask_openapi import APIBlueprint, Tag

from front.context import context
from front.downloads import batch_records, batches
from front.downloads.batch_records import BatchRecord
from front.downloads.cancel import cancel_batch
from front.downloads.retry import RETRYABLE, retry_batch
from front.problems import Problem
from front.schemas import BatchChange, BatchPath, BatchView, ChangeHeaders, RetryQuery, problems

blueprint = APIBlueprint(
    "batches",
    __name__,
    url_prefix="/api/v1/batches",
    abp_tags=[Tag(name="batches", description="Downloads submitted together")],
    abp_responses=problems(422, 503),
)


@blueprint.get("/<string:id>", responses={200: BatchView, **problems(404)})
def show(path: BatchPath) -> dict[str, object]:
    """Show the batch, with its downloads counted by state."""
    return batches.batch_view(context().redis, _batch(path.id)).model_dump(mode="json")


@blueprint.delete("/<string:id>", responses={202: BatchChange, **problems(403, 404)})
def cancel(path: BatchPath, header: ChangeHeaders) -> tuple[dict[str, object], int]:  # noqa: ARG001
    """Cancel the batch's downloads that have not ended; running ones stop within about a second.

    It may be sent again: downloads that have ended stay as they are.
    """
    parts = context()
    batch = _batch(path.id)
    return _changed(batch, cancel_batch(parts.redis, batch, parts.settings.keep_secs)), 202


@blueprint.post("/<string:id>/retry", responses={202: BatchChange, **problems(403, 404, 429)})
def run_again(
    path: BatchPath,
    query: RetryQuery,
    header: ChangeHeaders,  # noqa: ARG001
) -> tuple[dict[str, object], int]:
    """Run the batch's failed and cancelled downloads again, or only those in one of these states.

    It may be sent again: queued and running downloads stay as they are.
    """
    parts = context()
    batch = _batch(path.id)
    again = retry_batch(
        parts.redis,
        batch,
        [query.state] if query.state else RETRYABLE,
        max_waiting=parts.settings.max_waiting,
        keep_secs=parts.settings.keep_secs,
    )
    return _changed(batch, again), 202


def _batch(batch_id: str) -> BatchRecord:
    batch = batch_records.find_batch(context().redis, batch_id)
    if batch is None:
        raise Problem(404, "no-such-batch", id=batch_id)
    return batch


def _changed(batch: BatchRecord, ids: list[str]) -> dict[str, object]:
    view = batches.batch_view(context().redis, batch)
    return BatchChange(batch=view, downloads=ids).model_dump(mode="json")
