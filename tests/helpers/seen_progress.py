"""What an experiment told of its progress, and what a test does about it."""

from collections.abc import Callable

from lab.running import Progress


class SeenProgress:
    """Keeps all progress; calls a function once, when the first task of a leg runs.

    Args:
        leg: the key of the leg; any leg if empty.
        then: called with the progress that has its first tasks.
    """

    def __init__(self, leg: str = "", then: Callable[[Progress], None] | None = None) -> None:
        self.all: list[Progress] = []
        self._leg = leg
        self._then = then

    def __call__(self, progress: Progress) -> None:
        self.all.append(progress)
        if self._then is not None and progress.tasks and self._leg in ("", progress.leg):
            then, self._then = self._then, None
            then(progress)

    def pids(self) -> set[int]:
        """The processes that ran tasks."""
        return {task.pid for progress in self.all for task in progress.tasks}
