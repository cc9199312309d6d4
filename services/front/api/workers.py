"""`/api/v1/workers`: the workers, their slots and what each slot runs."""

from flask_openapi import APIBlueprint, Tag

from front.context import context
from front.downloads import workers
from front.schemas import WorkersView, problems

blueprint = APIBlueprint(
    "workers",
    __name__,
    url_prefix="/api/v1/workers",
    abp_tags=[Tag(name="workers", description="Who runs downloads")],
    abp_responses=problems(422, 503),
)


@blueprint.get("", responses={200: WorkersView})
def index() -> dict[str, object]:
    """Show all live workers, and which pools they serve."""
    return workers.workers_view(context().redis).model_dump(mode="json")
