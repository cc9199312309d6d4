"""The arrows between the rooms are held by a machine, and it notices when one is reversed."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

REVERSED: dict[str, tuple[str, ...]] = {
    "the core knows a service": ("shared/download_task/task.py", "import worker"),
    "the core knows the queue": ("shared/download_task/task.py", "import redis"),
    "the models know downloads": ("shared/concurrency/threads.py", "import download_task"),
    "the pooled workers know downloads": ("shared/rq_pools/leases.py", "import download_task"),
    "the wire knows the pooled workers": ("shared/wire/events.py", "import rq_pools"),
    "the core makes sentences": ("shared/download_task/task.py", "import words"),
    "the models make sentences": ("shared/concurrency/threads.py", "import words"),
    "the models know the lessons": ("shared/concurrency/threads.py", "import lessons"),
    "the words know downloads": ("shared/words/words.py", "import download_task"),
    "the words know a library": ("shared/words/words.py", "import redis"),
    "the lab knows the wire": ("shared/lab/lanes.py", "import wire"),
    "the reasons know the reports": ("shared/lab/reasons/times.py", "import lab.exports"),
    "the process of a leg knows who measures it": ("shared/lab/leg_process/run_leg.py", "import lab.running"),
    "the wire knows the service kit": ("shared/wire/events.py", "import service_kit.problems"),
    "the service kit knows a service": ("shared/service_kit/settings.py", "import worker"),
    "a slot needs pydantic": ("shared/service_kit/logs.py", "import service_kit.settings"),
    "a service knows another": ("services/worker/jobs.py", "import front"),
    "the worker knows Flask": ("services/worker/jobs.py", "import flask"),
    "the client knows how it is shown": ("shared/client/api.py", "import rich"),
    "the wire knows the client": ("shared/wire/events.py", "import client"),
    "the terminal knows the front": ("services/console/terminal.py", "import front.schemas"),
    "the front's downloads know the API": ("services/front/downloads/submit.py", "import front.api"),
    "the front's schemas know its settings": ("services/front/schemas/answers.py", "import front.settings"),
    "the front's server knows the wiring": ("services/front/server/gateway.py", "import front.app"),
    "the front's server knows the API": ("services/front/context.py", "import front.api"),
    "the job knows how its worker is made": ("services/worker/jobs.py", "import worker.make_worker"),
    "the origin's faults know the files": ("services/origin/faults.py", "import origin.files"),
    "the store knows the transfer": (
        "shared/download_task/store/part_file.py",
        "import download_task.transfer",
    ),
    "a redirect knows the whole transfer": (
        "shared/download_task/transfer/redirect.py",
        "import download_task.transfer.fetch",
    ),
    "what models share knows a model": ("shared/concurrency/parcels.py", "import concurrency.processes"),
    "a model knows another": ("shared/concurrency/threads.py", "import concurrency.processes"),
    "the job knows who writes its runs": ("shared/wire/job.py", "import wire.run_writes"),
    "the wire's messages know RQ": ("shared/wire/message.py", "import rq"),
    "logs know settings": ("shared/service_kit/logs.py", "import service_kit.field_types"),
    "the user's function runs beside the lab": ("shared/lab/advice/trial/load.py", "import lab.experiment"),
    "advice's recipes know the search": ("shared/lab/advice/recipe.py", "import lab.advice.search"),
    "the process of a script knows who runs it": (
        "shared/lessons/script_process/output.py",
        "import lessons.running",
    ),
    "what a lesson is knows how it is run": ("shared/lessons/reading/claims.py", "import lessons.running"),
    "the lessons know a library": ("shared/lessons/running/run_lesson.py", "import redis"),
    "a file outside of all layers": ("services/front/new.py", ""),
}


ROOMS_WITHOUT_CYCLES = (
    *(
        f"shared/{room}"
        for room in ("concurrency", "download_task", "lessons", "service_kit", "wire", "words")
    ),
    *(f"services/{room}" for room in ("front", "lab_runner", "origin", "worker")),
)


def lint_imports(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run import-linter on the copy of the project in the folder."""
    path = os.pathsep.join(str(folder / part) for part in ("shared", "services"))
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in ("shared", "services"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "web"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_arrows_of_the_design_are_kept(copy: Path) -> None:
    done = lint_imports(copy)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("case", REVERSED)
def test_a_reversed_arrow_is_noticed(copy: Path, case: str) -> None:
    for file, line in zip(REVERSED[case][::2], REVERSED[case][1::2], strict=True):
        with (copy / file).open("a") as source:
            source.write(f"\n{line}\n")

    done = lint_imports(copy)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "0 broken" not in done.stdout
    assert "BROKEN" in done.stdout


def test_every_room_is_linted() -> None:
    rooms = [
        path.parent.name for part in ("shared", "services") for path in (ROOT / part).glob("*/__init__.py")
    ]
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert sorted(config["tool"]["importlinter"]["root_packages"]) == sorted(rooms)


@pytest.mark.parametrize("room", ROOMS_WITHOUT_CYCLES)
def test_no_module_hands_itself_to_one_that_it_imports(room: str) -> None:
    """Setting an attribute of an imported module or class closes a cycle that no linter of imports sees."""
    files = sorted((ROOT / room).rglob("*.py"))
    found = [
        f"{file.relative_to(ROOT)}:{line}" for file in files for line in lines_that_set(file.read_text())
    ]

    assert files
    assert found == []


def test_setting_an_attribute_of_what_was_imported_is_found() -> None:
    source = "import a, sys\nfrom .b import C\na.x = 1\nC.y = 2\nsetattr(C, 'z', 3)\nself.w = 4\nsys.v = 5\n"

    assert lines_that_set(source) == [3, 4, 5]


def module_of(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    """The first part of the module's name; "" if it is relative."""
    name = alias.name if isinstance(node, ast.Import) else (node.module or "") * (not node.level)
    return name.partition(".")[0]


def lines_that_set(source: str) -> list[int]:
    """The lines that set an attribute of something imported; the standard library imports nothing of ours."""
    nodes = list(ast.walk(ast.parse(source)))
    imported = {
        (alias.asname or alias.name).partition(".")[0]
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if module_of(node, alias) not in sys.stdlib_module_names
    }
    targets = [
        *(target for node in nodes if isinstance(node, ast.Assign) for target in node.targets),
        *(node.target for node in nodes if isinstance(node, ast.AnnAssign | ast.AugAssign)),
        *(node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) == "setattr"),
    ]
    owners = [
        (target, target.value if isinstance(target, ast.Attribute) else target.args[0])
        for target in targets
        if isinstance(target, ast.Attribute | ast.Call)
    ]
    return [node.lineno for node, owner in owners if isinstance(owner, ast.Name) and owner.id in imported]
