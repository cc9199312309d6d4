"""The models inside programs of their own: what a main script may look like."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import concurrency

SHARED = str(Path(concurrency.__file__).parents[1])

JOB = """
from concurrency import MODELS

def double(number):
    return 2 * number

def run_all():
    for name in {names}:
        print(name, MODELS[name].run(double, [1, 2, 3], slots=2))
"""

available = [name for name, model in concurrency.MODELS.items() if model.unavailable() is None]


def python(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": SHARED}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_module_imported_from_elsewhere_runs_its_functions_by_every_model(tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text(JOB.format(names=available))
    ended = python("-c", "import job; job.run_all()", cwd=tmp_path)
    assert ended.stdout.splitlines() == [f"{name} [2, 4, 6]" for name in available], ended.stderr
    assert ended.stderr == ""


@pytest.mark.parametrize("name", ["processes", "process_pool", "multiprocessing_pool"])
def test_a_guarded_script_runs_its_own_functions_in_processes(tmp_path: Path, name: str) -> None:
    (tmp_path / "script.py").write_text(
        JOB.format(names=[name]) + 'if __name__ == "__main__":\n    run_all()\n'
    )
    ended = python("script.py", cwd=tmp_path)
    assert (ended.stdout, ended.stderr) == (f"{name} [2, 4, 6]\n", "")


@pytest.mark.parametrize(
    "name", [name for name in available if concurrency.MODELS[name].family in ("processes", "interpreters")]
)
def test_a_function_typed_into_a_session_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    ended = python("-c", JOB.format(names=[name]) + "run_all()", cwd=tmp_path)
    assert ended.returncode == 1
    last_lines = ended.stderr[ended.stderr.rindex("concurrency.errors.NotSendable") :]
    # Interpreters are asked beforehand; a process finds out when it reads the call, in Python's own words.
    reason = "function-of-main" if name == "interpreter_pool" else "call-unreadable"
    assert f"not-sendable {reason} " in last_lines
    assert "double" in last_lines
    assert reason == "function-of-main" or "module '__main__'" in last_lines.replace("\\", "")
    assert last_lines.count("\n") == 1


@pytest.mark.parametrize("name", ["processes", "process_pool", "multiprocessing_pool"])
def test_a_script_that_runs_itself_again_in_the_child_is_an_error_and_no_hang(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "script.py").write_text(JOB.format(names=[name]) + "run_all()\n")
    ended = python("script.py", cwd=tmp_path)
    assert ended.returncode == 1


def test_preloaded_modules_are_not_imported_again_by_each_process(tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text(
        "import os\nLOADED_IN = os.getpid()\ndef loaded_here(_):\n    return os.getpid() == LOADED_IN\n"
    )
    program = (
        "import concurrency, sys; 'preload' in sys.argv and concurrency.preload('job'); import job; "
        "print(concurrency.MODELS['processes'].run(job.loaded_here, [1, 2], slots=1))"
    )
    # The fork server of older Pythons does not know the caller's sys.path, only the environment.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules[__name__], "SHARED", os.pathsep.join([SHARED, str(tmp_path)]))
        assert python("-c", program, cwd=tmp_path).stdout == "[True, True]\n"
        assert python("-c", program, "preload", cwd=tmp_path).stdout == "[False, False]\n"
