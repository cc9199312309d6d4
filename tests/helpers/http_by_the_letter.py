"""What a stream of bytes means by RFC 9112, read in the plainest way: a second opinion for tests."""

import re

INTERIM = re.compile(rb"HTTP/1\.[0-9] 1(?!01)[0-9]{2}[ \r\n]")
FINAL = re.compile(rb"HTTP/1\.(?P<minor>[0-9]) 200(?: .*)?")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*", re.DOTALL)
CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]+)[ \t]*(?:;[^\n]*)?\r\n")


def file_in(stream: bytes) -> bytes | None:
    """The body of the 200 in the stream, which ends here; None when there is none that is whole.

    It is lenient where RFC 9112 lets one be: a line of the head may end with LF alone, lines may be folded.
    """
    while INTERIM.match(stream):
        _, stream = _split_head(stream)
    lines, rest = _split_head(stream)
    status = FINAL.fullmatch(lines[0])
    if status is None:
        return None
    fields = [FIELD.fullmatch(line) for line in _unfolded(lines[1:])]
    if any(field is None for field in fields):
        return None
    named = [(field[1].lower(), field[2].lower()) for field in fields if field]
    codings = [value for name, value in named if name == b"transfer-encoding"]
    lengths = {
        part.strip() for name, value in named if name == b"content-length" for part in value.split(b",")
    }
    return _body(rest, codings=codings, lengths=lengths, is_1_0=status["minor"] == b"0")


def _split_head(stream: bytes) -> tuple[list[bytes], bytes]:
    end = re.search(rb"\n\r?\n", stream)
    if end is None:
        return [b""], b""
    return [line.removesuffix(b"\r") for line in stream[: end.start()].split(b"\n")], stream[end.end() :]


def _unfolded(lines: list[bytes]) -> list[bytes]:
    unfolded: list[bytes] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and unfolded:
            unfolded[-1] += b" " + line.lstrip(b" \t")
        else:
            unfolded.append(line)
    return unfolded


def _body(rest: bytes, *, codings: list[bytes], lengths: set[bytes], is_1_0: bool) -> bytes | None:
    if any(re.fullmatch(rb"[0-9]+", length) is None for length in lengths) or len(lengths) > 1:
        return None
    if codings:
        return _joined_chunks(rest) if codings == [b"chunked"] and not is_1_0 else None
    if lengths:
        length = int(lengths.pop())
        return rest[:length] if len(rest) >= length else None
    return rest


def _joined_chunks(rest: bytes) -> bytes | None:
    body = b""
    while size := CHUNK_SIZE.match(rest):
        rest = rest[size.end() :]
        length = int(size[1], 16)
        if length == 0:
            return body if _are_trailers(rest) else None
        body += rest[:length]
        if rest[length : length + 2] != b"\r\n":
            return None
        rest = rest[length + 2 :]
    return None


def _are_trailers(rest: bytes) -> bool:
    if re.match(rb"\r?\n", rest):
        return True
    end = re.search(rb"\n\r?\n", rest)
    lines = [line.removesuffix(b"\r") for line in rest[: end.start()].split(b"\n")] if end else [b""]
    return all(FIELD.fullmatch(line) for line in _unfolded(lines))
