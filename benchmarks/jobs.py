"""What the benchmark's workers run."""

import time


def wait(secs: float) -> float:
    """A job that waits, as a download does."""
    time.sleep(secs)
    return secs
