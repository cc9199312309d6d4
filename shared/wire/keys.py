"""The names of Parallax's own keys in Redis. RQ's are RQ's; see `job` for the fields added to its hashes."""

EVENTS = "parallax:events"  # stream
DOWNLOADS = "parallax:downloads"  # sorted set: id by sequence number
SEQUENCE = "parallax:sequence"  # the last number given
UNSERVED_POOLS = "parallax:unserved-pools"  # hash: why a pool has no workers, as JSON, by pool


def batch(batch_id: str) -> str:
    """A hash: the batch as it was submitted."""
    return f"parallax:batch:{batch_id}"


def batch_members(batch_id: str) -> str:
    """A list: the ids of its downloads, in the order they were submitted."""
    return f"parallax:batch:{batch_id}:downloads"


def idempotency(key: str) -> str:
    """A string: how a request with this Idempotency-Key was answered."""
    return f"parallax:idempotency:{key}"


def cancel_request(download_id: str) -> str:
    """A string: somebody asked to stop the download."""
    return f"parallax:cancel:{download_id}"
