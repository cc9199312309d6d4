"""Slow streams, and many of them."""

import asyncio
import hashlib
import time

import aiohttp

from origin import content
from tests.helpers.origin_client import Origin

STREAMS = 300
SIZE_BYTES = 30_000
RATE = 15_000


async def _digest(session: aiohttp.ClientSession, name: str) -> str:
    hasher = hashlib.sha256()
    async with session.get(f"/files/{name}?bytes={SIZE_BYTES}&rate={RATE}") as answer:
        async for chunk in answer.content.iter_any():
            hasher.update(chunk)
    return hasher.hexdigest()


async def _all_digests(url: str, names: list[str]) -> list[str]:
    unlimited = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(url, connector=unlimited) as session:
        streams = asyncio.gather(*(_digest(session, name) for name in names))
        async with session.get("/livez") as alive:
            assert alive.status == 200
        assert not streams.done()
        return await streams


def test_three_hundred_slow_streams_at_once_all_arrive_as_they_should(origin: Origin) -> None:
    names = [f"stream-{number}" for number in range(STREAMS)]
    started = time.monotonic()
    digests = asyncio.run(_all_digests(origin.url, names))
    assert digests == [content.digest(name, SIZE_BYTES) for name in names]
    one_after_the_other_secs = STREAMS * SIZE_BYTES / RATE
    assert time.monotonic() - started < one_after_the_other_secs / 10


def test_a_stream_is_no_faster_than_its_rate(origin: Origin) -> None:
    started = time.monotonic()
    assert len(origin.ask("/files/a?bytes=20000&rate=20000").body) == 20_000
    assert time.monotonic() - started >= 0.9


def test_the_answer_waits_as_long_as_asked(origin: Origin) -> None:
    started = time.monotonic()
    assert origin.ask("/files/a?bytes=1&delay_secs=0.7").status == 200
    assert time.monotonic() - started >= 0.6


def test_chunk_bytes_changes_the_writes_and_never_the_bytes(origin: Origin) -> None:
    for chunk_bytes in (1, 999, 1024 * 1024):
        answer = origin.ask(f"/files/a?bytes=5000&chunk_bytes={chunk_bytes}")
        assert answer.body == content.whole("a", 5000)


def test_a_huge_file_at_full_speed_does_not_keep_others_waiting(origin: Origin) -> None:
    """Its digest alone takes seconds, and the probe answers while it is being computed."""
    with origin.open("/files/huge?bytes=4294967296", "HEAD") as waiting:
        assert origin.ask("/livez").status == 200
        waiting.setblocking(False)
        try:
            early = waiting.recv(1)
        except BlockingIOError:
            early = b""
        assert early == b"", "the digest was done before the probe was answered"
