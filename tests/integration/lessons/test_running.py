"""Scripts of lessons in real processes: told live, limited, and killed with all that they started."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lessons.reading import read_lesson
from lessons.running import Event, Fact, LessonRun, lives, run
from tests.helpers.lesson_folders import write_lesson
from tests.helpers.pythons import find_pythons
from tests.helpers.waiting import wait_until

Run = Callable[..., LessonRun]


@pytest.fixture
def run_script(tmp_path: Path) -> Run:
    """Runs a script as the one of a lesson."""

    def start(script: str, python: str = sys.executable, **changed: object) -> LessonRun:
        if "conditions" in changed:
            changed["claims"] = changed.pop("conditions")
        options = {name: changed.pop(name) for name in ("on_event", "cancelled") if name in changed}
        return run(read_lesson(write_lesson(tmp_path, script, data=changed)), python, **options)  # type: ignore[arg-type]

    return start


def said(done: LessonRun, kind: str = "printed") -> list[str]:
    return [event.text for script in done.scripts for event in script.events if event.kind == kind]


def happened(done: LessonRun) -> list[tuple[str, str]]:
    return [(event.kind, event.of) for event in done.scripts[0].events if event.of]


def test_what_main_returns_bears_out_a_claim(run_script: Run) -> None:
    done = run_script("def main():\n    print('hello')\n    return {'x': 1}\n")

    assert (done.held, done.claims[0].state, done.figures) == (True, "held", {"x": 1})
    assert said(done) == ["hello"]
    assert done.right_options({"yes": "one", "no": None}) == ("yes",)
    assert LessonRun.from_dict(json.loads(json.dumps(done.to_dict()))) == done


def test_a_claim_that_does_not_hold_is_told(run_script: Run) -> None:
    done = run_script("def main():\n    return {'x': 2}\n")

    assert (done.held, done.claims[0].state, done.claims[0].observed) == (False, "failed", {"x": 2})


def test_a_claim_without_its_figure_does_not_hold(run_script: Run) -> None:
    done = run_script("def main():\n    pass\n")

    assert (done.held, done.claims[0].state) == (False, "unseen")


def test_a_claim_of_other_pythons_is_not_asked(run_script: Run) -> None:
    done = run_script("def main():\n    return {'x': 2}\n", conditions={"one": "<3.0"})

    assert (done.held, done.claims[0].state) == (True, "elsewhere")


def test_lines_come_while_the_script_runs(run_script: Run) -> None:
    seen: list[Event] = []
    script = "import time\ndef main():\n    print('first')\n    time.sleep(60)\n"

    done = run_script(
        script, on_event=seen.append, cancelled=lambda: any(event.text == "first" for event in seen)
    )

    assert done.scripts[0].ended == "cancelled"
    assert not done.held


THREADS = """
from threading import Thread
def work():
    print("from the thread")
def main():
    t = Thread(target=work, name="T")
    t.start()
    t.join()
    return {"x": 1}
"""


def test_a_thread_is_observed_without_a_word_in_the_script(run_script: Run) -> None:
    done = run_script(THREADS)

    assert sorted(happened(done)) == [(kind, "T") for kind in ("begin", "end", "join", "joined", "start")]
    printed = next(event for event in done.scripts[0].events if event.kind == "printed")
    assert printed.lane is not None
    assert (printed.lane.thread, printed.line) == ("T", 4)


PROCESSES = """
import multiprocessing
def work():
    print("from the process")
def main():
    p = multiprocessing.get_context({method!r}).Process(target=work, name="P")
    p.start()
    p.join()
    return {{"x": 1}}
"""


@pytest.mark.parametrize("python", find_pythons().items(), ids=lambda found: found[0])
@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_a_process_is_observed_however_it_is_started(
    run_script: Run, method: str, python: tuple[str, str]
) -> None:
    done = run_script(PROCESSES.format(method=method), python[1])

    assert sorted(happened(done)) == [(kind, "P") for kind in ("begin", "end", "join", "joined", "start")]
    printed = next(event for event in done.scripts[0].events if event.kind == "printed")
    assert printed.lane is not None
    assert printed.lane.process == "P"
    assert list(lives(done.scripts[0].events)) == ["P"]


def test_what_is_written_past_python_is_told_too(run_script: Run) -> None:
    done = run_script("import os\ndef main():\n    os.system('echo raw')\n    return {'x': 1}\n")

    assert said(done) == ["raw"]


def test_an_error_is_told_as_python_tells_it(run_script: Run) -> None:
    done = run_script("def main():\n    1 / 0\n")

    assert done.scripts[0].failure == Fact("failure.exited", {"exit_code": 1})
    lines = said(done, "error")
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[-1] == "ZeroDivisionError: division by zero"
    assert not any("script_process" in line for line in lines)


def test_a_script_that_crashes_takes_nobody_along(run_script: Run) -> None:
    done = run_script("import os, signal\ndef main():\n    os.kill(os.getpid(), signal.SIGSEGV)\n")

    assert done.scripts[0].failure == Fact("failure.killed", {"signal": "SIGSEGV"})


def test_a_script_that_takes_too_long_is_killed_with_its_children(run_script: Run) -> None:
    script = """
import multiprocessing, time
def main():
    p = multiprocessing.Process(target=time.sleep, args=(600,))
    p.start()
    print(p.pid, flush=True)
    time.sleep(600)
"""

    done = run_script(script, limit_secs=2)

    assert done.scripts[0].failure == Fact("failure.timed-out", {"secs": 2.0})
    wait_until(lambda: not _is_alive(int(said(done)[0])), saying="the child is gone")


def test_a_script_gets_no_more_memory_than_the_lesson_allows(run_script: Run) -> None:
    done = run_script("def main():\n    bytearray(200 * 1024 ** 2)\n    return {'x': 1}\n", memory_mib=100)

    assert said(done, "error")[-1] == "MemoryError"


def test_a_script_that_prints_without_end_is_cut(run_script: Run) -> None:
    done = run_script("def main():\n    for n in range(10_000):\n        print(n)\n    return {'x': 1}\n")

    assert len(said(done)) < 2_500
    assert done.held


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
