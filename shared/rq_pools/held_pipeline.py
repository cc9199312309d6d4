"""A transaction that ends a job, and that Redis carries out only while the job is still held.

RQ writes the end of a job in a transaction: it watches the key of the job's dependents, reads it, and sends
some twenty commands between MULTI and EXEC, in three round trips. A `HeldPipeline` takes the place of RQ's
pipeline, collects the same commands from RQ's own methods, and sends them as one script, in one round trip:

    watch(dependents)   remembered, not sent
    smembers(…)         "there are none", assumed
    execute()           END: is it held? are there really none? then the commands

An assumption that was wrong raises `WatchError`, as in any transaction; RQ then begins again, and this time
everything is done as RQ does it. While Redis is away, `execute` waits for it: what a job has done is not
thrown away.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn, TypeVar

from redis import Redis
from redis.client import Pipeline
from redis.commands.core import Script
from redis.exceptions import RedisError, WatchError
from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue
from rq.utils import as_text

from .patience import is_passing, patiently
from .stopping import StopToken

T = TypeVar("T")

ENDED, NOT_HELD, WRONG_ASSUMPTION = 1, 0, -1
AGAIN_SECS = 0.5
MAX_WORDS = 1_000  # of one command: Lua's stack has room for some thousands

log = logging.getLogger("rq.worker")


class NotHeld(BaseException):
    """The job is not this execution's any more. Not an `Exception`, which RQ would log as its own."""


class EndScripts(NamedTuple):
    """`END` and `END_AND_TAKE`, registered with a connection."""

    end: Script
    end_and_take: Script


class HeldConnection:
    """A Redis connection whose pipelines are held to one execution; all else is the connection's own.

    Args:
        connection: the worker's.
        scripts: registered with it.
        started_registry_key: of the queue that the job came from.
        execution: the lease.
        token: the run's.
        failed: the queue and the job, when its dependents have to be released in the same transaction. RQ
            does so afterwards, where a kill would leave them waiting for ever.

    Attributes:
        error: what kept the end from being written; RQ logs some of it, and goes on.
    """

    def __init__(
        self,
        connection: "Redis",
        scripts: EndScripts,
        started_registry_key: str,
        execution: Execution,
        token: StopToken,
        failed: tuple[Queue, Job] | None = None,
    ) -> None:
        self._connection = connection
        self.scripts = scripts
        self.started_registry_key = started_registry_key
        self.execution = execution
        self.token = token
        self.failed = failed
        self.error: Exception | None = None

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> "Pipeline":
        """A pipeline that writes only while the execution is held."""
        return HeldPipeline(self._connection, self, transaction)

    def end_as_lost(self) -> NoReturn:
        """Leave the job to whoever has it now.

        Raises:
            NotHeld: always.
        """
        self.token.ended = True
        log.warning("Job %s is not ours any more; its end is not written", self.execution.job_id)
        raise NotHeld

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class HeldPipeline(Pipeline):
    """See the module.

    Args:
        connection: where to send.
        hold: what has to hold.
        transaction: as of `Redis.pipeline`.
    """

    def __init__(self, connection: "Redis", hold: HeldConnection, transaction: bool) -> None:
        super().__init__(connection.connection_pool, connection.response_callbacks, transaction, None)
        self._redis = connection
        self._hold = hold
        self._assumed_missing = [hold.failed[1].dependents_key] if hold.failed else []
        self._assuming = True

    def watch(self, *names: Any) -> Any:
        """Remember the keys, or really watch them, and the lease too, after an assumption was wrong."""
        if self._assuming:
            self._assumed_missing = [str(name) for name in names]
            self.watching = True
            return True
        return self._patiently(lambda: self._watch_for_real(*names))

    def smembers(self, name: Any) -> Any:
        """Nothing, if that is assumed; else what is there."""
        if self._assuming and str(name) in self._assumed_missing:
            return set()
        return super().smembers(name)

    def execute(self, raise_on_error: bool = True) -> list[Any]:
        """Carry the commands out, if the job is still held.

        Raises:
            NotHeld: it is not; nothing was written.
            redis.WatchError: a key is there after all, or has changed; nothing was written.
        """
        try:
            return self._execute(raise_on_error)
        except WatchError:
            raise
        except Exception as error:
            self._hold.error = error
            raise

    def _execute(self, raise_on_error: bool) -> list[Any]:
        is_for_script = not self.scripts and all(len(words) <= MAX_WORDS for words, _ in self.command_stack)
        if self._assuming and self.watching and not is_for_script:
            self._assuming = False
            self.reset()
            raise WatchError("too much for a script")
        commands = self.command_stack
        if self._hold.failed and not is_for_script:
            return self._execute_with_dependents(*self._hold.failed, commands)
        if not (self._assuming and is_for_script):
            return self._execute_as_transaction(raise_on_error)
        try:
            answer = self._patiently(self._send_script)
        finally:
            self.reset()
        if answer == NOT_HELD:
            self._hold.end_as_lost()
        if answer == WRONG_ASSUMPTION:
            self._assuming = False
            if self._hold.failed:
                return self._execute_with_dependents(*self._hold.failed, commands)
            raise WatchError("a key that was taken for missing is there")
        self._hold.token.ended = True
        return []

    def _send_script(self) -> Any:
        hold = self._hold
        words = [hold.execution.composite_key, hold.execution.worker_name]
        for command, _ in self.command_stack:
            if command[0] != "EXPIRE" or command[1] not in self._assumed_missing:
                words += (len(command), *command)
        keys = [hold.started_registry_key, hold.execution.key, *self._assumed_missing]
        relay = hold.token.relay
        if relay is None or not relay.is_due:
            return hold.scripts.end(keys=keys, args=words, client=self._redis)
        take_keys, take_args = relay.words()
        answer: Any = hold.scripts.end_and_take(
            keys=[*keys, *take_keys], args=[len(keys), len(words), *words, *take_args], client=self._redis
        )
        if answer[0] == ENDED:
            relay.hear(answer[1])
        return answer[0]

    def _execute_as_transaction(self, raise_on_error: bool) -> list[Any]:
        is_begun_by_rq = self.watching  # which begins again after a WatchError
        if not is_begun_by_rq:
            commands, scripts = self.command_stack, self.scripts
            self.command_stack = []
            self._watch_for_real()
            self.multi()
            self.command_stack, self.scripts = commands, scripts
        try:
            answers: list[Any] = super().execute(raise_on_error)
        except RedisError as error:
            if not is_begun_by_rq or not is_passing(error) or self._hold.token.given_up:
                raise
            log.warning("The end of job %s waits for Redis: %s", self._hold.token.job_id, error)
            self._hold.token.tell_finishing(None)
            time.sleep(AGAIN_SECS)
            raise WatchError("Redis has refused") from error
        self._hold.token.ended = True
        return answers

    def _execute_with_dependents(self, queue: Queue, job: Job, commands: list[Any]) -> list[Any]:
        """Release what waits for a job, together with its failure."""
        scripts, self._assuming = self.scripts, False
        while True:
            try:
                self.reset()
                self._watch_for_real(job.dependents_key)
                released = queue.move_dependents_to_ready(job, pipeline=self, refresh_job_status=False)
                if not self.explicit_transaction:
                    self.multi()
                self.command_stack += commands
                self.scripts |= scripts
                answers: list[Any] = super().execute()
                break
            except WatchError:
                continue
        self._hold.token.ended = True
        queue.enqueue_ready_jobs_by_queue(released)
        return answers

    def _watch_for_real(self, *names: Any) -> None:
        """Watch the keys, and the execution's record, which whoever takes the job over deletes."""
        super().watch(*names, self._hold.execution.key)  # type: ignore[no-untyped-call]
        execution = self._hold.execution
        holder: Any = self.hget(execution.key, "worker_name")
        is_listed = self.zscore(self._hold.started_registry_key, execution.composite_key) is not None
        if as_text(holder) != execution.worker_name if holder else not is_listed:
            self.reset()
            self._hold.end_as_lost()

    def _patiently(self, act: Callable[[], T]) -> T:
        token = self._hold.token
        return patiently(act, lambda: token.given_up, token.job_id, lambda: token.tell_finishing(None))
