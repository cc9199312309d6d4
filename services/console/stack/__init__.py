"""The whole stack without Docker: processes of this machine, started, supervised and stopped as one.

stack ──▶ table ──▶ supervisor ──▶ supervised ──▶ guarded_process ──▶ guard (a script)
"""

from .errors import CannotStart
from .interpreters import Unserved
from .service import Ended, Event, Started
from .stack import Stack, StackOptions, running_stack
from .table import pools_here

__all__ = [
    "CannotStart",
    "Ended",
    "Event",
    "Stack",
    "StackOptions",
    "Started",
    "Unserved",
    "pools_here",
    "running_stack",
]
