"""Why tasks of an experiment failed, once each: mostly it is the same under every model."""

from console.words import Words
from lab.experiment import Experiment
from words import failure_sentence


def failures(experiment: Experiment, words: Words) -> list[str]:
    """The sentences, each with the name of its download."""
    said = {
        f"{task.name}: {failure_sentence(words, task.failure)}": None
        for leg in experiment.legs
        for run in leg.runs
        for task in run.tasks
        if task.failure is not None
    }
    return list(said)


def has_failed(experiment: Experiment) -> bool:
    """Whether a leg, or a task of one, did not end as it should. Legs that cannot run here do not count."""
    return experiment.state != "finished" or any(
        leg.failure is not None or (leg.summary is not None and leg.summary.failed > 0)
        for leg in experiment.legs
    )
