"""The Huey instance and tasks of the benchmark, for its consumer and its client."""

import os

from huey import RedisHuey

from ..jobs import JOBS
from ..peers import URL_VARIABLE

HUEY = RedisHuey("benchmarks", url=os.environ[URL_VARIABLE])
TASKS = {name: HUEY.task(name=name)(function) for name, function in JOBS.items()}
