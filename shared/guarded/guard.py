"""Run a command: keep its output in a log of bounded size, and end it with the process that started it.

    starter ── starts ──▶ guard ── starts ──▶ command ──▶ what the command starts
       ╰──── a pipe ────────╯ the guard kills its process group when the pipe ends

The pipe is the guard's standard input. Only the starter holds the other end, so the pipe ends when the
starter does, however it ends, on Linux and macOS alike. The guard passes SIGTERM on, and exits as the command
does: with its exit code, or with 128 plus the number of the signal that killed it, as shells do.

A script without imports of the project: it starts in milliseconds.

Usage: python -I -S guard.py LOG MAX_BYTES COMMAND …
"""

import logging
import logging.handlers
import os
import signal
import subprocess
import sys
import threading

RUN_HEADER = "=== started "
EXIT_CANNOT_START = 127
LONGEST_LINE_BYTES = 8_192
LAST_OUTPUT_SECS = 1.0  # processes that outlive the command may hold its output open


def main(log_path: str, max_bytes: str, *command: str) -> int:
    """Run the command to its end; returns the code to exit with."""
    logging.raiseExceptions = False  # a full disk must not stop the command
    log = logging.handlers.RotatingFileHandler(
        log_path, maxBytes=int(max_bytes), backupCount=1, encoding="utf-8", errors="replace"
    )
    _write(log, f"{RUN_HEADER}{' '.join(command)}")
    threading.Thread(target=_kill_group_when_starter_ends, daemon=True).start()
    try:
        # What the starter lets the guard inherit is meant for the command, but not the pipe.
        running = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            close_fds=False,
        )
    except OSError as error:
        _write(log, f"cannot start: {command[0]}: {error.strerror}")
        return EXIT_CANNOT_START
    signal.signal(signal.SIGTERM, lambda *_: running.terminate())
    copying = threading.Thread(target=_copy_lines, args=(running, log), daemon=True)
    copying.start()
    code = running.wait()
    copying.join(LAST_OUTPUT_SECS)
    return code if code >= 0 else 128 - code


def _kill_group_when_starter_ends() -> None:
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGKILL)


def _copy_lines(running: "subprocess.Popen[bytes]", log: logging.Handler) -> None:
    while running.stdout and (line := running.stdout.readline(LONGEST_LINE_BYTES)):
        _write(log, line.decode(errors="replace").rstrip("\n"))


def _write(log: logging.Handler, line: str) -> None:
    log.handle(logging.makeLogRecord({"msg": line}))


if __name__ == "__main__":
    os._exit(main(*sys.argv[1:]))
