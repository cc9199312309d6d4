"""An experiment, from its plan to its result."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import uuid4

from download_task.report import Pace
from guarded import StarterPipe
from lab.evaluation import evaluate
from lab.experiment import DISTRIBUTED, Experiment, Fact, Leg, LegPlan, LegRun, Plan
from lab.pythons import find_pythons

from .distributed_runner import DistributedRunner
from .errors import ExperimentCancelled, LegFailed, LegUnavailable
from .finite import require_finite
from .legs import Legs, without_hidden_samples
from .local_leg import LegWatch, run_local_leg
from .machine import this_machine
from .progress import Progress
from .progress_teller import ProgressTeller

CANCEL_INTERVAL_SECS = 0.25


@dataclass(frozen=True, slots=True)
class Listeners:
    """Whom to tell and whom to ask while an experiment runs; see `run_experiment`."""

    on_change: Callable[[Experiment], None]
    on_progress: Callable[[Progress], None]
    cancelled: Callable[[], bool]


def run_experiment(
    plan: Plan,
    *,
    on_change: Callable[[Experiment], None] = lambda _: None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    distributed: DistributedRunner | None = None,
    origin_url: str | None = None,
    experiment_id: str = "",
    created_at: float | None = None,
) -> Experiment:
    """Run all legs, as often as the plan says: in each repeat all of them, in random order.

    The order is random and repeats are interleaved, so that what changes slowly, such as the processor's
    temperature, affects all legs equally. A leg that cannot run here is `unavailable`; one that has failed
    has a `failure` and is not run again; the others go on.

    Args:
        plan: what is asked.
        on_change: called when the experiment starts, after each run of a leg, and at the end.
        on_progress: called at most five times a second while a leg runs.
        cancelled: asked four times a second; when it returns True, the leg that runs is killed.
        distributed: runs the distributed legs; without it, they are unavailable.
        origin_url: where the origin is, for the workload `http`; without it, its legs are unavailable.
        experiment_id: of the experiment; a random one if empty.
        created_at: when it was asked for, seconds since the epoch; now if None.

    Returns:
        The experiment: `finished`, `cancelled`, or `failed` if no leg has run.
    """
    experiment = _begun(plan, experiment_id or uuid4().hex, created_at)
    pipe = StarterPipe()
    try:
        listeners = Listeners(on_change, on_progress, cancelled)
        return _Run(experiment, listeners, distributed, origin_url or "", pipe).to_the_end()
    finally:
        pipe.close()


class _Run:
    """A running experiment."""

    def __init__(
        self,
        experiment: Experiment,
        listeners: Listeners,
        distributed: DistributedRunner | None,
        origin_url: str,
        pipe: StarterPipe,
    ) -> None:
        self._experiment = experiment
        self._listeners = listeners
        self._distributed = distributed
        self._origin_url = origin_url
        self._pipe = pipe
        self._legs = Legs(experiment.plan, find_pythons())
        self._cancel_pace = Pace(CANCEL_INTERVAL_SECS)

    def to_the_end(self) -> Experiment:
        self._tell()
        try:
            for order, (repeat, leg) in enumerate(_random_order(self._experiment.plan)):
                self._run_leg(leg, repeat, order)
                self._tell()
        except ExperimentCancelled:
            return self._end(replace(self._experiment, state="cancelled"))
        if any(leg.runs for leg in self._legs.all()):
            return self._end(replace(self._experiment, state="finished"))
        return self._end(replace(self._experiment, state="failed", failure=Fact("no-leg-ran")))

    def _end(self, experiment: Experiment) -> Experiment:
        self._experiment = replace(experiment, ended_at=time.time())
        return self._tell()

    def _tell(self) -> Experiment:
        measured = replace(self._experiment, legs=self._legs.all())
        shown = without_hidden_samples(evaluate(measured))
        self._listeners.on_change(shown)
        return shown

    def _run_leg(self, plan: LegPlan, repeat: int, order: int) -> None:
        leg = self._legs.get(plan)
        if leg.unavailable is not None or leg.failure is not None:
            return
        try:
            run = require_finite(self._run_once(leg, self._progress(plan, repeat, order)))
        except LegUnavailable as refused:
            self._legs.put(replace(leg, unavailable=refused.fact))
        except LegFailed as failed:
            self._legs.put(replace(leg, failure=failed.fact))
        else:
            self._legs.add_run(plan, replace(run, repeat=repeat, order=order))

    def _run_once(self, leg: Leg, progress: ProgressTeller) -> LegRun:
        self._check_cancelled()
        plan = self._experiment.plan
        if plan.workload == "http" and not self._origin_url:
            raise LegUnavailable(Fact("no-origin"))
        progress.tell(0.0, ())
        if leg.plan.model == DISTRIBUTED:
            return self._run_distributed(leg, progress)
        if leg.python is None:
            raise LegUnavailable(Fact("no-python", {"python": leg.plan.python}))
        watch = LegWatch(progress.tell_state, self._is_cancelled)
        return run_local_leg(
            plan,
            leg.plan,
            leg.python,
            origin_url=self._origin_url,
            pipe=self._pipe,
            watch=watch,
        )

    def _run_distributed(self, leg: Leg, progress: ProgressTeller) -> LegRun:
        if self._distributed is None:
            raise LegUnavailable(Fact("no-workers", {"pool": leg.plan.pool}))
        workers = self._distributed.find_workers(leg.plan.pool)
        self._legs.put(replace(leg, slots=workers.slots, workers=workers.count))
        run = self._distributed.run(
            self._experiment.plan, leg.plan, on_tasks=progress.tell, cancelled=self._is_cancelled
        )
        return replace(run, workers=workers.count, slots=workers.slots, worker_cores=workers.cores)

    def _progress(self, leg: LegPlan, repeat: int, order: int) -> ProgressTeller:
        plan = self._experiment.plan
        first = Progress(self._experiment.id, leg.key, repeat, order, len(plan.legs) * plan.repeats)
        return ProgressTeller(first, self._listeners.on_progress)

    def _is_cancelled(self) -> bool:
        return self._cancel_pace.is_due() and self._listeners.cancelled()

    def _check_cancelled(self) -> None:
        if self._listeners.cancelled():
            raise ExperimentCancelled


def _begun(plan: Plan, experiment_id: str, created_at: float | None) -> Experiment:
    now = time.time()
    return Experiment(
        id=experiment_id,
        plan=plan,
        state="running",
        created_at=now if created_at is None else created_at,
        machine=this_machine(),
        started_at=now,
    )


def _random_order(plan: Plan) -> list[tuple[int, LegPlan]]:
    """All runs of legs, as (repeat, leg): repeat by repeat, in each a random order of the legs."""
    draw = random.SystemRandom()
    return [(repeat, leg) for repeat in range(plan.repeats) for leg in draw.sample(plan.legs, len(plan.legs))]
