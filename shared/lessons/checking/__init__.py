"""Whether lessons are whole: both languages, every claim with a run behind it."""

from .check import faults, faults_of

__all__ = ["faults", "faults_of"]
