"""A compose project of the tests' own, beside whatever the developer runs."""

import json
import os
import socket
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NAME = "parallax-e2e"
COMMAND_SECS = 900


def free_port() -> int:
    """A port of loopback that nobody listens on."""
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
        """Where the front is."""
        return f"http://127.0.0.1:{self.port}"

    def compose(self, *arguments: str, check: bool = True) -> str:
        """Run a compose command and return what it printed; its errors fail the test."""
        command = ["docker", "compose", "--project-name", NAME, *arguments]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECS,
            check=False,
        )
        assert done.returncode == 0 or not check, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def scale(self, service: str, count: int) -> None:
        """Have so many containers of the service, all healthy."""
        self.compose("up", "--detach", "--wait", "--no-recreate", "--scale", f"{service}={count}")

    def containers(self, service: str) -> list[dict[str, Any]]:
        """The service's running containers."""
        lines = self.compose("ps", "--format", "json", service).splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def configuration(self) -> dict[str, Any]:
        """`compose.yaml` as compose understands it."""
        loaded: dict[str, Any] = json.loads(self.compose("config", "--format", "json"))
        return loaded
