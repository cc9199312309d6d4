"""What other programs of this machine used while a leg ran."""

from .journal_reader import Line


def background_cores(result: Line, lab_cpu_secs: float) -> float | None:
    """How many cores others used: the machine was busy, and neither the leg nor the lab was it.

    Args:
        result: of the leg's process; its usage and the machine's are of the same stretch of time.
        lab_cpu_secs: how long the lab computed in that stretch.

    Returns:
        The cores, on average; None if that is unknown here.
    """
    if result["machine_busy_secs"] is None or result["usage"] is None:
        return None
    others = result["machine_busy_secs"] - result["usage"]["cpu_secs"] - lab_cpu_secs
    return max(0.0, float(others / result["window_secs"]))
