"""Cancel a download, or all downloads of a batch."""

import time
from typing import Any

from redis import Redis
from rq.job import Job
from rq.queue import Queue
from rq.registry import CanceledJobRegistry, ScheduledJobRegistry

from front.problems import Problem
from wire import ENDED, DownloadJob, Ended, Event, keys, queue_for
from wire.cancel_requests import KEEP_SECS
from wire.events import STREAM_MAX_EVENTS

from .batch_records import BatchRecord, batch_members
from .batches import states_of
from .read_downloads import find_job

AT_ONCE = 500  # downloads that one script cancels; it blocks Redis for about 20 ms

# Cancels a job only if it can be removed from its queue. If a worker has taken it first, its task sees the
# cancel request. RQ's own cancel would also mark a job that a worker has just taken.
# Jobs on the queue are marked first and removed in one pass: LREM for each would walk the list each time.
# KEYS: queue, scheduled registry, canceled registry, events; then of each job: its key, its cancel request
# ARGV: now, seconds to keep the jobs, seconds to keep the requests, most events kept; then of each job:
#       its id, its event
# Returns for each job: 0 it has ended or is gone, 1 its task is asked to stop, 2 it waited and is cancelled.
CANCEL = """
local queue, now, keep_secs = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local ended = {finished = true, failed = true, canceled = true, stopped = true}
local done, open, number_of, first_id = {}, 0, {}, nil

for i = 1, (#KEYS - 4) / 2 do
    local status = redis.pcall('HGET', KEYS[3 + 2 * i], 'status')
    done[i] = 0
    if type(status) == 'string' and not ended[status] then
        redis.call('SET', KEYS[4 + 2 * i], 1, 'EX', ARGV[3])
        done[i] = 1
        open = open + 1
        number_of[ARGV[3 + 2 * i]] = i
        first_id = first_id or ARGV[3 + 2 * i]
    end
end
if open == 0 then
    return done
end

local found = 0
local function mark(start, stop)
    while start <= stop and found < open do
        local last = math.min(start + 999, stop)
        for offset, id in ipairs(redis.call('LRANGE', queue, start, last)) do
            local i = number_of[id]
            if i then
                redis.call('LSET', queue, start + offset - 1, '')
                found = found + (done[i] == 1 and 1 or 0)
                done[i] = 2
            end
        end
        start = last + 1
    end
end
local first = redis.call('LPOS', queue, first_id) or 0  -- the others most likely follow it
mark(first, redis.call('LLEN', queue) - 1)
mark(0, first - 1)
if found > 0 then
    redis.call('LREM', queue, 0, '')
end

redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - keep_secs)
for id, i in pairs(number_of) do
    local was_scheduled = redis.call('ZREM', KEYS[2], id) == 1
    if done[i] == 2 or was_scheduled then
        done[i] = 2
        redis.call('ZADD', KEYS[3], now, id)
        redis.call('HSET', KEYS[3 + 2 * i], 'status', 'canceled')
        redis.call('EXPIRE', KEYS[3 + 2 * i], keep_secs)
    end
end
for i = 1, #done do
    if done[i] == 2 then
        redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[4], '*', 'event', ARGV[4 + 2 * i])
    end
end
return done
"""


def cancel(redis: "Redis", job: DownloadJob, keep_secs: int) -> None:
    """Cancel the download, queued or running.

    Args:
        redis: where the job is.
        job: the download's.
        keep_secs: how long to keep a download that never ran, in seconds.

    Raises:
        Problem: it has already ended, or is gone.
    """
    queue = Queue(job.origin, connection=redis)
    if not _cancel(redis, queue, {job.id: job.description or ""}, job.batch, keep_secs):
        raise _refusal(find_job(redis, job.id), job.id)


def cancel_batch(redis: "Redis", batch: BatchRecord, keep_secs: int) -> list[str]:
    """Cancel the batch's downloads that have not ended; returns their ids.

    Safe to call again. A download that ends or is queued again at this moment may be missed.
    """
    states = states_of(redis, batch_members(redis, batch.id))
    open_ids = [download_id for download_id, state in states.items() if state not in ENDED]
    queue = Queue(queue_for(batch.pool), connection=redis)
    asked: list[str] = []
    for start in range(0, len(open_ids), AT_ONCE):
        names = _names(redis, open_ids[start : start + AT_ONCE])
        asked += _cancel(redis, queue, names, batch.id, keep_secs)
    return asked


def _cancel(redis: "Redis", queue: Queue, names: dict[str, str], batch: str, keep_secs: int) -> list[str]:
    """Cancel the downloads, given by id with their names; returns those that had not ended."""
    registries = (ScheduledJobRegistry(queue=queue), CanceledJobRegistry(queue=queue))
    script_keys = [queue.key, *(registry.key for registry in registries), keys.EVENTS]
    arguments: list[Any] = [int(time.time()), keep_secs, KEEP_SECS, STREAM_MAX_EVENTS]
    for download_id, name in names.items():
        script_keys += [Job.key_for(download_id), keys.cancel_request(download_id)]
        arguments += [download_id, Event("cancelled", Ended(name), batch, download_id).to_json()]
    done: Any = redis.register_script(CANCEL)(keys=script_keys, args=arguments)
    return [download_id for download_id, answer in zip(names, done, strict=True) if answer]


def _names(redis: "Redis", ids: list[str]) -> dict[str, str]:
    with redis.pipeline(transaction=False) as pipeline:
        for download_id in ids:
            pipeline.hget(Job.key_for(download_id), "description")
        answers: list[Any] = pipeline.execute(raise_on_error=False)
    return {
        download_id: name.decode(errors="replace") if isinstance(name, bytes) else ""
        for download_id, name in zip(ids, answers, strict=True)
    }


def _refusal(job: DownloadJob | None, download_id: str) -> Problem:
    if job is None:
        return Problem(404, "no-such-download", id=download_id)
    return Problem(409, "already-ended", state=job.state)
