"""A process that forks the children of a `ProcessPoolWorker`. It has one thread, so forking is safe.

    worker ──fork, once, while it has one thread──▶ zygote ──fork──▶ child, child, child …
                                                    (waits for them, and tells what they ended with)

The children start in milliseconds, with everything that the worker has imported, and share its memory. Where
the worker has other threads by then, and on macOS, whose libraries do not survive a fork, the zygote is a new
interpreter, which imports again what it needs.

Not multiprocessing's fork server, which starts two more interpreters for each worker, and imports everything
anew.
"""

import contextlib
import gc
import json
import os
import random
import selectors
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, NoReturn

PID = struct.Struct("i")
STATUS = struct.Struct("i")
FORK_TRIES, FORK_PAUSE_SECS = 20, 0.1
NEW_INTERPRETER = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); "
    "from rq_pools.zygote import serve_in_new_interpreter as serve; serve(int(sys.argv[1]))"
)


class ZygoteLost(Exception):
    """The process that forks children has ended; the worker cannot go on."""


class Zygote:
    """The zygote, seen from its worker.

    Args:
        control: the worker's end of the connection to it.
        pid: its process id.
        reap: waits for its end.
    """

    def __init__(self, control: socket.socket, pid: int, reap: Callable[[], object]) -> None:
        self._control = control
        self._pid = pid
        self._reap = reap

    @classmethod
    def start(cls) -> "Zygote":
        """Start one; best while the worker has no other threads."""
        ours, theirs = socket.socketpair()
        if threading.active_count() == 1 and sys.platform != "darwin":
            pid = os.fork()
            if pid == 0:
                ours.close()
                _serve(theirs)
            zygote = cls(ours, pid, partial(os.waitpid, pid, 0))
        else:
            command = [sys.executable, "-c", NEW_INTERPRETER, str(theirs.fileno()), json.dumps(sys.path)]
            process = subprocess.Popen(command, pass_fds=[theirs.fileno()])  # noqa: S603  # ourselves
            zygote = cls(ours, process.pid, process.wait)
        theirs.close()
        return zygote

    def fork(self, orders: "Connection[Any, Any]", wishes: "Connection[Any, Any]") -> tuple[int, int]:
        """Fork a child that serves the two connections.

        Args:
            orders, wishes: the child's ends; closed here.

        Returns:
            Its process id; and what becomes readable when it has ended: see `exit_code`.

        Raises:
            ZygoteLost: there is nobody to fork.
        """
        ended, tell_end = os.pipe()
        try:
            socket.send_fds(self._control, [b"f"], [orders.fileno(), wishes.fileno(), tell_end])
            answer = self._control.recv(PID.size, socket.MSG_WAITALL)
        except OSError:
            answer = b""
        finally:
            orders.close()
            wishes.close()
            os.close(tell_end)
        if len(answer) < PID.size:
            os.close(ended)
            raise ZygoteLost("the process that forks children has ended")
        return PID.unpack(answer)[0], ended

    def close(self) -> None:
        """End it. Its children are not its concern: they end with the worker."""
        self._control.close()
        with contextlib.suppress(ProcessLookupError, ChildProcessError):  # the program has reaped it
            os.kill(self._pid, signal.SIGKILL)
            self._reap()


def exit_code(ended: int) -> int | None:
    """The exit code of a child that has ended, negative for a signal; None when the zygote ended first.

    Args:
        ended: of `Zygote.fork`, readable.
    """
    status = os.read(ended, STATUS.size)
    return STATUS.unpack(status)[0] if len(status) == STATUS.size else None


def serve_in_new_interpreter(control_fd: int) -> NoReturn:
    """Be the zygote of a worker that could not fork.

    Args:
        control_fd: the zygote's end of the connection.
    """
    from . import slot_process  # noqa: F401  # for the children to share

    _serve(socket.socket(fileno=control_fd))


def _serve(control: socket.socket) -> NoReturn:
    """Fork on demand, and wait for children, until the worker is gone."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        # The garbage collector writes into every object that it looks at, which would unshare its memory.
        gc.freeze()
        _Server(control).run()
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(0)


def _fork_patiently() -> int:
    """Fork, also where the machine has no room for a process at this moment."""
    for _ in range(FORK_TRIES):
        try:
            return os.fork()
        except OSError as error:
            print(f"cannot fork a slot's process, trying again: {error}", file=sys.stderr, flush=True)
            time.sleep(FORK_PAUSE_SECS)
    return os.fork()


class _Server:
    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._children: dict[int, int] = {}  # where to tell the end of a process
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._wake_reader.setblocking(False)
        self._wake_writer.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_writer.fileno())
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._selector.register(self._wake_reader, selectors.EVENT_READ)

    def run(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._wake_reader:
                    with contextlib.suppress(BlockingIOError):
                        self._wake_reader.recv(4096)
                    self._reap()
                elif not self._fork():
                    return

    def _fork(self) -> bool:
        request, fds, _, _ = socket.recv_fds(self._control, 1, 3)
        if not request:
            return False
        orders, wishes, tell_end = fds
        pid = _fork_patiently()
        if pid == 0:
            self._become_child(orders, wishes)
        self._children[pid] = tell_end
        os.close(orders)
        os.close(wishes)
        self._control.sendall(PID.pack(pid))
        return True

    def _become_child(self, orders: int, wishes: int) -> NoReturn:
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            self._selector.close()
            self._control.close()
            for tell_end in self._children.values():
                os.close(tell_end)
            random.seed()  # else all children would roll the same dice
            from .slot_process import serve

            serve(Connection(orders), Connection(wishes))
            code = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            with contextlib.suppress(Exception):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            tell_end = self._children.pop(pid, None)
            if tell_end is not None:
                with contextlib.suppress(OSError):
                    os.write(tell_end, STATUS.pack(os.waitstatus_to_exitcode(status)))
                os.close(tell_end)
