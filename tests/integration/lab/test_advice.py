"""Advice on real functions, measured in real processes."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from lab.advice import Function, Items
from lab.advice.child import run_child
from lab.advice.guard import Guard
from lab.advice.recipe import SEQUENTIAL, Code, Recipe
from tests.helpers.advised import SLEEP
from tests.helpers.cli import COMMAND, ROOT, environment
from tests.helpers.process_tree import exists
from tests.helpers.waiting import wait_until

MODULE = "tests.helpers.advised"
QUICK = ("--budget", "8", "--python", sys.executable)


def run(
    function: str, *arguments: str, cwd: Path = ROOT, module: str = MODULE
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, "advise", f"{module}:{function}", *arguments],
        env=environment(),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def advised(function: str, count: int = 24, *more: str) -> dict[str, Any]:
    done = run(function, "--count", str(count), *QUICK, *more, "--json")
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def codes(said: dict[str, Any]) -> list[str]:
    return [fact["code"] for fact in said["against"]]


def test_a_function_that_waits_gets_threads_and_code_that_runs() -> None:
    said = advised("wait", 24, "--budget", "25")  # a busy machine starts processes slowly

    assert said["profile"]["kind"] == "waits"
    assert (said["advice"]["model"], said["advice"]["slots"]) == ("thread_pool", 24)
    assert said["advice"]["gain"] > 5
    pasted = subprocess.run(
        [sys.executable, "-"],
        input=said["advice"]["code"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert pasted.stdout == "24 results\n"


def test_a_tiny_function_gets_a_plain_loop() -> None:
    said = advised("tiny")

    assert said["advice"]["model"] == "sequential"
    assert said["advice"]["why"]["code"] == "tiny"


def test_a_coroutine_function_is_gathered() -> None:
    said = advised("wait_as_coroutine")

    assert said["profile"]["is_async"]
    assert said["advice"]["model"] == "asyncio_gather"
    assert "asyncio.run" in said["advice"]["code"]


def test_errors_of_some_items_are_kept_and_said() -> None:
    said = advised("raise_for_some")

    assert "raises" in codes(said)
    assert "except Exception as error" in said["advice"]["code"]


@pytest.mark.parametrize(
    ("function", "reservation"), [("make_lock", "not-sendable-result"), ("closure", "not-sendable-function")]
)
def test_what_cannot_be_pickled_keeps_processes_out(function: str, reservation: str) -> None:
    said = advised(function)

    assert reservation in codes(said)
    assert not [each for each in said["measured"] if each["model"] == "process_pool"]


@pytest.mark.parametrize(("function", "holds"), [("compute", True), ("compute_in_c", False)])
def test_whether_it_holds_the_gil_is_measured(function: str, holds: bool) -> None:
    found = []
    for _ in range(5):  # other programs can disturb one measurement
        profile = advised(function, 8)["profile"]
        found.append((profile["kind"], profile["holds_gil"]))
        if found[-1] == ("computes", holds):
            return
    pytest.fail(f"in none of five measurements: {found}")


def test_a_function_that_prints_a_lot_fills_no_pipe() -> None:
    assert advised("shout", 8)["advice"]["runs"]


def test_a_generator_is_said_to_do_nothing_yet() -> None:
    assert {"lazy", "not-sendable-result"} <= set(codes(advised("make_generator", 8)))


def test_module_variables_that_it_writes_are_named() -> None:
    said = advised("count_calls")

    (fact,) = [fact for fact in said["against"] if fact["code"].startswith("globals-")]
    assert fact["values"]["names"] == "counter, seen"


@pytest.mark.parametrize(
    ("function", "code", "sentence"),
    [
        ("hang", "hangs", "did not return within"),
        ("leave", "dies", "exit code 3"),
        ("crash", "dies", "SIGSEGV"),
        ("call_exit", "exits", "SystemExit: enough"),
        ("raise_for_all", "all-raise", "ValueError: no"),
        ("not_a_function", "not-callable", "of type int"),
        ("missing", "no-such-function", "the module tests.helpers.advised has no missing"),
        ("comput", "no-such-function", "Did you mean compute"),
        ("read_a_line", "all-raise", "no keyboard input"),
    ],
)
def test_a_function_that_cannot_be_measured_is_a_sentence_and_exit_code_1(
    function: str, code: str, sentence: str
) -> None:
    done = run(function, "--count", "5", *QUICK, "--json")

    assert done.returncode == 1
    assert json.loads(done.stdout)["failed"] == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_what_takes_the_last_memory_is_stopped() -> None:
    everything = 2**60
    with Guard() as guard:
        ending = run_child(
            sys.executable,
            Code(Function(MODULE, "hang"), Items.counted(5)).write(Recipe(SEQUENTIAL)),
            {"task": "measure", "count": 5, "module": MODULE, "name": "hang"},
            mark=guard.mark,
            within_secs=20,
            least_bytes=everything,
        )

    assert ending.how == "memory"


def test_ctrl_c_ends_it_and_all_that_it_has_started() -> None:
    process = subprocess.Popen(
        [*COMMAND, "advise", f"{MODULE}:hang", "--count", "5", *QUICK],
        env=environment(),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        started = wait_until(lambda: _sleepers(process.pid), saying="the function has started its process")
    finally:
        interrupted_at = time.monotonic()
        process.send_signal(signal.SIGINT)

    assert process.wait(timeout=20) == 130
    assert time.monotonic() - interrupted_at < 5
    wait_until(lambda: not any(map(exists, started)), within_secs=5, saying="nothing of it is left")


def test_nothing_is_left_of_it_when_it_is_killed() -> None:
    process = subprocess.Popen(
        [*COMMAND, "advise", f"{MODULE}:hang", "--count", "5", *QUICK],
        env=environment(),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        started = wait_until(lambda: _sleepers(process.pid), saying="the function has started its process")
    finally:
        process.kill()
        process.wait()

    wait_until(lambda: not any(map(exists, started)), within_secs=5, saying="nothing of it is left")


def test_the_text_is_printed_in_chinese_from_a_folder_of_the_users_own(tmp_path: Path) -> None:
    (tmp_path / "lab.py").write_text("def greet(name):\n    return name.upper()\n")  # named as a room of ours
    (tmp_path / "names.txt").write_text("one\n\ntwo\n")

    done = subprocess.run(
        [sys.executable, "-P", "-m", "console", "advise", "lab:greet", "--items", "names.txt", *QUICK],
        env=environment(LANG="zh_CN.UTF-8"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "2 项" in done.stdout
    assert "普通循环" in done.stdout


def _sleepers(pid: int) -> list[int]:
    """All processes below that one, once the function has started its own, in a session of its own."""
    below = [child for child in psutil.Process(pid).children(recursive=True) if exists(child.pid)]
    try:
        return [child.pid for child in below] if any(SLEEP in child.cmdline() for child in below) else []
    except psutil.Error:  # one has just ended
        return []
