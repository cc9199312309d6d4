"""`python -m lab.leg_process REQUEST`: run a leg once."""

import sys
from pathlib import Path

from concurrency import ConcurrencyError

from .journal import append
from .request import LegRequest
from .run_leg import run_leg


def main(request: LegRequest) -> None:
    """Run the leg; an error of the model is a line of the journal too."""
    try:
        run_leg(request)
    except ConcurrencyError as error:
        append(request.journal, "refused", code=error.code, reason=error.reason, values=error.values)


if __name__ == "__main__":
    main(LegRequest.read(Path(sys.argv[1])))
