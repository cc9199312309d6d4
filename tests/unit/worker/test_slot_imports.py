"""What runs in a slot loads where pydantic does not: in a sub-interpreter."""

import subprocess
import sys

import pytest

from tests.helpers.worker_process import worker_environment

IN_A_SLOT = ["worker.jobs", "worker.pools", "worker.failures", "worker.allowed_job", "worker.logs"]
OF_THE_KIT = ["service_kit.logs", "service_kit.redis_connection", "service_kit.problems"]
MODULES = [*IN_A_SLOT, *OF_THE_KIT]


@pytest.mark.parametrize("module", MODULES)
def test_it_is_loaded_without_pydantic(module: str) -> None:
    ask = f"import sys, {module}; sys.exit('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", ask], env=worker_environment(), timeout=60, check=False)
    assert done.returncode == 0


@pytest.mark.skipif(sys.version_info < (3, 14), reason="this Python has no concurrent.interpreters")
def test_all_of_it_loads_in_a_sub_interpreter() -> None:
    ask = (
        "import sys; from concurrent import interpreters; slot = interpreters.create(); "
        f"slot.exec(f'import sys; sys.path[:] = {{sys.path!r}}; import {', '.join(MODULES)}'); slot.close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env=worker_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
