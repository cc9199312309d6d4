"""One run of one script: starts its process, follows it, and makes the result.

run ── starts, under a guard ──▶ process of the script ──▶ threads, interpreters, processes
 ▲                                    │                       │
 ╰───────── reads ── journal ◀────────┴───────────────────────╯
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from guarded import Exit, GuardedProcess, StarterPipe
from lessons.reading import Facts, Lesson, Script
from lessons.script_process import journal

from .follow import Follower
from .results import Event, Fact, ScriptEnd, ScriptRun

POLL_SECS = 0.02
SHARED = Path(__file__).resolve().parents[2]
SITE = SHARED / "lessons" / "script_process" / "site"
NOT_INHERITED = ("PYTHONHOME", "VIRTUAL_ENV", "PYTHONSTARTUP", "PYTHONDEVMODE", "PYTHONWARNINGS")


@dataclass(frozen=True, slots=True)
class ScriptRequest:
    """What to run.

    Attributes:
        lesson, script: which.
        python: what runs it.
        language: of the script.
        redis_url: the address of a Redis, or "".
        deadline: when to kill it, on the monotonic clock.
    """

    lesson: Lesson
    script: Script
    python: Facts
    language: str
    redis_url: str
    deadline: float

    @property
    def path(self) -> Path:
        """Of the script."""
        return self.lesson.folder / self.language / self.script.name


@dataclass(frozen=True, slots=True)
class Watch:
    """Whom to tell, and whom to ask, while a script runs."""

    on_event: Callable[[Event], None]
    cancelled: Callable[[], bool]


def run_script(request: ScriptRequest, watch: Watch, pipe: StarterPipe) -> ScriptRun:
    """Run the script once."""
    start = time.monotonic()
    with (
        TemporaryDirectory(prefix="parallax-lesson-") as name,
        _running(request, Path(name), pipe) as process,
    ):
        follower = Follower(request.script.name, Path(name) / "journal", process.log, watch.on_event)
        ended, failure = _follow(process, follower, request, watch)
    follower.tell(Event(request.script.name, time.monotonic() - follower.began, "script-ended"))
    secs = time.monotonic() - start
    return ScriptRun(request.script.name, ended, secs, tuple(follower.events), follower.observed, failure)


@contextmanager
def _running(request: ScriptRequest, folder: Path, pipe: StarterPipe) -> Iterator[GuardedProcess]:
    memory_bytes = request.lesson.memory_mib * 1024**2
    process = GuardedProcess(
        [request.python.path, "-P", "-m", "lessons.script_process", str(request.path), str(memory_bytes)],
        log=folder / "log",
        environment=_environment(request, folder),
        pipe=pipe,
    )
    try:
        yield process
    finally:
        process.kill()


def _environment(request: ScriptRequest, folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    paths = (SITE, request.path.parent, SHARED)
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "TMPDIR": str(folder),
        "REDIS_URL": request.redis_url,
        journal.JOURNAL_VARIABLE: str(folder / "journal"),
        journal.SCRIPT_VARIABLE: str(request.path),
    }


def _follow(
    process: GuardedProcess, follower: Follower, request: ScriptRequest, watch: Watch
) -> tuple[ScriptEnd, Fact | None]:
    """Follow the script to its end, and say how it ended."""
    while True:
        ended = process.poll()  # before reading: what it wrote last is read then
        follower.read()
        if ended is not None:
            failure = _failure(ended)
            return ("failed" if failure else "finished"), failure
        if watch.cancelled():
            return "cancelled", None
        if time.monotonic() > request.deadline:
            return "failed", Fact("failure.timed-out", {"secs": request.lesson.limit_secs})
        time.sleep(POLL_SECS)


def _failure(ended: Exit) -> Fact | None:
    if ended.signal:
        return Fact("failure.killed", {"signal": ended.signal})
    return Fact("failure.exited", {"exit_code": ended.code}) if ended.code else None
