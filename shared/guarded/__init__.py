"""Processes that end when the process that started them ends, however it ends. Imports: stdlib."""

from .guarded_process import Exit, GuardedProcess, StarterPipe

__all__ = ["Exit", "GuardedProcess", "StarterPipe"]
