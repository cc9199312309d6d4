"""The reporter of `parallax compare --say`.

It goes where the task goes, into children of the models: this module imports nothing that
they would have to load.
"""

import sys

from download_task import Report


def print_sentences(report: Report) -> None:
    """Print what the study note's program prints."""
    if report.sentence is not None:
        # One write: print() makes two, and another thread may come between.
        sys.stdout.write(report.sentence + "\n")
        sys.stdout.flush()
