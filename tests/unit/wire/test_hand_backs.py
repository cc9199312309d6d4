from redis import Redis

from wire import hand_backs, note_hand_back


def test_the_reasons_of_each_download_are_kept_in_their_order(redis: "Redis") -> None:
    note_hand_back(redis, "a", "worker lost")
    note_hand_back(redis, "a", "worker stopping")
    note_hand_back(redis, "c", "worker stopping")

    assert hand_backs(redis, ["a", "b", "c"]) == [["worker lost", "worker stopping"], [], ["worker stopping"]]


def test_a_key_of_another_type_is_as_if_it_were_not_there(redis: "Redis") -> None:
    redis.set("parallax:handed-back:a", 1)
    note_hand_back(redis, "b", "worker lost")

    assert hand_backs(redis, ["a", "b"]) == [[], ["worker lost"]]


def test_the_reasons_do_not_stay_for_ever(redis: "Redis") -> None:
    note_hand_back(redis, "a", "worker lost")

    assert redis.ttl("parallax:handed-back:a") > 0
