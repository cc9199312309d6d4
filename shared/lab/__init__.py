"""Measures a model on a batch: legs, their statistics, and a picture of who ran what when."""

from .comparison import Comparison, Runners, compare, count_runners, ideal_secs
from .leg import Leg, run_leg, warm_up
from .picture import draw

__all__ = [
    "Comparison",
    "Leg",
    "Runners",
    "compare",
    "count_runners",
    "draw",
    "ideal_secs",
    "run_leg",
    "warm_up",
]
