"""The downloaded file: there when it is there, with ranges, conditions and its own name."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from redis import Redis
from rq.job import Job, JobStatus

PATH = "/api/v1/downloads"

Submit = Callable[..., list[str]]
Finish = Callable[..., str]
BYTES = bytes(range(256)) * 4


@pytest.fixture
def client(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The client, closing each answer and its file as a server does."""
    monkeypatch.setattr(client, "open", partial(client.open, buffered=True))
    return client


@pytest.fixture
def finish(client: FlaskClient, job_of: Callable[[str], Job], tmp_path: Path) -> Callable[..., str]:
    """Submits a URL and ends it as a worker would; returns where its file is served."""

    def do(name: str = "a.bin", *, keep: bool = True) -> str:
        body = {"items": [{"url": "http://files.test/x", "name": name}]}
        download_id: str = client.post(PATH, json=body).get_json()["downloads"][0]
        if keep:
            folder = tmp_path / "files" / download_id
            folder.mkdir(parents=True)
            (folder / name).write_bytes(BYTES)
        job_of(download_id).set_status(JobStatus.FINISHED)
        link: str = client.get(f"{PATH}/{download_id}").get_json()["links"]["file"]
        return link

    return do


def test_it_is_served_whole_as_an_attachment_that_no_browser_runs(
    client: FlaskClient, finish: Finish
) -> None:
    answer = client.get(finish("page.html"))
    assert (answer.status_code, answer.data) == (200, BYTES)
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment; filename=page.html"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Length"] == str(len(BYTES))


@pytest.mark.parametrize(
    "name",
    ["下载 文件.txt", 'with "quotes".txt', "semi;colon, comma.txt", "100%.txt", "'.txt", "-rf", "é" * 127],
)
def test_its_name_arrives_whatever_it_holds(client: FlaskClient, finish: Finish, name: str) -> None:
    answer = client.get(finish(name))
    assert answer.status_code == 200
    disposition = answer.headers["Content-Disposition"]
    encoded = disposition.partition("filename*=UTF-8''")[2]
    plain = disposition.partition("filename=")[2].partition("; filename*")[0].strip('"').replace('\\"', '"')
    assert (unquote(encoded) if encoded else plain) == name
    assert "\n" not in disposition


@pytest.mark.parametrize(
    ("wanted", "status", "data"),
    [
        ("bytes=0-9", 206, BYTES[:10]),
        ("bytes=1000-", 206, BYTES[1000:]),
        ("bytes=-24", 206, BYTES[-24:]),
        ("bytes=1020-9999", 206, BYTES[1020:]),
    ],
)
def test_ranges_work(client: FlaskClient, finish: Finish, wanted: str, status: int, data: bytes) -> None:
    answer = client.get(finish(), headers={"Range": wanted})
    assert (answer.status_code, answer.data) == (status, data)


def test_a_range_outside_is_416_and_says_how_long_the_file_is(client: FlaskClient, finish: Finish) -> None:
    answer = client.get(finish(), headers={"Range": "bytes=5000-6000"})
    assert answer.status_code == 416
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Content-Range"] == f"bytes */{len(BYTES)}"


def test_conditions_work(client: FlaskClient, finish: Finish) -> None:
    link = finish()
    tag = client.get(link).headers["ETag"]
    assert client.get(link, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(link, headers={"If-None-Match": '"other"'}).status_code == 200
    part = {"Range": "bytes=0-0"}
    assert client.get(link, headers=part | {"If-Range": tag}).status_code == 206
    assert client.get(link, headers=part | {"If-Range": '"other"'}).status_code == 200


def test_head_tells_the_length_and_sends_nothing(client: FlaskClient, finish: Finish) -> None:
    answer = client.head(finish())
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(BYTES))


def test_before_it_is_there_it_is_409(client: FlaskClient, job_of: Callable[[str], Job]) -> None:
    body = {"items": [{"url": "http://files.test/x"}]}
    [download_id] = client.post(PATH, json=body).get_json()["downloads"]
    for status in (JobStatus.QUEUED, JobStatus.STARTED, JobStatus.FAILED, JobStatus.CANCELED):
        job_of(download_id).set_status(status)
        answer = client.get(f"{PATH}/{download_id}/file")
        assert (answer.status_code, answer.content_type) == (409, "application/problem+json")
        assert client.get(f"{PATH}/{download_id}").get_json()["links"]["file"] is None


def test_a_simulated_download_has_none_even_when_finished(
    client: FlaskClient, submit: Submit, job_of: Callable[[str], Job]
) -> None:
    [download_id] = submit("a")
    job_of(download_id).set_status(JobStatus.FINISHED)
    answer = client.get(f"{PATH}/{download_id}/file")
    assert (answer.status_code, answer.get_json()["detail"]) == (409, "A simulated download has no file.")


def test_a_file_that_somebody_removed_is_410(client: FlaskClient, finish: Finish) -> None:
    answer = client.get(finish(keep=False))
    assert (answer.status_code, answer.content_type) == (410, "application/problem+json")


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "..", "", "a\\u0000b"])
def test_a_name_scribbled_into_the_job_never_leads_out_of_its_folder(
    client: FlaskClient, finish: Finish, redis: "Redis", tmp_path: Path, name: str
) -> None:
    (tmp_path / "secret").write_text("secret")
    link = finish()
    download_id = link.split("/")[-2]
    message = f'{{"id": "{download_id}", "url": "http://files.test/x", "name": "{name}"}}'
    redis.hset(f"rq:job:{download_id}", "data", f'["worker.jobs.perform_download", null, [{message}], {{}}]')
    assert client.get(link).status_code == 410


def test_a_link_in_the_folder_to_a_file_outside_is_not_followed(
    client: FlaskClient, finish: Finish, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("secret")
    link = finish()
    stored = tmp_path / "files" / link.split("/")[-2] / "a.bin"
    stored.unlink()
    stored.symlink_to(tmp_path / "secret")
    assert client.get(link).status_code == 410
