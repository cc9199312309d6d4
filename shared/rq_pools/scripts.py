"""What must happen in Redis at once or not at all, as Lua (Redis runs a script without interruption).

An *execution* is RQ's record that a worker holds a job. It is known in four places, written and removed
together here: the queue's started registry, the job's executions, its own hash, and the worker's executions.

It is *held* by the worker that its hash names. Where the hash has expired, because nobody has renewed it for
long, it is held while it is in the registry. (RQ takes the execution of a job that is cancelled while it runs
out of the registry, and lets the job run on.)

Until when an execution lives is written by Redis's own clock: those of the workers may differ by minutes.
"""

# The time by Redis's clock, in seconds since the epoch.
TIME = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
"""

# Take jobs, from the first queue that has any, each as an execution of the worker that has started. RQ pops
# the id first and registers the execution later: a worker killed in between leaves a job that nobody holds.
# Here there is no between. From one queue no more than its fair share is taken at a time, so that a burst
# of jobs spreads over the workers that wait for it; who still has free slots then asks again.
# What is no job of RQ, by its id or by the type of its key, is thrown away; a queue that is no list, or whose
# started registry is no sorted set, is left alone: a script that fails half-way is not undone.
# KEYS: RQ's suspension flag, worker, executions of the worker, then for each queue: queue, started registry,
#       its workers
# ARGV: worker name, the worker's time as a number and as RQ's text, the execution's time to live, prefix of
#       a job's executions, prefix of an execution, prefix of a job, the worker's new state (empty: as it is),
#       then for each free slot: execution id, slot, process id, name of the thread
# Returns: nil when suspended; else whether there is more to take now, and the worker's time; then for each
#          job: queue number from 1, job id, execution id, slot, the fields of its hash.
TAKE = f"""
{TIME}
if redis.call('EXISTS', KEYS[1]) == 1 then
    return nil
end
local worker, ttl = ARGV[1], tonumber(ARGV[4])
local taken, claim = {{0, ARGV[2]}}, 9

local function hold(i, job_id, job)
    local execution_id, slot = ARGV[claim], ARGV[claim + 1]
    local composite = job_id .. ':' .. execution_id
    local execution, executions = ARGV[6] .. composite, ARGV[5] .. job_id
    redis.call('HSET', execution, 'id', execution_id, 'job_id', job_id, 'worker_name', worker, 'slot', slot,
               'created_at', ARGV[2], 'last_heartbeat', ARGV[2], 'taken_at', now, 'pid', ARGV[claim + 2],
               'thread', ARGV[claim + 3])
    redis.call('EXPIRE', execution, ttl)
    redis.call('ZADD', executions, now + ttl + 60, execution_id)
    redis.call('EXPIRE', executions, ttl + 60)
    redis.call('ZADD', KEYS[i + 1], now + ttl, composite)
    redis.call('SADD', KEYS[3], composite)
    redis.call('HSET', ARGV[7] .. job_id, 'status', 'started', 'started_at', ARGV[3],
               'last_heartbeat', ARGV[3], 'worker_name', worker)
    redis.call('PERSIST', ARGV[7] .. job_id)
    for _, value in ipairs({{(i - 1) / 3, job_id, execution_id, slot, job}}) do
        table.insert(taken, value)
    end
    claim = claim + 4
end

local function is_kind(key, kind)
    local found = redis.call('TYPE', key)['ok']
    return found == 'none' or found == kind
end

local function fair_share(i, waiting)
    return waiting > 1 and math.ceil(waiting / math.max(1, redis.call('SCARD', KEYS[i + 2]))) or 1
end

local wants_many = claim + 4 < #ARGV
for i = 4, #KEYS, 3 do
    local waiting = wants_many and redis.pcall('LLEN', KEYS[i]) or 1
    waiting = type(waiting) == 'number' and is_kind(KEYS[i + 1], 'zset') and waiting or 0
    local share = fair_share(i, waiting)
    while waiting > 0 and share > 0 and claim < #ARGV do
        local job_id = redis.pcall('LPOP', KEYS[i])
        if type(job_id) ~= 'string' then
            waiting = 0
            break
        end
        waiting = wants_many and waiting - 1 or 1
        if string.find(job_id, '^[%w_.-]+$') then
            local job = redis.pcall('HGETALL', ARGV[7] .. job_id)
            if not job.err and #job > 0 then
                if not is_kind(ARGV[5] .. job_id, 'zset') then
                    redis.call('DEL', ARGV[5] .. job_id)
                end
                hold(i, job_id, job)
                share = share - 1
            end
        end
    end
    if waiting > 0 then
        taken[1] = 1
        break
    end
end
if #taken > 2 and ARGV[8] ~= '' and redis.call('HEXISTS', KEYS[2], 'birth') == 1 then
    redis.call('HSET', KEYS[2], 'state', ARGV[8])
end
return taken
"""

# Carry out the commands that end an execution, if the worker still holds it: another one may have taken the
# job over while this one stood still, and must not find its work overwritten.
# KEYS: started registry, execution, then keys of which RQ has assumed that they do not exist
# ARGV: composite key, worker name, then for each command: the number of its words, its words
# Returns: 1 done, 0 not held, -1 an assumption is wrong; or the first error of a command. When it is the
#          first command's, nothing was done: Redis is full, or read-only. After another's, the rest was
#          carried out all the same, as in a transaction.
END = """
local holder = redis.call('HGET', KEYS[2], 'worker_name')
if holder ~= ARGV[2] and (holder or not redis.call('ZSCORE', KEYS[1], ARGV[1])) then
    return 0
end
for i = 3, #KEYS do
    if redis.call('EXISTS', KEYS[i]) == 1 then
        return -1
    end
end
local failure, i = nil, 3
while i <= #ARGV do
    local words = tonumber(ARGV[i])
    local answer = redis.pcall(unpack(ARGV, i + 1, i + words))
    if type(answer) == 'table' and answer.err then
        if i == 3 then
            return answer
        end
        failure = failure or answer
    end
    i = i + words + 1
end
return failure or 1
"""

# END, and then, if that is done, TAKE for the slot that is free by it: one round trip.
# KEYS: of END, of TAKE.  ARGV: how many KEYS and ARGV are of END, ARGV of END, ARGV of TAKE
# Returns: what END returns, and where that is 1 what TAKE returns; or END's error.
END_AND_TAKE = f"""
local function finish(KEYS, ARGV)
{END}
end
local function take(KEYS, ARGV)
{TAKE}
end
local function part(list, first, last)
    local found = {{}}
    for i = first, last do
        found[#found + 1] = list[i]
    end
    return found
end
local keys, args = tonumber(ARGV[1]), tonumber(ARGV[2])
local answer = finish(part(KEYS, 1, keys), part(ARGV, 3, args + 2))
if type(answer) == 'table' then
    return answer
end
if answer ~= 1 then
    return {{answer, false}}
end
return {{answer, take(part(KEYS, keys + 1, #KEYS), part(ARGV, args + 3, #ARGV)) or false}}
"""

# Keep an execution alive, as RQ's `Execution.heartbeat` does, but only while it is still held.
# KEYS: started registry, executions of the job, execution, executions of the worker, job
# ARGV: job id, execution id, time to live, worker name, the worker's time as RQ's text, then the execution's
#       fields and their values
# Returns: 1 the worker holds it, 0 it does not.
RENEW = f"""
{TIME}
local composite, ttl = ARGV[1] .. ':' .. ARGV[2], tonumber(ARGV[3])
local holder = redis.call('HGET', KEYS[3], 'worker_name')
if holder ~= ARGV[4] and (holder or not redis.call('ZSCORE', KEYS[1], composite)) then
    return 0
end
redis.call('ZADD', KEYS[1], 'XX', now + ttl, composite)
redis.call('ZADD', KEYS[2], now + ttl + 60, ARGV[2])
redis.call('EXPIRE', KEYS[2], ttl + 60)
redis.call('HSET', KEYS[3], unpack(ARGV, 6))
redis.call('EXPIRE', KEYS[3], ttl)
redis.call('SADD', KEYS[4], composite)
if redis.call('EXISTS', KEYS[5]) == 1 then
    redis.call('HSET', KEYS[5], 'last_heartbeat', ARGV[5])
end
return 1
"""

# Forget an execution. Its job is left as it is.
# KEYS: started registry, executions of the job, execution, executions of the worker
# ARGV: job id, execution id
DROP = """
local composite = ARGV[1] .. ':' .. ARGV[2]
redis.call('ZREM', KEYS[1], composite)
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('DEL', KEYS[3])
redis.call('SREM', KEYS[4], composite)
return 1
"""

# Put a job that an execution did not finish back at the front of its queue. When that has happened too
# often, the heir holds it instead, and has to fail it.
# A job that was cancelled, or put on its queue again by somebody, while it ran is left as it is. One that is
# `scheduled` and not in the registry of scheduled jobs died on the way there: RQ writes the two one after the
# other when it retries a job later.
# KEYS: as of DROP, then queue, job, worker that holds the execution, executions of the heir, scheduled
#       registry
# ARGV: job id, execution id, name of the worker that holds it, enqueued_at, "1" to do so only if that
#       worker is gone, how many takeovers are allowed (-1: do not count this one), name of the heir
# Returns: 1 handed back, 0 nothing to do, -1 too many takeovers.
HAND_BACK = f"""
local function drop()
{DROP}
end
local composite = ARGV[1] .. ':' .. ARGV[2]
local is_listed = redis.call('ZSCORE', KEYS[1], composite)
local holder = redis.call('HGET', KEYS[3], 'worker_name')
if (holder or '') ~= ARGV[3] or not (holder or is_listed) then
    return 0
end
local is_alive = redis.call('HEXISTS', KEYS[7], 'birth') == 1 and redis.call('HEXISTS', KEYS[7], 'death') == 0
if ARGV[5] == '1' and is_alive then
    return 0
end
if redis.call('TYPE', KEYS[6])['ok'] ~= 'hash' then
    drop()
    return 0
end
local status = redis.call('HGET', KEYS[6], 'status')
if status == 'scheduled' and not redis.call('ZSCORE', KEYS[9], ARGV[1]) then
    status = 'started'
end
if status ~= 'started' or not is_listed then
    drop()
    return 0
end
local allowed = tonumber(ARGV[6])
if allowed >= 0 and (tonumber(redis.call('HGET', KEYS[6], 'takeovers')) or 0) >= allowed then
    redis.call('HSET', KEYS[3], 'worker_name', ARGV[7])
    redis.call('SREM', KEYS[4], composite)
    redis.call('SADD', KEYS[8], composite)
    return -1
end
if allowed >= 0 then
    redis.call('HINCRBY', KEYS[6], 'takeovers', 1)
end
drop()
redis.call('HSET', KEYS[6], 'status', 'queued', 'enqueued_at', ARGV[4])
redis.call('HDEL', KEYS[6], 'started_at', 'worker_name')
redis.call('LPUSH', KEYS[5], ARGV[1])
return 1
"""

# Find the executions of a queue whose worker is gone, and those in the asking worker's own name.
# A record without `birth` is what a worker has left that wrote into it after it had expired, and then died;
# one that lives registers again with its next heartbeat.
# KEYS: started registry.  ARGV: prefix of an execution, prefix of a worker, the asking worker's name
# Returns: composite key, worker name (empty: the record has expired, nobody has renewed it for long), …
FIND_LOST = """
local lost, gone = {}, {}
for _, composite in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    local name = redis.pcall('HGET', ARGV[1] .. composite, 'worker_name')
    name = type(name) == 'string' and name or ''
    if gone[name] == nil then
        local key = ARGV[2] .. name
        local is_record = redis.call('TYPE', key)['ok'] == 'hash'
        if is_record and redis.call('HEXISTS', key, 'birth') == 0 then
            redis.call('DEL', key)
            is_record = false
        end
        gone[name] = not is_record or redis.call('HEXISTS', key, 'death') == 1
    end
    if gone[name] or name == ARGV[3] then
        table.insert(lost, composite)
        table.insert(lost, name)
    end
end
return lost
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
