"""The Celery app of the benchmark, for its workers and its client."""

import os

from celery import Celery

from ..jobs import JOBS
from ..peers import URL_VARIABLE

app = Celery("benchmarks", broker=os.environ[URL_VARIABLE], backend=os.environ[URL_VARIABLE])
app.conf.update(worker_disable_rate_limits=True, broker_connection_retry_on_startup=True)
TASKS = {name: app.task(function, name=name) for name, function in JOBS.items()}
