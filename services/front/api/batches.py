"""`/api/v1/batches`: downloads submitted together."""

from flask_openapi import APIBlueprint, Tag

from front.context import context
from front.downloads import batch_records, batches
from front.problems import Problem
from front.schemas import BatchView, DownloadPath, problems

blueprint = APIBlueprint(
    "batches",
    __name__,
    url_prefix="/api/v1/batches",
    abp_tags=[Tag(name="batches", description="Downloads submitted together")],
    abp_responses=problems(422, 503),
)


@blueprint.get("/<string:id>", responses={200: BatchView, **problems(404)})
def show(path: DownloadPath) -> dict[str, object]:
    """The batch, its downloads counted by state."""
    redis = context().redis
    batch = batch_records.find_batch(redis, path.id)
    if batch is None:
        raise Problem(404, "no-such-batch", id=path.id)
    return batches.batch_view(redis, batch).model_dump(mode="json")
