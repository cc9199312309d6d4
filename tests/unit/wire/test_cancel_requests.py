"""Cancel requests in Redis."""

from redis import Redis

from tests.helpers.download_room import request_cancel
from wire import forget_cancel, is_cancel_requested


def test_a_request_counts_for_its_download_only_and_until_it_is_deleted(redis: "Redis") -> None:
    assert not is_cancel_requested(redis, "one")
    request_cancel(redis, "one")
    request_cancel(redis, "one")
    assert is_cancel_requested(redis, "one")
    assert not is_cancel_requested(redis, "other")
    forget_cancel(redis, "one")
    forget_cancel(redis, "one")
    assert not is_cancel_requested(redis, "one")
