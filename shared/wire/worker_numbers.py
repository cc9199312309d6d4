"""The number of each worker within its pool: people call it "threads 1".

A worker keeps its number for as long as it lives; the next worker of the pool then gets the lowest free one.
"""

from typing import Any

from redis import Redis

from . import keys
from .queues import WORKER_POOLS, WorkerPool

RECORD_PREFIX = "rq:worker:"  # of RQ's records of workers

# KEYS: numbers of the pool.  ARGV: the worker's name, prefix of RQ's records of workers
# Returns: the worker's number: the one it has, or the lowest that no living worker has.
GIVE_NUMBER = """
local taken, own = {}, nil
local numbers = redis.call('HGETALL', KEYS[1])
for i = 1, #numbers, 2 do
    local record = ARGV[2] .. numbers[i + 1]
    if numbers[i + 1] == ARGV[1] then
        own = tonumber(numbers[i])
    elseif redis.pcall('HEXISTS', record, 'birth') == 1 and redis.call('HEXISTS', record, 'death') == 0 then
        taken[numbers[i]] = true
    else
        redis.call('HDEL', KEYS[1], numbers[i])
    end
end
if own then
    return own
end
local number = 1
while taken[tostring(number)] do
    number = number + 1
end
redis.call('HSET', KEYS[1], number, ARGV[1])
return number
"""


def give_number(redis: "Redis", pool: WorkerPool, worker: str) -> int:
    """Give a registered worker its number, or return the one that it has.

    Raises:
        redis.RedisError: Redis is away, or refuses.
    """
    give = redis.register_script(GIVE_NUMBER)
    return int(give(keys=[keys.worker_numbers(pool)], args=[worker, RECORD_PREFIX]))


def worker_numbers(redis: "Redis") -> dict[str, int]:
    """The numbers of all workers, by name; one round trip."""
    with redis.pipeline(transaction=False) as pipeline:
        for pool in WORKER_POOLS:
            pipeline.hgetall(keys.worker_numbers(pool))
        answers: list[Any] = pipeline.execute(raise_on_error=False)
    numbers = [pair for answer in answers if isinstance(answer, dict) for pair in answer.items()]
    return {worker.decode(errors="replace"): int(number) for number, worker in numbers if number.isdigit()}
