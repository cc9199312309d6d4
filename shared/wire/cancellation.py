"""The wish that a download stop: a key in Redis, so that no worker's death and no lost message forgets it."""

from redis import Redis

KEEP_SECS = 24 * 3_600


def request_cancel(redis: Redis, download_id: str) -> None:
    """Ask whoever runs the download, now or later, to stop it."""
    redis.set(_key(download_id), 1, ex=KEEP_SECS)


def is_cancel_requested(redis: Redis, download_id: str) -> bool:
    """Whether somebody asked."""
    return bool(redis.exists(_key(download_id)))


def forget_cancel(redis: Redis, download_id: str) -> None:
    """Take the wish back, so that the download can run again."""
    redis.delete(_key(download_id))


def _key(download_id: str) -> str:
    return f"parallax:cancel:{download_id}"
