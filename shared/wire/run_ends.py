"""How a run of a download can end."""

from typing import Literal, get_args

RunEnd = Literal[
    "finished",
    "failed",  # for good, or to be retried
    "cancelled",
    "handed-back",  # its worker stopped in order, and put it back on its queue
    "lost",  # its worker died, and another one put it back
]
RUN_ENDS: tuple[RunEnd, ...] = get_args(RunEnd)
