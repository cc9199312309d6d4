"""Runs lessons: each script in a fresh process under a guard, told live, its claims checked."""

from .moments import lives, moments
from .results import ClaimResult, Event, Fact, Lane, LessonRun, ScriptRun
from .run_lesson import ask, run

__all__ = ["ClaimResult", "Event", "Fact", "Lane", "LessonRun", "ScriptRun", "ask", "lives", "moments", "run"]
