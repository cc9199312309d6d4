"""Cancel requests as Redis keys; they survive crashes of workers and lost messages."""

from redis import Redis

from . import keys

KEEP_SECS = 24 * 3_600


def is_cancel_requested(redis: Redis, download_id: str) -> bool:
    """Whether a cancel was requested."""
    return bool(redis.exists(keys.cancel_request(download_id)))


def forget_cancel(redis: Redis, download_id: str) -> None:
    """Delete the request, so that the download can run again."""
    redis.delete(keys.cancel_request(download_id))
