"""What the leg's processes and the whole machine used in one stretch of time."""

import time

from .usage import ProcessUsage, machine_busy_secs, usage_after, usage_before


class UsageWindow:
    """Opens when it is made. It is longer than the leg: it ends when what the leg started has ended.

    Attributes:
        used: by the leg's processes; None if that is unknown here, and until the window is closed.
        machine_busy_secs: CPU seconds of the whole machine; None likewise.
        secs: how long the window was open.
    """

    def __init__(self) -> None:
        self.used: ProcessUsage | None = None
        self.machine_busy_secs: float | None = None
        self.secs = 0.0
        self._before, self._busy_before = usage_before(), machine_busy_secs()
        self._start = time.perf_counter()

    def close(self) -> None:
        """Wait until all that the leg started has ended, and read again what was used."""
        after, busy_after = usage_after(), machine_busy_secs()
        self.secs = time.perf_counter() - self._start
        if self._before is not None and after is not None:
            self.used = after - self._before
        if self._busy_before is not None and busy_after is not None:
            self.machine_busy_secs = busy_after - self._busy_before
