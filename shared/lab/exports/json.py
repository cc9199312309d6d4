"""An experiment as JSON: everything that is known of it."""

from json import dumps

from lab.experiment import Experiment


def to_json(experiment: Experiment) -> str:
    """The document; `Experiment.from_dict` reads it."""
    return dumps(experiment.to_dict(), allow_nan=False, indent=1) + "\n"
