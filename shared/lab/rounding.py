"""Figures as people read them."""


def rounded(value: float, digits: int = 2) -> float:
    """The value with so many significant digits, and never without its whole part: 3.4, 0.26, 1234.

    Args:
        value: any figure.
        digits: at least so many.
    """
    if abs(value) >= 10 ** (digits - 1):
        return round(value, 1) if abs(value) < 100 else float(round(value))
    return float(f"{value:.{digits}g}")
