"""Why a download went back to its queue, each time: a list of its own in Redis.

Not in the job's `meta`: by the time this is written, another worker may run the job and write that.
"""

from typing import Any

from redis import Redis

KEEP_SECS = 7 * 24 * 3_600


def note_hand_back(redis: "Redis", download_id: str, reason: str) -> None:
    """Remember one more reason."""
    with redis.pipeline() as pipeline:
        pipeline.rpush(_key(download_id), reason)
        pipeline.expire(_key(download_id), KEEP_SECS)
        pipeline.execute()


def hand_backs(redis: "Redis", download_ids: list[str]) -> list[list[str]]:
    """The reasons of each download, oldest first; one round trip."""
    with redis.pipeline(transaction=False) as pipeline:
        for download_id in download_ids:
            pipeline.lrange(_key(download_id), 0, -1)
        answers: list[Any] = pipeline.execute(raise_on_error=False)
    return [[reason.decode(errors="replace") for reason in reasons] for reasons in map(_list, answers)]


def _list(answer: Any) -> list[bytes]:
    """The answer when it is a list; a key of another type is not ours."""
    return answer if isinstance(answer, list) else []


def _key(download_id: str) -> str:
    return f"parallax:handed-back:{download_id}"
