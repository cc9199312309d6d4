"""Digests are computed once, aside, and in bounded memory."""

import asyncio

import pytest

from origin import content, digests
from origin.content import Content
from origin.digests import INLINE_BYTES, Digests


@pytest.mark.parametrize("size_bytes", [0, 1, INLINE_BYTES, INLINE_BYTES + 1, 3 * INLINE_BYTES])
def test_small_and_large_files_have_the_digest_of_their_content(size_bytes: int) -> None:
    digest = asyncio.run(_all(Digests(), [Content("a", size_bytes)]))
    assert digest == [content.digest("a", size_bytes)]


def test_a_large_file_is_hashed_once_for_all_who_ask_together(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = _count_computations(monkeypatch)
    answers = asyncio.run(_all(Digests(), [Content("a", INLINE_BYTES + 1)] * 20))
    assert len(hashed) == 1
    assert len(set(answers)) == 1


def test_the_least_recently_asked_digest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = _count_computations(monkeypatch)
    large = [Content(name, INLINE_BYTES + 1) for name in "abc"]

    async def ask() -> None:
        known = Digests(kept=2)
        for file in (large[0], large[1], large[0], large[2], large[0], large[1]):
            await known.of(file)

    asyncio.run(ask())
    assert hashed == ["a", "b", "c", "b"]


def test_one_client_that_leaves_does_not_take_the_digest_from_the_others() -> None:
    async def leave() -> str:
        known, file = Digests(), Content("a", 4 * INLINE_BYTES)
        leaver = asyncio.create_task(known.of(file))
        stayer = asyncio.create_task(known.of(file))
        await asyncio.sleep(0)
        leaver.cancel()
        return await stayer

    assert asyncio.run(leave()) == content.digest("a", 4 * INLINE_BYTES)


def _count_computations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    hashed: list[str] = []
    real = digests._compute

    async def counted(file: Content) -> str:
        hashed.append(file.name)
        return await real(file)

    monkeypatch.setattr(digests, "_compute", counted)
    return hashed


async def _all(known: Digests, files: list[Content]) -> list[str]:
    return await asyncio.gather(*map(known.of, files))
