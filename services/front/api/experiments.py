"""`/api/v1/experiments`: compare models, show and cancel comparisons."""

import gzip

from flask import Response, request
from flask_openapi import APIBlueprint, Tag

from front.context import context
from front.experiments import read_experiments
from front.experiments.lab import LabFacts
from front.experiments.plans import plan_of
from front.experiments.reports import POLICY, make_report
from front.experiments.submit import submit as queue_plan
from front.idempotency import key_of_request
from front.json_body import require_object
from front.problems import Problem
from front.reader import reader_words
from front.schemas import (
    ChangeHeaders,
    ExperimentChange,
    ExperimentList,
    ExperimentPath,
    ExperimentRequest,
    ExperimentView,
    ReportPath,
    problems,
)
from wire import cancel_experiment, waiting_experiments

blueprint = APIBlueprint(
    "experiments",
    __name__,
    url_prefix="/api/v1/experiments",
    abp_tags=[Tag(name="experiments", description="The same tasks under several models, measured")],
    abp_responses=problems(422, 503),
)


@blueprint.before_request
def _check_body() -> None:
    if request.method == "POST":
        require_object()


@blueprint.post("", responses={202: ExperimentView, **problems(400, 403, 408, 409, 413, 415, 429)})
def submit(body: ExperimentRequest) -> tuple[dict[str, object], int, dict[str, str]]:
    """Queue an experiment; one runs at a time, and at most 10 wait.

    A request with an `Idempotency-Key` header may be sent again, even if its first answer got lost.
    """
    parts = context()
    key = key_of_request()
    plan = plan_of(body, LabFacts(parts.redis))
    keep_secs = parts.settings.keep_secs
    record = queue_plan(parts.redis, plan, keep_secs=keep_secs, key=key, body=request.get_data())
    experiment = read_experiments.from_record(record, waiting_experiments(parts.redis))
    return experiment.to_dict(), 202, {"Location": f"{blueprint.url_prefix}/{record.id}"}


@blueprint.get("", responses={200: ExperimentList})
def index() -> dict[str, object]:
    """List the experiments that are kept, newest first, without their tasks."""
    experiments = read_experiments.all_experiments(context().redis)
    return ExperimentList(experiments=experiments).model_dump(mode="json")


@blueprint.get("/<string:id>", responses={200: ExperimentView, **problems(404)})
def show(path: ExperimentPath) -> Response:
    """Show one experiment with everything measured so far; gzipped, as it is kept, for who accepts that."""
    redis = context().redis
    content = read_experiments.packed(redis, read_experiments.known_experiment(redis, path.id))
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if request.accept_encodings.quality("gzip") > 0:
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    return Response(content, content_type="application/json", headers=headers)


@blueprint.get("/<string:id>/report.<string:form>", responses={200: None, **problems(404)})
def report(path: ReportPath) -> Response:
    """Send a report to keep: `report.html`, `report.json`, `report.csv` or `report.svg`."""
    return _report(path.id, path.form)


@blueprint.get("/<string:id>/trace", responses={200: None, **problems(404)})
def trace(path: ExperimentPath) -> Response:
    """Send the trace, which Perfetto and Chrome's `about:tracing` show."""
    return _report(path.id, "trace")


@blueprint.delete("/<string:id>", responses={202: ExperimentChange, **problems(403, 404, 409)})
def cancel(path: ExperimentPath, header: ChangeHeaders) -> tuple[dict[str, object], int]:  # noqa: ARG001
    """Cancel a queued or running experiment; a running one stops within about two seconds."""
    redis = context().redis
    record = read_experiments.known_experiment(redis, path.id)
    answer = cancel_experiment(redis, record)
    record = read_experiments.known_experiment(redis, path.id)
    if answer == "ended":
        raise Problem(409, "experiment-ended", state=record.state)
    return ExperimentChange(id=record.id, state=record.state).model_dump(mode="json"), 202


def _report(experiment_id: str, form: str) -> Response:
    redis, words = context().redis, reader_words()
    record = read_experiments.known_experiment(redis, experiment_id)
    report, document = make_report(redis, record, form, words)
    headers = {
        "Content-Disposition": f'attachment; filename="parallax-{record.id[:8]}.{report.suffix}"',
        "Content-Language": words.language,
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-cache",
        "Vary": "Accept-Language",
    }
    return Response(document, content_type=report.media_type, headers=headers)
