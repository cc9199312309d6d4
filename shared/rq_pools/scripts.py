"""What must happen in Redis at once or not at all, as Lua (Redis runs a script without interruption).

An *execution* is RQ's record that a worker holds a job. It is known in five places, written and removed
together here: the queue's started registry, the job's executions, its own hash, the worker's executions,
and, until the job's function starts, the queue's intermediate list.
"""

# Take job ids, one by one from the first queue that has any, each as an execution of the worker. RQ moves
# the id first (or, for several queues, pops it) and registers the execution later: a worker killed in
# between leaves a job that nobody holds. Here there is no between.
# What is no job of RQ, by its id or by the type of its key, is thrown away; a queue that is no list is left
# alone: a script that fails half-way is not undone.
# KEYS: RQ's suspension flag, executions of the worker, then for each queue: queue, intermediate list,
#       started registry
# ARGV: worker name, now, the execution's time to live, prefix of a job's executions, prefix of an
#       execution, prefix of a job, then for each free slot: execution id, slot
# Returns: {queue number, job id, execution id, slot, …}, queue numbers from 1; nil when suspended.
TAKE = """
if redis.call('EXISTS', KEYS[1]) == 1 then
    return nil
end
local worker, now, ttl = ARGV[1], ARGV[2], tonumber(ARGV[3])
local taken, claim = {}, 7

local function hold(i, job_id, execution_id, slot)
    local composite = job_id .. ':' .. execution_id
    local execution, executions = ARGV[5] .. composite, ARGV[4] .. job_id
    redis.call('HSET', execution, 'id', execution_id, 'job_id', job_id, 'worker_name', worker,
               'created_at', now, 'last_heartbeat', now, 'slot', slot)
    redis.call('EXPIRE', execution, ttl)
    redis.call('ZADD', executions, tonumber(now) + ttl + 60, execution_id)
    redis.call('EXPIRE', executions, ttl + 60)
    redis.call('ZADD', KEYS[i + 2], tonumber(now) + ttl, composite)
    redis.call('SADD', KEYS[2], composite)
    redis.call('EXPIRE', KEYS[2], ttl + 60)
    for _, value in ipairs({i / 3, job_id, execution_id, slot}) do
        table.insert(taken, value)
    end
end

local function is_job(job_id)
    return string.find(job_id, '^[%w_.-]+$') and redis.call('TYPE', ARGV[6] .. job_id)['ok'] == 'hash'
end

for i = 3, #KEYS, 3 do
    local is_queue = redis.call('TYPE', KEYS[i])['ok'] == 'list'
    while is_queue and claim < #ARGV do
        local job_id = redis.call('LINDEX', KEYS[i], 0)
        if not job_id then break end
        if not is_job(job_id) then
            redis.call('LPOP', KEYS[i])
        else
            redis.call('LMOVE', KEYS[i], KEYS[i + 1], 'LEFT', 'RIGHT')
            hold(i, job_id, ARGV[claim], ARGV[claim + 1])
            claim = claim + 2
        end
    end
end
return taken
"""

# Keep an execution alive, as RQ's `Execution.heartbeat` does, but only while it is still held: another
# worker may have taken its job over while this one stood still.
# KEYS: started registry, executions of the job, execution, executions of the worker
# ARGV: job id, execution id, now, time to live, worker name, then the execution's fields and their values
# Returns: 1 the worker holds it, 0 it does not.
RENEW = """
local composite, now, ttl = ARGV[1] .. ':' .. ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
if not redis.call('ZSCORE', KEYS[1], composite) then
    return 0
end
if (redis.call('HGET', KEYS[3], 'worker_name') or ARGV[5]) ~= ARGV[5] then
    return 0
end
redis.call('ZADD', KEYS[1], now + ttl, composite)
redis.call('ZADD', KEYS[2], now + ttl + 60, ARGV[2])
redis.call('EXPIRE', KEYS[2], ttl + 60)
redis.call('HSET', KEYS[3], unpack(ARGV, 6))
redis.call('EXPIRE', KEYS[3], ttl)
redis.call('SADD', KEYS[4], composite)
return 1
"""

# Forget an execution. Its job is left as it is.
# KEYS: started registry, executions of the job, execution, executions of the worker, intermediate list
# ARGV: job id, execution id
DROP = """
local composite = ARGV[1] .. ':' .. ARGV[2]
redis.call('ZREM', KEYS[1], composite)
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('DEL', KEYS[3])
redis.call('SREM', KEYS[4], composite)
redis.call('LREM', KEYS[5], 1, ARGV[1])
return 1
"""

# Put a job that an execution did not finish back at the front of its queue. When that has happened too
# often, the heir holds it instead, and has to fail it.
# KEYS: as of DROP, then queue, job, worker that holds the execution, executions of the heir
# ARGV: job id, execution id, name of the worker that holds it, enqueued_at, "1" to do so only if that
#       worker is gone, how many takeovers are allowed (-1: do not count this one), name of the heir
# Returns: 1 handed back, 0 nothing to do, -1 too many takeovers.
HAND_BACK = f"""
local function drop()
{DROP}
end
local composite = ARGV[1] .. ':' .. ARGV[2]
if not redis.call('ZSCORE', KEYS[1], composite) then
    return 0
end
if (redis.call('HGET', KEYS[3], 'worker_name') or '') ~= ARGV[3] then
    return 0
end
if ARGV[5] == '1' and redis.call('EXISTS', KEYS[8]) == 1 and redis.call('HEXISTS', KEYS[8], 'death') == 0 then
    return 0
end
if redis.call('TYPE', KEYS[7])['ok'] ~= 'hash' then
    drop()
    return 0
end
local status = redis.call('HGET', KEYS[7], 'status')
local is_taken = status and status ~= 'canceled' and redis.call('LPOS', KEYS[5], ARGV[1])
if status ~= 'started' and not is_taken then
    drop()
    return 0
end
local allowed = tonumber(ARGV[6])
if allowed >= 0 and (tonumber(redis.call('HGET', KEYS[7], 'takeovers')) or 0) >= allowed then
    redis.call('HSET', KEYS[3], 'worker_name', ARGV[7])
    redis.call('SREM', KEYS[4], composite)
    redis.call('SADD', KEYS[9], composite)
    return -1
end
if allowed >= 0 then
    redis.call('HINCRBY', KEYS[7], 'takeovers', 1)
end
drop()
redis.call('HSET', KEYS[7], 'status', 'queued', 'enqueued_at', ARGV[4])
redis.call('HDEL', KEYS[7], 'started_at', 'worker_name')
redis.call('LPUSH', KEYS[6], ARGV[1])
return 1
"""

# Put a job id back that stands in the intermediate list and is nobody's: left by another kind of worker.
# KEYS: queue, intermediate list.  ARGV: job id.  Returns: 1 put back, 0 it was no longer there.
UNTAKE = """
if redis.call('LREM', KEYS[2], 0, ARGV[1]) == 0 then
    return 0
end
redis.call('LPUSH', KEYS[1], ARGV[1])
return 1
"""
