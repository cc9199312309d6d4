"""Processes that end when the process that started them ends, however it ends. Imports: stdlib."""

from .guarded_process import Exit, GuardedProcess, Lifeline

__all__ = ["Exit", "GuardedProcess", "Lifeline"]
