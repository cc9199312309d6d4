"""Workers as the API shows them: who runs downloads, and what each slot runs."""

from redis import Redis
from rq.job import Job

from front.schemas import RunningView, WorkersView, WorkerView
from rq_pools import describe_workers


def workers_view(redis: "Redis") -> WorkersView:
    """All live workers, and what each slot runs."""
    workers = describe_workers(redis)
    ids = [job.job_id for worker in workers for job in worker.running]
    names = _names(redis, ids)
    views = [
        WorkerView(
            name=worker.name,
            hostname=worker.hostname,
            pid=worker.pid,
            pool=worker.pool,
            slots=worker.slots,
            queues=worker.queues,
            state=worker.state,
            last_heartbeat=worker.last_heartbeat,
            finished_jobs=worker.finished_jobs,
            failed_jobs=worker.failed_jobs,
            running=[
                RunningView(
                    slot=job.slot, download=job.job_id, name=names[job.job_id], started_at=job.started_at
                )
                for job in worker.running
            ],
        )
        for worker in workers
    ]
    return WorkersView(
        workers=views,
        slots_total=sum(worker.slots for worker in views),
        slots_busy=sum(len(worker.running) for worker in views),
    )


def _names(redis: "Redis", ids: list[str]) -> dict[str, str]:
    with redis.pipeline(transaction=False) as pipeline:
        for job_id in ids:
            pipeline.hget(Job.key_for(job_id), "description")
        return {
            job_id: (name or b"").decode(errors="replace")
            for job_id, name in zip(ids, pipeline.execute(), strict=True)
        }
