"""The front in a process of its own, as people start it."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DEADLINE_SECS = 30.0


@dataclass(frozen=True)
class Answer:
    """What the front answered."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


@dataclass
class Front:
    """A running front.

    Attributes:
        port: where it listens on 127.0.0.1.
        process: gunicorn's first.
        log: its standard error.
    """

    port: int
    process: subprocess.Popen[str]
    log: Path

    def ask(
        self, path: str, method: str = "GET", body: Any = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """Send a request on a connection of its own; a body that is not bytes goes as JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE_SECS)
        try:
            sent = {"X-Parallax": "1", **(headers or {})}
            if body is not None and not isinstance(body, bytes):
                body = json.dumps(body).encode()
                sent.setdefault("Content-Type", "application/json")
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def submit(self, *names: str, key: str | None = None, **options: Any) -> Answer:
        """Submit simulated downloads that take no time."""
        body = {"items": [{"name": name} for name in names], "time_scale": 0, **options}
        return self.ask("/api/v1/downloads", "POST", body, {"Idempotency-Key": key} if key else None)

    def stop(self) -> int:
        """Ask it to stop; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(DEADLINE_SECS)


def environment(settings: dict[str, Any]) -> dict[str, str]:
    """This environment with the project on the path and the settings, named without `PARALLAX_`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PARALLAX_")}
    path = os.pathsep.join([str(ROOT / "shared"), str(ROOT / "services")])
    ours = {f"PARALLAX_{name.upper()}": str(value) for name, value in settings.items()}
    # Warnings are errors here as in every test, but for those of gunicorn's own start.
    return inherited | ours | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "default"}


@contextmanager
def running_front(log: Path, redis_url: str, **settings: Any) -> Iterator[Front]:
    """A front on a free port, killed at the end if it still runs."""
    with (
        log.open("w") as stderr,
        subprocess.Popen(
            [sys.executable, "-m", "front"],
            env=environment({"port": 0, "redis_url": redis_url, **settings}),
            cwd=log.parent,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("front listening on http://127.0.0.1:"), line + log.read_text()
            yield Front(int(line.rsplit(":", 1)[1]), process, log)
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(8)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)


def run_front(module: str = "front", *arguments: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    """Run it to its end: for starts that fail."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECS,
        check=False,
    )


@contextmanager
def running_worker(log: Path, redis_url: str, **settings: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker of the project on the same Redis."""
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, "-m", "worker"],
            env=environment({"redis_url": redis_url, "files_dir": log.parent / "files", **settings}),
            cwd=log.parent,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
