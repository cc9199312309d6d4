"""Runs a lesson: its scripts one after another, then its claims."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from guarded import StarterPipe
from lessons.reading import Claims, Facts, Lesson, Script, applies

from .results import ClaimResult, ClaimState, Event, Fact, LessonRun, ScriptRun
from .run_script import ScriptRequest, Watch, run_script

ASK_SECS = 20.0
QUESTION = """
import json, sys
ask = getattr(sys, "_is_gil_enabled", None)
print(json.dumps([".".join(map(str, sys.version_info[:3])), True if ask is None else ask()]))
"""


@cache
def ask(python: str) -> Facts:
    """What that Python says of itself.

    Args:
        python: the path of its program.

    Raises:
        OSError, subprocess.SubprocessError: it cannot be run.
    """
    command = [python, "-I", "-S", "-c", QUESTION]
    said = subprocess.run(command, capture_output=True, timeout=ASK_SECS, check=True)
    version, gil = json.loads(said.stdout)
    return Facts(version, gil, python)


def run(
    lesson: Lesson,
    python: str = sys.executable,
    *,
    on_event: Callable[[Event], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    language: str = "en",
    only: str | None = None,
    redis_url: str = "",
) -> LessonRun:
    """Run a lesson, each script in a fresh process that is killed with all it started when it takes too long.

    Args:
        lesson: which.
        python: the path of the program that runs the scripts; 3.11 or later.
        on_event: called with each event, about 20 ms after it happened.
        cancelled: called every 20 ms; when it returns True, the script is killed, and no other is run.
        language: of the scripts.
        only: the name of the one script to run; None for all.
        redis_url: the address of a Redis for the scripts that need one; "" for none.

    Raises:
        OSError, subprocess.SubprocessError: the Python cannot be run.
    """
    facts, started_at = ask(python), time.time()
    deadline = time.monotonic() + lesson.limit_secs
    scripts: list[ScriptRun] = []
    pipe = StarterPipe()
    try:
        for script in lesson.scripts:
            if only not in (None, script.name):
                continue
            request = ScriptRequest(lesson, script, facts, language, redis_url, deadline)
            scripts.append(_unavailable(request) or run_script(request, Watch(on_event, cancelled), pipe))
            if scripts[-1].ended == "cancelled":
                break
    finally:
        pipe.close()
    claims = Claims(lesson.folder / "claims.py")
    figures = _figures(claims, scripts)
    results = tuple(_result(claims, code, lesson.claims[code], facts, figures) for code in lesson.claims)
    return LessonRun(lesson.id, language, facts, started_at, tuple(scripts), figures, results)


def _unavailable(request: ScriptRequest) -> ScriptRun | None:
    script: Script = request.script
    fact = None
    if not applies(script.python, request.python):
        fact = Fact("unavailable.python", {"needed": script.python, "version": str(request.python)})
    elif script.needs_redis and not request.redis_url:
        fact = Fact("unavailable.redis")
    return ScriptRun(script.name, "unavailable", failure=fact) if fact else None


def _figures(claims: Claims, scripts: list[ScriptRun]) -> dict[str, Any]:
    observed = {name: value for script in scripts for name, value in script.observed.items()}
    return {**observed, **claims.figures_from([event for script in scripts for event in script.events])}


def _result(claims: Claims, code: str, condition: str, python: Facts, figures: dict[str, Any]) -> ClaimResult:
    seen = {name: figures[name] for name in claims.figures_of(code) if name in figures}
    if not applies(condition, python):
        return ClaimResult(code, "elsewhere", condition, seen)
    holds = claims.holds(code, figures)
    state: ClaimState = "unseen" if holds is None else "held" if holds else "failed"
    return ClaimResult(code, state, condition, seen)
