"""The header fields of a file."""

import base64
import hashlib

from origin import content, headers
from origin.content import Content


def test_the_entity_tag_is_strong_and_belongs_to_name_and_size() -> None:
    tags = {headers.etag(Content(name, size)) for name in "ab" for size in (1, 2)}
    assert len(tags) == 4
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)


def test_repr_digest_is_the_sha256_of_the_whole_file_in_base64() -> None:
    described = headers.describe(Content("a", 1000), content.digest("a", 1000))
    expected = base64.b64encode(hashlib.sha256(content.whole("a", 1000)).digest()).decode()
    assert described["Repr-Digest"] == f"sha-256=:{expected}:"


def test_the_file_name_is_percent_encoded_for_content_disposition() -> None:
    described = headers.describe(Content('文"件;/.bin', 1), content.digest("a", 1))
    assert described["Content-Disposition"] == "attachment; filename*=UTF-8''%E6%96%87%22%E4%BB%B6%3B%2F.bin"
