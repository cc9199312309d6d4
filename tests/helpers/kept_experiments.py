"""Experiments as a lab runner would have kept them, for what only shows them."""

from dataclasses import replace
from uuid import uuid4

from redis import Redis
from rq.job import Job

from lab.evaluation import evaluate
from lab.experiment import Experiment, Leg, LegRun
from lab_runner.publishing import gists
from tests.helpers.experiments import experiment, leg, leg_run, task
from wire import Event, ExperimentChanged, publish
from wire.experiments import EXPERIMENT_JOB, ExperimentRecord, add_experiment, pack_result

KEEP_SECS = 600


def computing(*, repeats: int = 2, models: int = 3, **more: object) -> Experiment:
    """Two tasks that compute: in sequence, by two threads that share a GIL, by two processes.

    Args:
        repeats: how often each leg has run.
        models: how many of the three legs have run.
        more: fields of the experiment.
    """
    all_runs = (_in_sequence, _by_threads, _by_processes)
    names = ("sequential", "thread_pool", "process_pool")
    legs: list[Leg] = []
    for i, (name, run) in enumerate(zip(names, all_runs, strict=True)):
        runs = [run(number) for number in range(repeats if i < models else 0)]
        legs.append(leg(*runs, model=name, slots=1 if i == 0 else 2))
    made = experiment(*legs, workload="computing", **more)
    plan = replace(made.plan, tasks=2, slots=2, repeats=2)
    return evaluate(replace(made, id=uuid4().hex, plan=plan))


def _in_sequence(repeat: int) -> LegRun:
    noise = 1 + repeat / 100
    tasks = (task(i, start=i * noise, secs=noise, work=noise, cpu=noise) for i in range(2))
    return leg_run(*tasks, repeat=repeat)


def _by_threads(repeat: int) -> LegRun:
    secs = 2.02 + repeat / 100
    tasks = (task(i, secs=secs, work=secs, cpu=secs / 2, thread_id=i + 1) for i in range(2))
    return leg_run(*tasks, repeat=repeat)


def _by_processes(repeat: int) -> LegRun:
    secs = 1.05 + repeat / 100
    tasks = (task(i, secs=secs, work=secs, cpu=secs, pid=i + 1) for i in range(2))
    return leg_run(*tasks, repeat=repeat)


def keep(redis: "Redis", kept: Experiment) -> str:
    """Keep it in Redis as it stands now, and publish that it has changed.

    Returns:
        Its id.
    """
    data = kept.to_dict()
    record = ExperimentRecord(
        id=kept.id,
        plan=data["plan"],
        state=kept.state,
        created_at=kept.created_at,
        keep_secs=KEEP_SECS,
        legs=tuple(gists(kept)),
    )
    with redis.pipeline() as pipeline:
        add_experiment(pipeline, record)
        pipeline.hset(f"parallax:experiment:{kept.id}", "result", pack_result(data))
        pipeline.execute()
    if kept.state in ("queued", "running"):  # one without a job would have lost it
        Job.create(EXPERIMENT_JOB, id=kept.id, connection=redis).save()
    publish(redis, Event("experiment", ExperimentChanged(kept.id, kept.state)))
    return kept.id
