"""The thread that says that a worker lives."""

import threading
from collections.abc import Callable


class Heart:
    """Beats beside the work loop, so that a callback or a clean-up that takes long is not taken for death.

    Args:
        beat: says in Redis that the worker and its jobs live.
        interval_secs: how often.
        on_failure: told what went wrong when a beat failed.
    """

    def __init__(
        self, beat: Callable[[], None], interval_secs: float, on_failure: Callable[[Exception], None]
    ) -> None:
        self._beat = beat
        self._interval_secs = interval_secs
        self._on_failure = on_failure
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)

    def start(self) -> None:
        """Beat from now on."""
        self._thread.start()

    def stop(self, timeout_secs: float) -> None:
        """Beat no more; waits for a beat that is under way, but not longer than `timeout_secs`."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout_secs)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._beat()
            except Exception as error:
                self._on_failure(error)
            self._stopped.wait(self._interval_secs)
