"""The report of an experiment: one HTML file that needs nothing else, and no script."""

from lab.experiment import Experiment
from lab.exports import saying
from lab.exports.markup import text
from lab.exports.palette import PATTERNS
from words import Words

from .lanes import lanes_section
from .method import method_section
from .prediction import prediction_section
from .style import style
from .tables import shares_section, times_section

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Nothing is loaded and nothing runs, whatever a name says. A server must allow the inline style, too."""


def to_html(experiment: Experiment, words: Words) -> str:
    """The report; it follows the reader's light or dark mode, and can be read without a network.

    Args:
        experiment: evaluated, see `lab.evaluation`.
        words: of the reader.
    """
    title = saying.title(experiment, words)
    sections = (
        _conclusion(experiment, words),
        lanes_section(experiment, words),
        times_section(experiment, words),
        shares_section(experiment, words),
        prediction_section(experiment, words),
        method_section(experiment, words),
    )
    return (
        f'<!doctype html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{text(title)} · Parallax</title>\n<style>{style()}</style>\n</head>\n<body>\n"
        f'<svg class="defs" width="0" height="0" aria-hidden="true">{PATTERNS}</svg>\n'
        f"<header><h1>{text(title)}</h1>\n{_about(experiment, words)}</header>\n<main>\n"
        + "\n".join(filter(None, sections))
        + "\n</main>\n</body>\n</html>\n"
    )


def _about(experiment: Experiment, words: Words) -> str:
    explained = words.say(f"experiments.workload-explained.{experiment.plan.workload}")
    setting = saying.setting(experiment, words)
    state = words.say(f"experiments.state.{experiment.state}")
    when = saying.moment(experiment.ended_at or experiment.created_at)
    facts = " · ".join((setting, when, state, experiment.id))
    return f'<p>{text(explained)}</p>\n<p class="muted">{text(facts)}</p>\n'


def _conclusion(experiment: Experiment, words: Words) -> str:
    said = saying.conclusion(experiment, words)
    if experiment.failure is not None:
        said.insert(0, saying.failure(experiment, words))
    if not said:
        return ""
    items = "".join(f"<li>{text(sentence)}</li>" for sentence in said)
    heading = text(words.say("experiments.report.conclusion"))
    return f'<section><h2>{heading}</h2>\n<ul class="conclusion">{items}</ul></section>'
