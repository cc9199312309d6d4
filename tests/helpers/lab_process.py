"""`python -m lab_runner` in a process of its own, and experiments to give it."""

import gzip
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
from redis import Redis

from front.experiments.submit import submit
from lab.experiment import Experiment, LegPlan, Plan
from tests.helpers.waiting import wait_until
from tests.helpers.worker_process import worker_environment
from wire import find_experiment
from wire.experiments import ExperimentRecord, read_result

KEEP_SECS = 600


class LabProcess:
    """A running lab runner.

    Args:
        redis_url: where its Redis is.
        folder: for its log.
        settings: `PARALLAX_…` variables, differing from quick ones.
    """

    def __init__(self, redis_url: str, folder: Path, **settings: str) -> None:
        self.log = folder / f"lab-{uuid4().hex[:6]}.log"
        own = {"PARALLAX_REDIS_URL": redis_url, "PARALLAX_LEASE_SECS": "1"}
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "lab_runner"],
                env=worker_environment(**(own | settings)),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def told(self) -> str:
        """All that it has logged."""
        return self.log.read_text(errors="replace")

    def started(self) -> list[psutil.Process]:
        """All the processes that it has started, now."""
        found: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        return found

    def kill(self) -> None:
        """End it alone, at once."""
        self.process.kill()
        self.process.wait()

    def terminate(self) -> int:
        """Stop it as a supervisor does; returns its exit code."""
        self.process.terminate()
        return self.process.wait(20)


@dataclass
class LabRoom:
    """A Redis with experiments."""

    redis: "Redis"

    def submit(self, *models: str, **fields: Any) -> str:
        """Queue an experiment of these models, or keys of legs, as the front does, and return its id."""
        legs = tuple(LegPlan.from_key(model) for model in models or ("sequential",))
        values: dict[str, Any] = {"workload": "waiting", "tasks": 2, "repeats": 1, "scale": 0.05, **fields}
        plan = Plan(**values, legs=legs)
        return submit(self.redis, plan, keep_secs=KEEP_SECS, key=None, body=b"").id

    def record(self, experiment_id: str) -> ExperimentRecord:
        """What Redis has of it."""
        record = find_experiment(self.redis, experiment_id)
        assert record is not None
        return record

    def wait_for(self, experiment_id: str, state: str, lab: LabProcess | None = None) -> ExperimentRecord:
        """Wait until the experiment is in the state."""
        wait_until(
            lambda: self.record(experiment_id).state == state,
            saying=lambda: f"{state}, not {self.record(experiment_id)}\n{lab.told() if lab else ''}",
        )
        return self.record(experiment_id)

    def result(self, experiment_id: str) -> Experiment:
        """The experiment as it was kept."""
        kept = read_result(self.redis, experiment_id)
        assert kept is not None
        return Experiment.from_dict(json.loads(gzip.decompress(kept)))


def are_gone(processes: list[psutil.Process], within_secs: float) -> None:
    """Wait until all of the processes have ended; where nobody waits for orphans, they stay as zombies."""
    deadline = time.monotonic() + within_secs
    wait_until(
        lambda: all(_is_gone(process) for process in processes),
        within_secs=deadline - time.monotonic(),
        saying=lambda: f"all gone, not {[process for process in processes if not _is_gone(process)]}",
    )


def _is_gone(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
