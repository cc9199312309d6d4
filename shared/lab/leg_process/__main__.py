"""`python -m lab.leg_process REQUEST`: run a leg once."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from concurrency import ConcurrencyError

from .journal import append
from .request import LegRequest
from .run_leg import run_leg


def main(request: LegRequest) -> None:
    """Run the leg; an error of the model is a line of the journal too.

    The model is called from another thread than the main one, whatever it is: the sequential model runs tasks
    in its caller's thread, and the main thread computes 2 % slower than the threads of a pool.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="leg") as caller:
        try:
            caller.submit(run_leg, request).result()
        except ConcurrencyError as error:
            append(request.journal, "refused", code=error.code, reason=error.reason, values=error.values)


if __name__ == "__main__":
    main(LegRequest.read(Path(sys.argv[1])))
