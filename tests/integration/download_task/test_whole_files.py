"""What comes well arrives whole, verified and told."""

import base64
import hashlib
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from download_task import Outcome
from tests.helpers.origin_process import ROOT, content_of
from tests.helpers.performing import NAME, Performer
from tests.helpers.scripted_server import ScriptedServer, Visit

Url = Callable[..., str]
SIZE = 300_000


def sha256_of(size: int, name: str = NAME) -> str:
    return hashlib.sha256(content_of(name, size)).hexdigest()


@pytest.mark.parametrize("size", [0, 1, 65_536, SIZE])
def test_a_whole_file_has_the_origins_bytes_size_and_digest(
    performer: Performer, at_origin: Url, size: int
) -> None:
    outcome = performer(at_origin(bytes=size))
    assert (outcome.state, outcome.failure) == ("finished", None)
    assert (outcome.size_bytes, outcome.sha256) == (size, sha256_of(size))
    assert outcome.path == str(performer.file)
    assert performer.file.read_bytes() == content_of(NAME, size)
    assert performer.files() == [performer.file]


def test_a_file_with_the_promised_checksum_is_kept(performer: Performer, at_origin: Url) -> None:
    outcome = performer(at_origin(bytes=SIZE), checksum=f"sha256:{sha256_of(SIZE)}")
    assert outcome.state == "finished"


def test_a_file_with_another_checksum_is_refused(performer: Performer, at_origin: Url) -> None:
    outcome = performer(at_origin(bytes=SIZE), checksum=f"sha256:{'0' * 64}")
    assert outcome.failure is not None
    assert outcome.failure.code == "checksum-mismatch"
    assert outcome.failure.values["got"] == sha256_of(SIZE)
    assert performer.files() == []


def test_bytes_that_differ_from_the_servers_own_digest_are_refused(
    performer: Performer, at_origin: Url
) -> None:
    assert performer.failure_code(at_origin(bytes=SIZE, fault="wrong-bytes")) == "checksum-mismatch"


@pytest.mark.parametrize(
    "digest",
    [
        "sha-256=::",
        "sha-256=:AAAA:",
        "sha-256=:" + "=" * 44 + ":",
        "sha-256=:" + "*" * 44 + ":",
        "sha-256=" + "A" * 43 + "=",
        "sha-256",
        "sha-256=?1",
        "x-sha-256=:" + "A" * 43 + "=:",
        "sha-512=:" + "A" * 86 + "==:",
        "\xff",
        ", , =",
        "",
    ],
)
def test_a_digest_that_cannot_be_read_promises_nothing(
    serve: Callable[..., ScriptedServer], performer: Performer, digest: str
) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRepr-Digest: {digest}\r\n\r\n".encode("latin-1")
    assert performer(serve(lambda visit: visit.send(head + b"ok")).url).state == "finished"


OK_IN_BASE64 = base64.b64encode(hashlib.sha256(b"ok").digest()).decode()


@pytest.mark.parametrize(
    ("digest", "code"),
    [
        (f"sha-256=:{OK_IN_BASE64}:", None),
        (f"sha-512=:{'A' * 86}==:, sha-256=:{OK_IN_BASE64}:;a=1", None),
        (f"sha-256=:{'A' * 43}=:, sha-256=:{OK_IN_BASE64}:", None),  # RFC 9651: the last one counts
        (f"sha-256=:{'A' * 43}=:", "checksum-mismatch"),
        (f"unixsum=:AA==:\r\nRepr-Digest: sha-256=:{'A' * 43}=:", "checksum-mismatch"),
    ],
)
def test_a_digest_that_can_be_read_must_be_the_files(
    serve: Callable[..., ScriptedServer], performer: Performer, digest: str, code: str | None
) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRepr-Digest: {digest}\r\n\r\n".encode()
    failure = performer(serve(lambda visit: visit.send(head + b"ok")).url).failure
    assert (failure.code if failure else None) == code


def test_the_reports_count_up_from_none_to_all(performer: Performer, at_origin: Url) -> None:
    performer(at_origin(bytes=SIZE))
    stages = [report.kind for report in performer.reports]
    assert stages == ["started", *["progress"] * (len(stages) - 2), "ended"]
    told = [(report.bytes_done, report.bytes_total) for report in performer.reports[1:-1]]
    assert told[0] == (0, SIZE)
    assert told[-1] == (SIZE, SIZE)
    assert told == sorted(told)


def test_a_redirect_to_an_allowed_host_is_followed(performer: Performer, at_origin: Url) -> None:
    there = at_origin("other.bin", bytes=SIZE)
    outcome = performer(at_origin(fault="redirect", to=there))
    assert (outcome.state, outcome.sha256) == ("finished", sha256_of(SIZE, "other.bin"))
    assert outcome.path == str(performer.file)


def test_interim_answers_of_the_origin_are_skipped(performer: Performer, at_origin: Url) -> None:
    assert performer(at_origin(bytes=SIZE, fault="interim")).sha256 == sha256_of(SIZE)


def test_a_redirect_may_be_relative(performer: Performer, at_origin: Url) -> None:
    outcome = performer(at_origin(fault="redirect", to=f"/files/other.bin?bytes={SIZE}"))
    assert outcome.sha256 == sha256_of(SIZE, "other.bin")


def test_a_scheme_in_capitals_is_a_scheme(performer: Performer, at_origin: Url) -> None:
    assert performer(at_origin(bytes=9).replace("http", "HTTP", 1)).sha256 == sha256_of(9)


def test_a_fragment_is_not_sent(serve: Callable[..., ScriptedServer], performer: Performer) -> None:
    server = serve(lambda visit: visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    assert performer(f"http://{server.host_port}?a=b#part").size_bytes == 2
    assert server.requests[0].startswith(b"GET /?a=b HTTP/1.1\r\n")


def test_a_file_without_an_announced_length_ends_with_the_connection(
    serve: Callable[..., ScriptedServer], performer: Performer
) -> None:
    server = serve(lambda visit: visit.send(b"HTTP/1.1 200 OK\r\n\r\nall there is"))
    assert performer(server.url).size_bytes == 12
    assert [report.bytes_total for report in performer.reports[1:-1]] == [None]


def test_a_file_in_chunks_is_put_together(serve: Callable[..., ScriptedServer], performer: Performer) -> None:
    server = serve(
        lambda visit: visit.send(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        )
    )
    assert performer(server.url).state == "finished"
    assert performer.file.read_bytes() == b"abcde"


def test_a_file_that_trickles_in_byte_by_byte_arrives_whole(
    serve: Callable[..., ScriptedServer], performer: Performer
) -> None:
    def trickle(visit: Visit) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n" + b"x" * 50:
            visit.send(bytes([byte]))

    server = serve(trickle)
    assert performer(server.url).size_bytes == 50


def test_the_same_download_run_twice_at_once_gives_one_good_file(
    performer: Performer, at_origin: Url
) -> None:
    url = at_origin(bytes=SIZE, rate=SIZE * 2)
    both_run = threading.Barrier(2)

    def run() -> Outcome:
        both_run.wait(10)
        return performer(url)

    with ThreadPoolExecutor(2) as pool:
        outcomes = [future.result() for future in [pool.submit(run), pool.submit(run)]]
    assert [outcome.sha256 for outcome in outcomes] == [sha256_of(SIZE)] * 2
    assert performer.files() == [performer.file]
    assert performer.file.read_bytes() == content_of(NAME, SIZE)


IN_LITTLE_MEMORY = """
import resource, sys
from pathlib import Path
from download_task import Download, Rules, download_task

def fetch(url):
    rules = Rules(Path(sys.argv[1]), frozenset({sys.argv[2]}))
    outcome = download_task(Download("big.bin", url=url), rules)
    assert outcome.state == "finished", outcome
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

small = fetch(sys.argv[3])
print(fetch(sys.argv[4]) - small)
"""


def test_a_large_file_takes_no_more_memory_than_a_small_one(performer: Performer, at_origin: Url) -> None:
    host = next(iter(performer.rules.allowed_hosts))
    urls = [at_origin("small.bin", bytes=100_000), at_origin("big.bin", bytes=96 * 1024**2)]
    finished = subprocess.run(
        [sys.executable, "-c", IN_LITTLE_MEMORY, str(performer.rules.directory), host, *urls],
        env=os.environ | {"PYTHONPATH": str(ROOT / "shared")},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    # ru_maxrss is in KiB on Linux and in bytes on macOS: getrusage(2).
    growth_bytes = int(finished.stdout) * (1 if sys.platform == "darwin" else 1_024)
    assert growth_bytes < 16 * 1024**2, f"grew by {growth_bytes} bytes"


def test_downloads_leave_no_file_descriptor_open(
    performer: Performer, at_origin: Url, monkeypatch: pytest.MonkeyPatch
) -> None:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    urls = [
        at_origin(bytes=100),
        at_origin(bytes=100, fault="cut"),
        at_origin(bytes=100, fault="status"),
        at_origin(fault="redirect", to=at_origin(bytes=100)),
    ]

    def open_descriptors() -> int:
        return sum(_is_open(number) for number in range(min(soft, 1_024)))

    performer(urls[0])
    before = open_descriptors()
    for url in urls:
        performer(url)
    assert open_descriptors() == before


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
