"""Queue the downloads of a valid submission, all or none."""

from datetime import UTC, datetime
from uuid import uuid4

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import WatchError
from rq.queue import Queue
from rq.serializers import JSONSerializer

from download_task import Download, Work, name_from_url
from front.idempotency import IdempotencyKey, digest_of
from front.problems import Problem
from front.schemas import Item, Submission
from front.settings import FrontSettings
from wire import Event, Queued, job_data, keys, publish, queue_for

from . import batch_records
from .batch_records import BatchRecord
from .queue_limit import require_room


def submit(
    redis: "Redis", submission: Submission, settings: FrontSettings, *, key: str | None, body: bytes
) -> tuple[BatchRecord, list[str]]:
    """Queue the submission's downloads in one transaction.

    Args:
        redis: where the queues are.
        submission: what to queue.
        settings: the limits, and how long records are kept.
        key: the request's Idempotency-Key, if any.
        body: the request's body; another body with the same key is refused.

    Returns:
        The batch and its downloads' ids; for a known key, those of the first request.

    Raises:
        Problem: the key was used for another body, or too many downloads wait.
        redis.RedisError: Redis is away. Either nothing was queued, or everything was and the answer got
            lost; a request with the same key then returns it.
    """
    downloads = [_download(item, submission) for item in submission.items]
    once = IdempotencyKey(keys.idempotency(key), "batch", digest_of(body)) if key is not None else None
    ids = [download.id for download in downloads]
    batch_id = uuid4().hex
    while True:
        with redis.pipeline() as pipeline:
            if added := batch_records.added_batch(pipeline, batch_id):
                return added, ids  # the transaction succeeded, only its answer got lost
            if once is not None and (known := once.remembered(pipeline)):
                return _first_answer(redis, known)
            require_room(redis, len(ids), settings.max_waiting)
            first = batch_records.next_sequence(redis, len(ids))
            batch = BatchRecord(batch_id, datetime.now(UTC), len(ids), submission.pool, first)
            pipeline.multi()
            _add(pipeline, redis, batch, downloads, submission, settings)
            if once is not None:
                once.remember(pipeline, batch.id, settings.keep_secs)
            try:
                pipeline.execute()
            except WatchError:
                continue  # the same key was used meanwhile, or the connection broke: check again
            return batch, ids


def _add(
    pipeline: "Pipeline",
    redis: "Redis",
    batch: BatchRecord,
    downloads: list[Download],
    submission: Submission,
    settings: FrontSettings,
) -> None:
    """Add the jobs, the batch and its event to the transaction."""
    queue = Queue(queue_for(batch.pool), connection=redis, serializer=JSONSerializer)
    jobs = [
        job_data(
            download,
            batch=batch.id,
            retries=submission.retries,
            timeout_secs=settings.job_timeout_secs,
            keep_secs=settings.keep_secs,
        )
        for download in downloads
    ]
    queue.enqueue_many(jobs, pipeline=pipeline)
    batch_records.add_batch(pipeline, batch, [download.id for download in downloads], settings.keep_secs)
    publish(pipeline, Event("queued", Queued(batch.count, batch.pool), batch.id))


def _first_answer(redis: "Redis", batch_id: str) -> tuple[BatchRecord, list[str]]:
    batch = batch_records.find_batch(redis, batch_id)
    if batch is None:
        raise Problem(409, "key-of-forgotten-batch")
    return batch, batch_records.batch_members(redis, batch.id)


def _download(item: Item, submission: Submission) -> Download:
    work = Work(submission.work.kind, submission.work.rounds) if submission.work else None
    return Download(
        name=item.name or name_from_url(item.url or ""),
        url=item.url,
        checksum=item.checksum or (submission.checksum if item.url else None),
        work=work,
        seed=submission.seed,
        time_scale=submission.time_scale,
    )
