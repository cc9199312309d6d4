"""Workers as the API shows them, with what each slot runs."""

from typing import Any

from redis import Redis
from rq.job import Job

from front.schemas import PoolView, RunningView, WorkersView, WorkerView
from rq_pools import WorkerView as LiveWorker
from rq_pools import describe_workers
from wire import LAB_QUEUE, POOLS, Pool, queue_for, unserved_pools, worker_numbers


def workers_view(redis: "Redis") -> WorkersView:
    """All live workers that run downloads, what each slot runs, and which pools they serve."""
    workers = [worker for worker in describe_workers(redis) if worker.queues != [LAB_QUEUE]]
    ids = [job.job_id for worker in workers for job in worker.running]
    names, numbers = _names(redis, ids), worker_numbers(redis)
    views = [_worker(worker, names, numbers.get(worker.name)) for worker in workers]
    return WorkersView(
        workers=views,
        pools=_pools(views, unserved_pools(redis)),
        slots_total=sum(worker.slots for worker in views),
        slots_busy=sum(len(worker.running) for worker in views),
    )


def _worker(worker: LiveWorker, names: dict[str, str], number: int | None) -> WorkerView:
    return WorkerView(
        name=worker.name,
        number=number,
        hostname=worker.hostname,
        pid=worker.pid,
        pool=worker.pool,
        slots=worker.slots,
        queues=worker.queues,
        state=worker.state,
        last_heartbeat=worker.last_heartbeat,
        heartbeat_secs=worker.heartbeat_secs,
        cores=worker.cores,
        machine=worker.machine,
        python=worker.python,
        gil=worker.gil,
        finished_jobs=worker.finished_jobs,
        failed_jobs=worker.failed_jobs,
        running=[
            RunningView(slot=job.slot, download=job.job_id, name=names[job.job_id], started_at=job.started_at)
            for job in worker.running
        ],
    )


def _pools(workers: list[WorkerView], reasons: dict[str, Any]) -> list[PoolView]:
    """Each pool: whether workers serve it, and if not, why."""
    return [_pool(pool, [w for w in workers if queue_for(pool) in w.queues], reasons) for pool in POOLS]


def _pool(pool: Pool, workers: list[WorkerView], reasons: dict[str, Any]) -> PoolView:
    return PoolView(
        name=pool,
        served=bool(workers),
        slots=sum(worker.slots for worker in workers),
        unserved=None if workers else reasons.get(pool),
    )


def _names(redis: "Redis", ids: list[str]) -> dict[str, str]:
    with redis.pipeline(transaction=False) as pipeline:
        for job_id in ids:
            pipeline.hget(Job.key_for(job_id), "description")
        return {
            job_id: (name or b"").decode(errors="replace")
            for job_id, name in zip(ids, pipeline.execute(), strict=True)
        }
