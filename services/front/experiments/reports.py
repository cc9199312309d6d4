"""Reports of an experiment: the same figures as a picture, a table, data or a trace, to keep or send on."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from redis import Redis

from front.problems import Problem
from lab.experiment import Experiment, InvalidPlan
from lab.exports import to_csv, to_html, to_json, to_svg, to_trace
from wire import ExperimentRecord
from words import Words

from .read_experiments import unpacked

# A report is a document of its own, with its style in it. It loads nothing, and runs nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Report:
    """A form of report.

    Attributes:
        media_type: of the document.
        make: makes it, in the reader's words.
        suffix: of the name it is stored under.
    """

    media_type: str
    make: Callable[[Experiment, Words], str]
    suffix: str


REPORTS: Mapping[str, Report] = {
    "html": Report("text/html; charset=utf-8", to_html, "html"),
    "json": Report("application/json", lambda experiment, _: to_json(experiment), "json"),
    "csv": Report("text/csv; charset=utf-8", lambda experiment, _: to_csv(experiment), "csv"),
    "svg": Report("image/svg+xml", lambda experiment, words: to_svg(experiment, words=words), "svg"),
    "trace": Report("application/json", lambda experiment, _: to_trace(experiment), "trace.json"),
}


def make_report(redis: "Redis", record: ExperimentRecord, form: str, words: Words) -> tuple[Report, str]:
    """The report in one form, as far as the experiment has come.

    Raises:
        Problem: there is no such form, or what is kept of the experiment cannot be read.
    """
    report = REPORTS.get(form)
    if report is None:
        raise Problem(404, "no-such-report", form=form[:40], forms=", ".join(REPORTS))
    try:
        experiment = Experiment.from_dict(json.loads(unpacked(redis, record)))
    except (InvalidPlan, OSError, ValueError, TypeError, KeyError) as error:
        raise Problem(404, "unreadable-experiment", id=record.id) from error
    return report, report.make(experiment, words)
