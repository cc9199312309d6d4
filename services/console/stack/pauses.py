"""How long to wait before a service that ended is started again."""

FIRST_SECS, LONGEST_SECS = 0.5, 30.0
HEALTHY_SECS = 60.0


class Pauses:
    """Pauses that double with each end, up to a bound, and start anew after a while of health."""

    def __init__(self) -> None:
        self._next_secs = FIRST_SECS

    def next_after(self, up_secs: float) -> float:
        """The pause after an end.

        Args:
            up_secs: how long the service had been up.
        """
        if up_secs >= HEALTHY_SECS:
            self._next_secs = FIRST_SECS
        pause_secs = self._next_secs
        self._next_secs = min(2 * pause_secs, LONGEST_SECS)
        return pause_secs
