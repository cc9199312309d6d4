"""Why a run of a leg has no result."""

from lab.experiment import Fact


class LegUnavailable(Exception):
    """The leg cannot run here.

    Args:
        fact: why, a key of the words' topic `experiments` below `unavailable`.
    """

    def __init__(self, fact: Fact) -> None:
        super().__init__(fact)
        self.fact = fact


class LegFailed(Exception):
    """The run was begun, but has no result.

    Args:
        fact: why, a key of the words' topic `experiments` below `failure`.
    """

    def __init__(self, fact: Fact) -> None:
        super().__init__(fact)
        self.fact = fact


class ExperimentCancelled(Exception):
    """Whoever asked for the experiment wants no more of it."""
