"""`/api/v1/lab`: what can be compared here."""

from flask_openapi import APIBlueprint, Tag

from front.context import context
from front.experiments.lab import lab_view
from front.schemas import LabView, problems

blueprint = APIBlueprint(
    "lab",
    __name__,
    url_prefix="/api/v1/lab",
    abp_tags=[Tag(name="lab", description="What runs experiments")],
    abp_responses=problems(422, 503),
)


@blueprint.get("", responses={200: LabView})
def index() -> dict[str, object]:
    """Show the models, Pythons and workloads that can be compared, and whether a lab runner is up."""
    return lab_view(context().redis).model_dump(mode="json")
