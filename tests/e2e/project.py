"""A Compose project for the tests only, separate from one that the developer runs."""

import json
import os
import socket
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NAME = os.environ.get("PARALLAX_TEST_PROJECT", "parallax-e2e")
COMMAND_SECS = 900


def free_port() -> int:
    """A free port of the loopback interface."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class Project:
    """Runs `docker compose` in the project.

    Args:
        settings: variables of `compose.yaml` to set.
    """

    def __init__(self, **settings: str) -> None:
        self.port = free_port()
        self._environment = {**os.environ, "PARALLAX_PORT": str(self.port), **settings}

    @property
    def url(self) -> str:
        """The front's address."""
        return f"http://127.0.0.1:{self.port}"

    def compose(self, *arguments: str, stdin: str = "", check: bool = True) -> str:
        """Run a Compose command and return what it printed; with `check`, an error fails the test."""
        command = ["docker", "compose", "--project-name", NAME, *arguments]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self._environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECS,
            check=False,
        )
        assert done.returncode == 0 or not check, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def scale(self, service: str, count: int) -> None:
        """Start or remove containers of the service until there are `count`, all healthy."""
        self.compose("up", "--detach", "--wait", "--no-recreate", "--scale", f"{service}={count}")

    def redis(self, commands: str) -> list[str]:
        """Send Redis some commands, one a line; the lines of its answers."""
        script = 'REDISCLI_AUTH="$(cat /run/secrets/redis_password)" exec redis-cli'
        return self.compose("exec", "-T", "redis", "sh", "-c", script, stdin=commands).splitlines()

    def containers(self, service: str) -> list[dict[str, Any]]:
        """The service's running containers."""
        lines = self.compose("ps", "--format", "json", service).splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def inspect(self) -> dict[str, dict[str, Any]]:
        """What Docker knows of each service's container, also of one that has ended."""
        ids = self.compose("ps", "--all", "--quiet").split()
        done = subprocess.run(["docker", "inspect", *ids], capture_output=True, text=True, check=True)
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in found}

    def configuration(self) -> dict[str, Any]:
        """`compose.yaml` with all variables filled in, as Compose reads it."""
        loaded: dict[str, Any] = json.loads(self.compose("config", "--format", "json"))
        return loaded
