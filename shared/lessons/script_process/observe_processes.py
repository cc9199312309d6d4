"""Events of processes that `multiprocessing` starts: start, begin, end, join, joined."""

from multiprocessing.process import BaseProcess
from typing import Any

from .journal import append, first_line, script_line
from .output import finish_output
from .replacing import Method, replace


def observe_processes() -> None:
    """Tell from here on what happens to processes; in a child process, what it does itself."""
    replace(BaseProcess, "start", _told_start)
    replace(BaseProcess, "join", _told_join)
    replace(BaseProcess, "_bootstrap", _told_life)


def _told_start(start: Method) -> Method:
    def told_start(self: BaseProcess) -> None:
        append("start", of=self.name)
        start(self)

    return told_start


def _told_join(join: Method) -> Method:
    def told_join(self: BaseProcess, timeout: float | None = None) -> None:
        if not script_line():  # a pool joins its own
            join(self, timeout)
            return
        append("join", of=self.name)
        join(self, timeout)
        append("joined", of=self.name, ended=self.exitcode is not None)

    return told_join


def _told_life(bootstrap: Method) -> Method:
    def told_life(self: BaseProcess, *args: Any, **kwargs: Any) -> int:
        target = getattr(self, "_target", None) or type(self).run
        me = {"process": self.name}
        append("begin", me=me, of=self.name, line=first_line(target))
        try:
            exit_code: int = bootstrap(self, *args, **kwargs)
        finally:
            finish_output()
            append("end", me=me, of=self.name)
        return exit_code

    return told_life
