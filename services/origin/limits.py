"""What the operating system allows this process."""

import contextlib
import resource

_OPEN_FILES = 4096


def allow_many_connections() -> None:
    """Raise the soft limit of open files: some systems start with 256, and each stream needs one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= _OPEN_FILES:
        return
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(_OPEN_FILES, hard)
    with contextlib.suppress(OSError, ValueError):  # then as many streams as the limit holds
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
