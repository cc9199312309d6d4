"""RQ's commands to a running worker: each reaches the right one of N jobs."""

import time
from collections.abc import Callable
from typing import Any

from redis.exceptions import RedisError
from rq.command import handle_command, parse_payload

from .assignment import Assignment
from .job_holder import JobHolder
from .pooled_worker import PooledWorker
from .slots import Slots

LISTEN_AGAIN_SECS = 1.0


class Commands(PooledWorker):
    """Carries commands out, in RQ's own thread for them."""

    _holder: JobHolder
    _slots: Slots

    def handle_payload(self, message: Any) -> None:
        """RQ's commands; its own `stop-job` finds the first of several jobs only, `kill-horse` one horse."""
        try:
            payload = parse_payload(message)
            command = payload["command"]
        except (ValueError, KeyError, TypeError) as error:
            self.log.error("Worker %s: not a command: %r, ignored", self.name, error)
            return
        if command == "stop-job":
            self._stop(
                lambda running: running.job_id == payload.get("job_id"), f"job {payload.get('job_id')}"
            )
        elif command == "kill-horse":
            self._kill_all()
        else:
            handle_command(self, payload)

    def request_stop_execution(self, execution_id: str) -> None:
        """Stop one execution. Its job gets a short grace to end by itself."""
        self._stop(lambda running: running.execution.id == execution_id, f"execution {execution_id}")

    def _stop(self, is_meant: Callable[[Assignment], bool], what: str) -> None:
        found = [running for running in self._holder.running if is_meant(running)]
        for assignment in found:
            assignment.token.stop(self.settings.stop_grace_secs)
            self._pass_on(assignment)
        if not found:
            self.log.warning("Worker %s: not running %s, command ignored", self.name, what)

    def _kill_all(self) -> None:
        """RQ's word for ending the process of the running job: here of all. They fail, or are retried."""
        self.log.info("Worker %s: killing what runs, on command", self.name)
        for assignment in self._holder.running:
            assignment.token.kill()
        self._slots.wake()

    def _pass_on(self, assignment: Assignment) -> None:
        self._slots.ask_to_end(assignment)
        self._slots.wake()

    def unsubscribe(self) -> None:
        """RQ's, with the thread told first: else it often waits for a message that never comes."""
        thread: Any = self.pubsub_thread
        if thread is not None:
            thread.stop()
        super().unsubscribe()  # type: ignore[no-untyped-call]

    def _pubsub_exception_handler(self, exc: Exception, pubsub: Any, pubsub_thread: Any) -> None:
        """Go on listening. RQ's goes on when the connection broke, but a Redis that does not answer in time
        leaves it deaf."""
        if not isinstance(exc, RedisError):
            raise exc
        self.log.error("Worker %s: cannot receive commands: %r; trying again", self.name, exc)
        time.sleep(LISTEN_AGAIN_SECS)
