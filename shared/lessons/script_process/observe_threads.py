"""Events of threads: start, begin, end, join, joined. Methods of Thread are replaced, no line of a script."""

from threading import Thread

from .journal import append, first_line, script_line
from .replacing import Method, replace


def observe_threads() -> None:
    """Tell from here on what happens to threads."""
    replace(Thread, "start", _told_start)
    replace(Thread, "join", _told_join)
    # Not `run`: subclasses replace it, and it would show in the tracebacks of the script's errors.
    replace(Thread, "_bootstrap_inner", _told_life)


def _told_start(start: Method) -> Method:
    def told_start(self: Thread) -> None:
        if not _is_hidden(self):
            append("start", of=self.name)
        start(self)

    return told_start


def _told_join(join: Method) -> Method:
    def told_join(self: Thread, timeout: float | None = None) -> None:
        if _is_hidden(self) or not script_line():
            join(self, timeout)
            return
        append("join", of=self.name)
        join(self, timeout)
        append("joined", of=self.name, ended=not self.is_alive())

    return told_join


def _told_life(bootstrap: Method) -> Method:
    def told_life(self: Thread) -> None:
        if _is_hidden(self):
            bootstrap(self)
            return
        me = {"thread": self.name}
        append(
            "begin", me=me, of=self.name, line=first_line(getattr(self, "_target", None) or type(self).run)
        )
        try:
            bootstrap(self)
        finally:
            append("end", me=me, of=self.name)

    return told_life


def _is_hidden(thread: Thread) -> bool:
    """Whether it is a thread that `multiprocessing` or a pool keeps for itself."""
    if not hasattr(thread, "_hidden"):  # a thread forgets its target when it has ended
        target = getattr(thread, "_target", None)
        of_multiprocessing = str(getattr(target, "__module__", "")).startswith("multiprocessing.")
        thread._hidden = (  # type: ignore[attr-defined]
            type(thread).__module__ == "concurrent.futures.process"
            or (of_multiprocessing and getattr(target, "__name__", "") != "worker")
            or getattr(target, "__qualname__", "") == "Queue._feed"
        )
    return bool(thread._hidden)  # type: ignore[attr-defined]
