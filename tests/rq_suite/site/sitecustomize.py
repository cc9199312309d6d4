"""Python imports this when it starts, in pytest's process and in each that RQ's tests start."""

import os
import sys

# Not in multiprocessing's own helper, which knows no Redis: a worker that starts one would wait for it.
if not any("multiprocessing.resource_tracker" in argument for argument in sys.orig_argv):
    from rq_suite.redirect import redirect_redis
    from rq_suite.substitute import substitute_worker

    redirect_redis()
    substitute_worker(os.environ["RQ_SUITE_CLASS"])
