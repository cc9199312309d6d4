"""The tests that face Redis, on one server after the other: `make test-servers`.

The servers are the Valkey that comes with the project; the programs that PARALLAX_TEST_SERVERS names, as in
"redis-6.2=/path/redis-server redis-7.0=/other/redis-server"; and the image redis:8, where Docker answers.

Each server gets all of these tests for a pool of threads. The other pools send a server the same commands, so
they run where a server can make a difference: what it refuses, and the transactions of dependents. `make
test` runs everything for every pool, on one server.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.helpers.server_process import IMAGE_PREFIX, VARIABLE, embedded_program

PROGRAMS = "PARALLAX_TEST_SERVERS"
IMAGE = "redis:8"
PATHS = [
    "tests/contract/rq_pools",
    "tests/contract/wire",
    "tests/integration/rq_pools",
    "tests/integration/wire",
    "tests/integration/worker",
    "tests/integration/front",
]
OTHER_POOLS = " or ".join(
    part.format(pool) for pool in ("processes", "interpreters") for part in ("[{}]", "[{}-", "-{}]", "-{}-")
)
NOT_ABOUT_REDIS = [  # but about HTTP, files, and the front as a program
    f"--ignore=tests/integration/front/test_{name}.py"
    for name in ("bad_input", "files", "http", "other_sites", "process")
]
CHOSEN = f"not ({OTHER_POOLS}) or test_redis_refuses or test_dependents"
DOCKER_SECS = 60
IN_PARALLEL = ["--numprocesses", "6", "--dist", "loadfile", "--no-loadscope-reorder"]  # as `make test`


def main() -> int:
    """Run the tests on each server; 0 when all passed on all."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    parser.add_argument("--only", metavar="NAME", help="the server of this name alone")
    given, for_pytest = parser.parse_known_args()
    servers = {name: server for name, server in _servers().items() if given.only in (None, name)}
    failed = [name for name, server in servers.items() if not _passes(name, server, for_pytest)]
    outcome = f"failed on {', '.join(failed)}" if failed else "passed"
    print(f"\nOn {', '.join(servers) or 'no server'}: {outcome}")
    return 1 if failed or not servers else 0


def _servers() -> dict[str, str]:
    """Each server's name, and what `tests.helpers.server_process` calls it."""
    named = dict(entry.split("=", 1) for entry in os.environ.get(PROGRAMS, "").split())
    servers = {"valkey": embedded_program(), **named}
    if _docker_answers():
        servers[IMAGE] = IMAGE_PREFIX + IMAGE
    else:
        print(f"Not on the image {IMAGE}: there is no Docker Engine that answers.")
    return servers


def _docker_answers() -> bool:
    try:
        asked = subprocess.run(["docker", "info"], capture_output=True, timeout=DOCKER_SECS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def _passes(name: str, server: str, for_pytest: list[str]) -> bool:
    print(f"\n{name}: {server}", flush=True)
    begun = time.monotonic()
    paths = [path for path in PATHS if Path(path).exists()]
    command = [sys.executable, "-m", "pytest", "--quiet", *IN_PARALLEL]
    done = subprocess.run(
        [*command, *(for_pytest or [*paths, *NOT_ABOUT_REDIS]), "-k", CHOSEN],
        env={**os.environ, VARIABLE: server},
        check=False,
    )
    print(f"{name}: {time.monotonic() - begun:.0f} s", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
