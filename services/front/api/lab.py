"""`/api/v1/lab`: what can be compared here."""

from flask import request
from flask_openapi import APIBlueprint, Tag

from front.context import context
from front.experiments.lab import LabFacts, lab_view
from front.experiments.plans import estimated_secs, plan_of
from front.json_body import require_object
from front.schemas import ExperimentRequest, LabView, PlannedView, problems

blueprint = APIBlueprint(
    "lab",
    __name__,
    url_prefix="/api/v1/lab",
    abp_tags=[Tag(name="lab", description="What runs experiments")],
    abp_responses=problems(422, 503),
)


@blueprint.before_request
def _check_body() -> None:
    if request.method == "POST":
        require_object()


@blueprint.get("", responses={200: LabView})
def index() -> dict[str, object]:
    """Show the models, Pythons and workloads that can be compared, and whether a lab runner is up."""
    return lab_view(context().redis).model_dump(mode="json")


@blueprint.post("/plan", responses={200: PlannedView, **problems(400, 403, 408, 413, 415)})
def plan(body: ExperimentRequest) -> dict[str, object]:
    """Tell what the same request to `/api/v1/experiments` would run, and for how long; queues nothing.

    What would be refused there is refused here, for the same reason.
    """
    facts = LabFacts(context().redis)
    planned = plan_of(body, facts)
    return {"plan": planned.to_dict(), "estimated_secs": estimated_secs(planned, facts)}
