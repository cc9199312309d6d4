"""The names of Parallax's own keys in Redis; `job` names the fields that we add to RQ's hashes."""

EVENTS = "parallax:events"  # stream
DOWNLOADS = "parallax:downloads"  # sorted set: id by sequence number
SEQUENCE = "parallax:sequence"  # the last sequence number given
UNSERVED_POOLS = "parallax:unserved-pools"  # hash: why a pool has no workers, as JSON, by pool
EXPERIMENTS = "parallax:experiments"  # sorted set: id by time of creation
EXPERIMENT_PREFIX = "parallax:experiment:"
LAB = "parallax:lab"  # string: what the lab runner found it can compare, as JSON
LAB_TURN = "parallax:lab-turn"  # lock: held by the lab runner that runs an experiment


def worker_numbers(pool: str) -> str:
    """A hash: the worker's name by its number."""
    return f"parallax:worker-numbers:{pool}"


def batch(batch_id: str) -> str:
    """A hash: the record of the batch."""
    return f"parallax:batch:{batch_id}"


def batch_members(batch_id: str) -> str:
    """A list: the ids of its downloads, in the order they were submitted."""
    return f"parallax:batch:{batch_id}:downloads"


def idempotency(key: str) -> str:
    """A string: the answer to the request with this Idempotency-Key."""
    return f"parallax:idempotency:{key}"


def cancel_request(download_id: str) -> str:
    """A string that exists while a cancel of the download is requested."""
    return f"parallax:cancel:{download_id}"


def experiment(experiment_id: str) -> str:
    """A hash: the record of the experiment."""
    return EXPERIMENT_PREFIX + experiment_id


def experiment_idempotency(key: str) -> str:
    """A string: the answer to the request for an experiment with this Idempotency-Key."""
    return f"parallax:experiment-idempotency:{key}"
