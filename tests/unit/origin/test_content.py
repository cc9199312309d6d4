"""The bytes of a file depend on its name and size, and on nothing else."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from origin import content
from origin.content import BLOCK_BYTES, Content

sizes = st.one_of(
    st.integers(0, 4 * BLOCK_BYTES),
    st.builds(lambda blocks, by: max(0, blocks * BLOCK_BYTES + by), st.integers(0, 4), st.integers(-2, 2)),
)
offsets = st.integers(0, 5 * BLOCK_BYTES)


@settings(deadline=None)  # a busy machine is no failure
@given(name=st.text(max_size=20), size_bytes=sizes, start=offsets, stop=offsets)
def test_a_slice_equals_the_same_slice_of_the_whole(
    name: str, size_bytes: int, start: int, stop: int
) -> None:
    assert content.slice(name, size_bytes, start, stop) == content.whole(name, size_bytes)[start:stop]


@settings(deadline=None)  # a busy machine is no failure
@given(size_bytes=sizes, chunk_bytes=st.integers(1000, 3 * BLOCK_BYTES))
def test_the_chunks_together_are_the_whole_and_none_is_larger_than_asked(
    size_bytes: int, chunk_bytes: int
) -> None:
    chunks = list(Content("a", size_bytes).chunks(0, size_bytes, chunk_bytes))
    assert b"".join(chunks) == content.whole("a", size_bytes)
    assert all(0 < len(chunk) <= chunk_bytes for chunk in chunks)


@settings(deadline=None)  # a busy machine is no failure
@given(name=st.text(max_size=20), size_bytes=sizes)
def test_the_digest_is_the_sha256_of_the_whole_which_has_the_size(name: str, size_bytes: int) -> None:
    whole = content.whole(name, size_bytes)
    assert len(whole) == size_bytes
    assert content.digest(name, size_bytes) == hashlib.sha256(whole).hexdigest()


def test_the_bytes_stay_the_same_from_release_to_release() -> None:
    golden = "7ad17ae71e85644ed1021b653f9960417516be83c761a8a020538a37365f986c"
    assert content.digest("report.bin", 200_000) == golden


def test_another_name_or_another_size_gives_other_bytes() -> None:
    beginnings = {content.slice(name, size, 0, 64) for name in ("a", "b", "文件") for size in (64, 65, 1000)}
    assert len(beginnings) == 9


def test_no_two_blocks_of_a_file_are_the_same() -> None:
    whole = content.whole("a", 200 * BLOCK_BYTES)
    assert len({whole[at : at + BLOCK_BYTES] for at in range(0, len(whole), BLOCK_BYTES)}) == 200


def test_the_end_of_a_file_of_four_gibibytes_is_made_without_its_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[int] = []
    real = Content._block

    def make(file: Content, index: int) -> bytes:
        made.append(index)
        return real(file, index)

    monkeypatch.setattr(Content, "_block", make)
    assert len(content.slice("a", 4 * 1024**3, 4 * 1024**3 - 10, 4 * 1024**3)) == 10
    assert made == [4 * 1024**3 // BLOCK_BYTES - 1]
