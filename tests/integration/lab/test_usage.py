"""What processes used is counted even if nobody has waited for them yet."""

import subprocess
import sys
from pathlib import Path

from lab.running.import_path import leg_environment

START_ONE_AND_COUNT = """
from concurrency.process_start import process_context
from lab.leg_process.usage import usage_after, usage_before
process_context().Process(target=abs, args=(1,)).start()
before = usage_before()
process_context().Process(target=sum, args=(range(20_000_000),)).start()
print((usage_after() - before).cpu_secs)
"""


def test_a_process_that_nobody_has_joined_is_counted(tmp_path: Path) -> None:
    """A fork server that is stopped does not wait for its children: once a pool's 3.8 s were lost."""
    said = subprocess.run(
        [sys.executable, "-P", "-c", START_ONE_AND_COUNT],
        env=leg_environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(said.stdout) > 0.1
