"""Settings of RQ's workers. Importing the jobs here spares each forked process to import them itself."""

import os

from .. import jobs  # noqa: F401
from ..peers import URL_VARIABLE

REDIS_URL = os.environ[URL_VARIABLE]
