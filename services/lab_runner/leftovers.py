"""Cleans up after runners that were killed: batches that nobody follows, and records without a job."""

import logging
import threading
from dataclasses import asdict

from redis import Redis
from redis.exceptions import RedisError

from client import Client, ClientError, Refused
from lab.experiment import JOB_GONE
from wire import ExperimentRecord, batch_of_key, fail_without_job, forget_batch_key, newest_experiments

GONE = 404

log = logging.getLogger("lab_runner.leftovers")


def cancel_leftover(redis: "Redis", client: Client, record: ExperimentRecord) -> None:
    """Cancel the batch that was submitted for the experiment last, if it has not ended.

    What fails is tried again by the next sweep.
    """
    if record.batch_key is None:
        return
    try:
        if batch := batch_of_key(redis, record.batch_key):
            _cancel(client, batch)
        forget_batch_key(redis, record.id, record.batch_key)
    except (ClientError, RedisError) as error:
        log.warning("could not cancel what %s has left: %s", record.id, error)


def _cancel(client: Client, batch: str) -> None:
    try:
        client.cancel_batch(batch)
    except Refused as error:
        if error.status != GONE:
            raise


class Sweeper:
    """Sweeps now and then, in a thread of its own: the front may take long to answer.

    Args:
        redis: where the experiments are.
        client: to the front.
    """

    def __init__(self, redis: "Redis", client: Client) -> None:
        self._redis = redis
        self._client = client
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Sweep, unless the last sweep has not ended."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._sweep, name="lab-sweep", daemon=True)
            self._thread.start()

    def _sweep(self) -> None:
        try:
            for record in newest_experiments(self._redis):
                fail_without_job(self._redis, record, asdict(JOB_GONE))
                if record.state != "running":
                    cancel_leftover(self._redis, self._client, record)
        except RedisError as error:
            log.warning("could not look for leftovers: %s", error)
