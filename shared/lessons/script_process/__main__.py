"""`python -m lessons.script_process SCRIPT MEMORY_BYTES`: run a script, and tell what its `main()` returns.

The script is loaded as `multiprocessing` loads it in a child process (under the name `__mp_main__`), so its
last lines `if __name__ == "__main__": main()` do nothing here, and `main()` is called for what it returns.
"""

import contextlib
import os
import resource
import sys
import traceback
from pathlib import Path
from types import ModuleType

from .journal import SCRIPT_VARIABLE, append
from .observing import observe
from .output import finish_output


def main(path: str, memory_bytes: str) -> int:
    """Run the script; returns the exit code."""
    _limit_memory(int(memory_bytes))
    os.environ[SCRIPT_VARIABLE] = path
    observe()
    append("script-began", version=list(sys.version_info[:3]), gil=_gil_is_on())
    try:
        append("observed", values=_load(path).main() or {})
    except Exception as error:
        _print_as_python_does(error, path)
        return 1
    finally:
        finish_output()
    return 0


def _limit_memory(more_bytes: int) -> None:
    """Limit what this process, and each that it starts, may take, beyond what Python itself has reserved."""
    try:
        status = Path("/proc/self/status").read_text()
        reserved_bytes = 1024 * int(status.partition("VmData:")[2].split()[0])
    except (OSError, IndexError):
        return  # not Linux
    limit = reserved_bytes + more_bytes
    with contextlib.suppress(ValueError, OSError):  # the system may allow less already
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _load(path: str) -> ModuleType:
    module = ModuleType("__mp_main__")
    module.__file__ = path
    sys.modules["__main__"] = sys.modules["__mp_main__"] = module
    sys.argv = [path]
    exec(compile(Path(path).read_text(encoding="utf-8"), path, "exec"), module.__dict__)
    return module


def _print_as_python_does(error: Exception, path: str) -> None:
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != path:
        trace = trace.tb_next
    traceback.print_exception(error.with_traceback(trace or error.__traceback__))


def _gil_is_on() -> bool:
    ask = getattr(sys, "_is_gil_enabled", None)
    return True if ask is None else bool(ask())


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
