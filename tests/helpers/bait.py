"""A function that no worker may be made to run: it leaves a trace when one does."""

import os
from pathlib import Path


def spring(*_: object) -> None:
    """Leave the trace."""
    Path(os.environ["BAIT_FILE"]).touch()
