"""The Dramatiq broker and actors of the benchmark, for its workers and its client."""

import os

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from dramatiq.results import Results
from dramatiq.results.backends import RedisBackend

from ..jobs import JOBS
from ..peers import URL_VARIABLE

results = RedisBackend(url=os.environ[URL_VARIABLE])
broker = RedisBroker(url=os.environ[URL_VARIABLE])
broker.add_middleware(Results(backend=results, store_results=True))
dramatiq.set_broker(broker)
ACTORS = {
    name: dramatiq.actor(function, actor_name=name, broker=broker, max_retries=0)
    for name, function in JOBS.items()
}
