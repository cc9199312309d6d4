"""Honest files over real HTTP."""

import base64
import hashlib
import json

import pytest

from origin import content
from tests.helpers.origin_client import Origin

SIZE_BYTES = 200_000
PATH = f"/files/a.bin?bytes={SIZE_BYTES}"
WHOLE = content.whole("a.bin", SIZE_BYTES)


def test_a_file_arrives_whole_with_its_length_and_digest(origin: Origin) -> None:
    answer = origin.ask(PATH)
    assert (answer.status, answer.body, answer.ended) == (200, WHOLE, "closed")
    digest = base64.b64encode(hashlib.sha256(WHOLE).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    assert answer.headers["Content-Length"] == str(SIZE_BYTES)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''a.bin"


def test_head_has_the_headers_of_get_and_no_body(origin: Origin) -> None:
    get, head = origin.ask(PATH), origin.ask(PATH, "HEAD")
    assert (head.status, head.body) == (200, b"")
    without_date = [{k: v for k, v in a.headers.items() if k != "Date"} for a in (get, head)]
    assert without_date[0] == without_date[1]


def test_a_file_without_a_size_has_one_mebibyte_and_an_empty_one_none(origin: Origin) -> None:
    assert len(origin.ask("/files/b").body) == 1024 * 1024
    assert origin.ask("/files/b?bytes=0").body == b""


def test_a_name_in_chinese_is_the_same_name_on_both_sides(origin: Origin) -> None:
    answer = origin.ask("/files/%E6%96%87%E4%BB%B6.bin?bytes=100")
    assert answer.body == content.whole("文件.bin", 100)


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("0-0", 0, 1), ("70000-", 70_000, SIZE_BYTES), ("-5", SIZE_BYTES - 5, SIZE_BYTES)],
)
def test_a_range_arrives_as_partial_content_with_the_digest_of_the_whole(
    origin: Origin, asked: str, start: int, stop: int
) -> None:
    answer = origin.ask(PATH, headers={"Range": f"bytes={asked}"})
    assert (answer.status, answer.body) == (206, WHOLE[start:stop])
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE_BYTES}"
    assert answer.headers["Content-Length"] == str(stop - start)
    assert answer.headers["Repr-Digest"] == origin.ask(PATH, "HEAD").headers["Repr-Digest"]


def test_a_range_past_the_end_is_416_with_the_true_length(origin: Origin) -> None:
    answer = origin.ask(PATH, headers={"Range": f"bytes={SIZE_BYTES}-"})
    assert answer.status == 416
    assert answer.headers["Content-Range"] == f"bytes */{SIZE_BYTES}"


def test_several_ranges_a_malformed_one_and_one_on_head_get_the_whole(origin: Origin) -> None:
    for asked in ("bytes=0-1,3-4", "bytes=x"):
        assert origin.ask(PATH, headers={"Range": asked}).status == 200
    assert origin.ask(PATH, "HEAD", {"Range": "bytes=0-1"}).status == 200


def test_a_client_that_has_the_file_gets_304_and_no_body(origin: Origin) -> None:
    etag = origin.ask(PATH, "HEAD").headers["ETag"]
    answer = origin.ask(PATH, headers={"If-None-Match": f'"x", W/{etag}'})
    assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", etag)
    assert origin.ask(PATH, headers={"If-None-Match": '"x"'}).status == 200


def test_if_range_resumes_the_same_file_and_restarts_another(origin: Origin) -> None:
    etag = origin.ask(PATH, "HEAD").headers["ETag"]
    resumed = origin.ask(PATH, headers={"Range": "bytes=10-", "If-Range": etag})
    restarted = origin.ask(PATH, headers={"Range": "bytes=10-", "If-Range": '"old"'})
    assert (resumed.status, resumed.body) == (206, WHOLE[10:])
    assert (restarted.status, restarted.body) == (200, WHOLE)


def test_the_last_bytes_of_a_file_of_two_gibibytes_arrive(origin: Origin) -> None:
    size_bytes = 2 * 1024**3
    answer = origin.ask(f"/files/big?bytes={size_bytes}", headers={"Range": "bytes=-100"})
    assert answer.body == content.slice("big", size_bytes, size_bytes - 100, size_bytes)


@pytest.mark.parametrize(
    ("path", "parameter", "value"),
    [
        ("/files/a?bytes=4294967297", "bytes", "4294967297"),
        ("/files/a?delay_secs=601", "delay_secs", "601"),
        ("/files/a?fault=melt", "fault", "melt"),
        ("/files/a?speed=5", "speed", "5"),
        ("/files/a?fault=redirect", "to", None),
        ("/files/a%2Fb", "name", "a/b"),
        ("/files/a%0Ab", "name", "a\nb"),
        ("/files/" + "a" * 256, "name", "a" * 200),
    ],
)
def test_a_bad_parameter_is_a_problem_that_names_it_its_value_and_the_reason(
    origin: Origin, path: str, parameter: str, value: str | None
) -> None:
    answer = origin.ask(path)
    assert answer.status == 400
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    problem = json.loads(answer.body)
    assert (problem["status"], problem["title"]) == (400, "Bad Request")
    assert (problem["parameter"], problem["value"]) == (parameter, value)
    assert problem["reason"] in problem["detail"]


def test_unknown_paths_and_methods_are_problems_too(origin: Origin) -> None:
    for path in ("/nothing", "/files/", "/files/a/b"):
        answer = origin.ask(path)
        assert (answer.status, json.loads(answer.body)["status"]) == (404, 404)
    posted = origin.ask("/files/a", "POST", {"Content-Length": "0"})
    assert (posted.status, posted.headers["Allow"]) == (405, "GET, HEAD")
    assert posted.headers["Content-Type"].startswith("application/problem+json")


def test_the_root_lists_every_parameter_and_fault(origin: Origin) -> None:
    usage = json.loads(origin.ask("/").body)
    assert set(usage["parameters"]) == {
        "bytes", "delay_secs", "rate", "chunk_bytes", "fault", "at_bytes", "times", "key", "status", "to",
    }  # fmt: skip
    assert set(usage["faults"]) == {
        "cut", "stall", "status", "short", "long", "wrong-bytes", "redirect",
        "cut-headers", "interim", "bad-chunk",
    }  # fmt: skip
    assert set(usage["parameters"]["fault"]["anyOf"][0]["enum"]) == set(usage["faults"])
    assert origin.ask(usage["example"] + "&key=example").status == 503
