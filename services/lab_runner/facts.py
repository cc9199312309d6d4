"""What can be run here: the Pythons of this machine, and which model each of them cannot run."""

import json
import logging
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

import concurrency
from concurrency import MODELS
from lab.experiment import Fact, PythonInfo
from lab.pythons import find_pythons
from lab.running import this_machine
from wire import write_lab_facts
from words import printable

SHARED = Path(concurrency.__file__).parents[1]
ASK_SECS = 20.0
QUESTION = """
import json
from concurrency import MODELS
refusals = {name: model.unavailable() for name, model in MODELS.items()}
print(json.dumps({name: {"code": why.reason, "values": why.values} for name, why in refusals.items() if why}))
"""

log = logging.getLogger("lab_runner.facts")


def announce(redis: "Redis") -> None:
    """Tell the front what can be run here."""
    try:
        write_lab_facts(redis, facts())
    except RedisError as error:
        log.warning("could not write what can be run here: %s", error)


@cache
def facts() -> dict[str, Any]:
    """What this machine is, its Pythons, and what they cannot run; found once."""
    pythons = find_pythons()
    _own, *others = (python.id for python in pythons)
    with ThreadPoolExecutor(len(pythons)) as pool:
        refusals = dict(zip(["", *others], pool.map(_refusals, pythons), strict=True))
    return {
        "machine": asdict(this_machine()),
        "pythons": [asdict(python) for python in pythons],
        "unavailable": {
            model: {each: why[model] for each, why in refusals.items() if model in why} for model in MODELS
        },
    }


def _refusals(python: PythonInfo) -> dict[str, dict[str, Any]]:
    """Why this Python cannot run some of the models, each a `Fact`'s JSON, by the name of the model."""
    try:
        said = subprocess.run(  # noqa: S603 - a Python that was found here, with a question of our own
            [python.path, "-S", "-c", QUESTION],
            env={**os.environ, "PYTHONPATH": str(SHARED)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=ASK_SECS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return _cannot_load(str(error))
    try:
        answer: dict[str, dict[str, Any]] = json.loads(said.stdout)
    except ValueError:
        return _cannot_load(said.stderr.decode(errors="replace"))
    return answer


def _cannot_load(why: str) -> dict[str, dict[str, Any]]:
    """That this Python runs no model: one that does not answer does not keep the lab from starting."""
    return {
        model: asdict(Fact("cannot-load", {"error": printable(why.strip()[-200:], 200)})) for model in MODELS
    }
