"""The entry of the `parallax` command, also `python -m console`.

Imports nothing at the top: multiprocessing imports the main script again in every child process, which would
load all of it before its task starts.
"""

import sys


def run() -> None:
    """Run the command and exit: 0 done, 1 failed, 2 usage, 3 unreachable, 130 interrupted, 141 no reader."""
    from .main import main

    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
