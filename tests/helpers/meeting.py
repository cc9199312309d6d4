"""A place where workers of any kind (threads, processes, interpreters) wait until the test lets them go.

It is a folder with named pipes, so nothing has to be shared but its path: a worker that attends writes its
name to `arrivals` and reads its own pipe; the host releases it by opening that pipe.
"""

import os
import select
from pathlib import Path
from time import monotonic

DEADLINE_SECS = 20


def attend(folder: str, name: str) -> None:
    """In a worker: say that it has come, then wait until it is released."""
    os.mkfifo(Path(folder, name))
    with Path(folder, "arrivals").open("a") as arrivals:
        arrivals.write(f"{name}\n")
    Path(folder, name).read_text()


class Meeting:
    """In the test: sees who has come and lets them go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        os.mkfifo(folder / "arrivals")
        # Read and write, so that the pipe has no end of file while no worker has it open.
        self._arrivals = os.open(folder / "arrivals", os.O_RDWR)
        self._unread = b""
        self._waiting: list[str] = []

    def gather(self, count: int) -> list[str]:
        """Wait until `count` more have come, and return their names in the order in which they came."""
        deadline = monotonic() + DEADLINE_SECS
        names: list[str] = []
        while len(names) < count:
            name = self._next_arrival(deadline - monotonic())
            assert name is not None, f"only {names} came within {DEADLINE_SECS} s, not {count}"
            names.append(name)
        return names

    def nobody_comes_within(self, seconds: float) -> bool:
        return self._next_arrival(seconds) is None

    def let_in(self, seconds: float) -> list[str]:
        """Release at once who comes within this time; at most one."""
        name = self._next_arrival(seconds)
        if name is None:
            return []
        self.release(name)
        return [name]

    def forget(self, name: str) -> None:
        """It will never read its pipe: it is dead."""
        self._waiting.remove(name)

    def release(self, *names: str) -> None:
        for name in names:
            self._waiting.remove(name)
            (self.folder / name).write_text("go")

    def close(self) -> None:
        """Release all, and whoever still comes, so that a failed test ends as well."""
        while self._waiting:
            self.release(*self._waiting)
            self._next_arrival(0.5)
        os.close(self._arrivals)

    def _next_arrival(self, timeout_secs: float) -> str | None:
        deadline = monotonic() + timeout_secs
        while b"\n" not in self._unread:
            ready, _, _ = select.select([self._arrivals], [], [], max(0.0, deadline - monotonic()))
            if not ready:
                return None
            self._unread += os.read(self._arrivals, 4096)
        line, _, self._unread = self._unread.partition(b"\n")
        self._waiting.append(line.decode())
        return line.decode()
