"""The program: starting, refusing to start, stopping, and HTTP as only a real server speaks it."""

import http.client
import signal
import socket
import time
from collections.abc import Callable

import pytest
from redis import Redis

from front.__main__ import main
from tests.helpers.databases import url_of
from tests.helpers.front_process import Front, run_front
from tests.helpers.redis_contents import contents
from tests.helpers.sse import EventClient

SECRET = "hunter2-hunter2"


def test_a_taken_port_is_one_sentence_that_says_what_to_do_and_exit_code_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run_front(port=port)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"front: cannot start: cannot listen on 127.0.0.1:{port} (Address already in use); "
        "set PARALLAX_PORT to a free port\n"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "web"),
        ("port", "65536"),
        ("host", "nowhere.invalid"),
        ("redis_url", "nonsense"),
        ("redis_url", "http://127.0.0.1"),
        ("redis_url", "redis://127.0.0.1:port/0"),
        ("redis_timeout_secs", "0.5"),
        ("max_items", "0"),
        ("max_items", "10001"),
        ("max_streams", "-1"),
        ("threads", "0"),
        ("log_level", "LOUD"),
        ("keep_secs", "soon"),
    ],
)
def test_a_bad_setting_is_one_sentence_that_names_it_and_exit_code_2(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PARALLAX_PORT", "0")
    monkeypatch.setenv(f"PARALLAX_{name.upper()}", value)
    assert main() == 2
    told = capsys.readouterr()
    assert f"PARALLAX_{name.upper()}" in told.err
    assert (told.out, told.err.count("\n")) == ("", 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_soon_although_streams_are_open(
    start: Callable[..., Front], number: signal.Signals
) -> None:
    front = start()
    with EventClient(front.port) as one, EventClient(front.port) as other:
        one.opened()
        other.opened()
        began = time.monotonic()
        front.process.send_signal(number)
        assert front.process.wait(20) == 0
        assert time.monotonic() - began < 8
        assert list(one.events()) == []
    assert "Traceback" not in front.log.read_text()


def test_the_probe_says_whether_it_answers(start: Callable[..., Front]) -> None:
    front = start()
    assert run_front("service_kit.probe", "front", port=front.port).returncode == 0
    assert run_front("service_kit.probe", "front", port=front.port, host="0.0.0.0").returncode == 0
    assert front.stop() == 0
    assert run_front("service_kit.probe", "front", port=front.port).returncode == 1


def test_the_password_of_redis_is_never_printed(start: Callable[..., Front], redis: "Redis") -> None:
    url = url_of(redis).replace("redis://", f"redis://someone:{SECRET}-in-url@")
    front = start(redis_url=url, redis_password=SECRET, log_level="DEBUG", log_format="json")
    answers = [front.ask(path) for path in ("/readyz", "/api/v1/downloads", "/metrics", "/", "/livez")]
    assert [answer.status for answer in answers] == [503, 503, 200, 200, 200]
    front.stop()
    told = front.log.read_text() + (front.process.stdout.read() if front.process.stdout else "")
    told += "".join(answer.body.decode() for answer in answers)
    assert "redis is away" in told
    assert SECRET not in told
    done = run_front(redis_url="nonsense", redis_password=SECRET)
    assert SECRET not in done.stderr + done.stdout


def test_it_listens_on_ipv6_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PARALLAX_HOST", "::1")
        monkeypatch.setenv("PARALLAX_PORT", str(port))
        assert main() == 2
    assert f"cannot listen on [::1]:{port} (Address already in use)" in capsys.readouterr().err


def test_a_body_of_more_than_8_mib_is_413_whether_its_length_is_told_or_not(
    start: Callable[..., Front], redis: "Redis"
) -> None:
    front = start()
    chunk = b" " * 65_536

    def send(*, chunked: bool) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=20)
        connection.putrequest("POST", "/api/v1/downloads")
        connection.putheader("Content-Type", "application/json")
        if chunked:
            connection.putheader("Transfer-Encoding", "chunked")
        else:
            connection.putheader("Content-Length", str(len(chunk) * 130))
        connection.endheaders()
        try:
            for _ in range(130):
                connection.send(b"%x\r\n%s\r\n" % (len(chunk), chunk) if chunked else chunk)
            connection.send(b"0\r\n\r\n" if chunked else b"")
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before it was all sent: the answer is there
        response = connection.getresponse()
        body = response.read()
        connection.close()
        assert b"application/problem+json" in response.headers["Content-Type"].encode()
        assert b'"status":413' in body.replace(b" ", b"")
        return response

    assert send(chunked=False).status == 413
    assert send(chunked=True).status == 413
    assert contents(redis) == {}
    assert front.submit("after").status == 202


def test_a_chunked_body_within_the_limit_is_accepted(start: Callable[..., Front]) -> None:
    front = start()
    connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=20)
    parts = iter([b'{"items": [{"na', b'me": "\xe4\xb8', b'\x8b"}]}'])
    connection.request(
        "POST", "/api/v1/downloads", parts, {"Content-Type": "application/json"}, encode_chunked=True
    )
    assert connection.getresponse().status == 202
    connection.close()


def test_a_client_that_hangs_up_in_the_middle_of_its_body_queues_nothing(
    start: Callable[..., Front], redis: "Redis"
) -> None:
    front = start()
    body = b'{"items": [{"name": "a"}]}'
    head = "POST /api/v1/downloads HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    head += f"Content-Length: {len(body) + 5}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", front.port), timeout=20) as connection:
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(65_536)[9:12] in (b"", b"400")
    assert front.ask("/livez").status == 200
    assert contents(redis) == {}
