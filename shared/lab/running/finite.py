"""Figures that JSON can say: what is measured is kept and sent as JSON, which has no NaN and no infinity."""

import json
from dataclasses import asdict

from lab.experiment import Fact, LegRun

from .errors import LegFailed


def require_finite(run: LegRun) -> LegRun:
    """The run as it is.

    Raises:
        LegFailed: a figure of it is NaN or infinite.
    """
    try:
        json.dumps(asdict(run), allow_nan=False)
    except ValueError as error:
        raise LegFailed(Fact("not-finite")) from error
    return run
