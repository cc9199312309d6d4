"""What must happen in Redis at once or not at all, as Lua (Redis runs a script without interruption)."""

# Move up to ARGV[1] job ids, one by one from the first queue that has any, to that queue's intermediate
# list, from which they can be recovered. RQ does so for one queue only; for several it pops (BLPOP), and
# a worker killed at that moment loses the job.
# KEYS: RQ's suspension flag, queue 1, its intermediate list, queue 2, its intermediate list, …
# Returns: {queue number, job id, queue number, job id, …}, the queue numbers from 1; nil when suspended.
TAKE = """
if redis.call('EXISTS', KEYS[1]) == 1 then
    return nil
end
local taken = {}
local left = tonumber(ARGV[1])
for i = 2, #KEYS, 2 do
    while left > 0 do
        local job_id = redis.call('LMOVE', KEYS[i], KEYS[i + 1], 'LEFT', 'RIGHT')
        if not job_id then break end
        table.insert(taken, i / 2)
        table.insert(taken, job_id)
        left = left - 1
    end
end
return taken
"""

# Put a job that an execution did not finish back at the front of its queue.
# KEYS: queue, intermediate list, job, started registry, executions of the job, execution,
#       executions of the worker, worker
# ARGV: job id, execution id, enqueued_at, "1" to do so only if the worker is gone,
#       how many takeovers are allowed (-1: do not count this one)
# Returns: 1 handed back, 0 nothing to do, -1 too many takeovers.
HAND_BACK = """
local job_id, execution_id = ARGV[1], ARGV[2]
local composite = job_id .. ':' .. execution_id
if ARGV[4] == '1' and redis.call('EXISTS', KEYS[8]) == 1 and redis.call('HEXISTS', KEYS[8], 'death') == 0 then
    return 0
end
if not redis.call('ZSCORE', KEYS[4], composite) then
    return 0
end
local status = redis.call('HGET', KEYS[3], 'status')
local waits = status == 'started' or redis.call('LPOS', KEYS[2], job_id)
local allowed = tonumber(ARGV[5])
if waits and allowed >= 0 then
    local takeovers = redis.call('HINCRBY', KEYS[3], 'takeovers', 1)
    if takeovers > allowed then
        redis.call('HINCRBY', KEYS[3], 'takeovers', -1)
        return -1
    end
end
redis.call('ZREM', KEYS[4], composite)
redis.call('ZREM', KEYS[5], execution_id)
redis.call('DEL', KEYS[6])
redis.call('SREM', KEYS[7], composite)
redis.call('LREM', KEYS[2], 0, job_id)
if not waits then
    return 0
end
redis.call('HSET', KEYS[3], 'status', 'queued', 'enqueued_at', ARGV[3])
redis.call('LPUSH', KEYS[1], job_id)
return 1
"""

# Put a job id that was taken by a worker which died before it registered an execution back.
# KEYS: queue, intermediate list.  ARGV: job id.  Returns: 1 put back, 0 it was no longer there.
UNTAKE = """
if redis.call('LREM', KEYS[2], 0, ARGV[1]) == 0 then
    return 0
end
redis.call('LPUSH', KEYS[1], ARGV[1])
return 1
"""
