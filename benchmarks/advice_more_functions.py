"""More functions for `benchmarks/advice.py`, as users have them: the search was not written with them."""

import asyncio
import functools
import gzip
import hashlib
import json
import os
import random
import re
import sqlite3
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from .advice_functions import URL_VARIABLE

COUNTS = {
    "fetch_from_few": 120,
    "read_rows": 400,
    "gzip_file": 60,
    "find_words": 150,
    "dump_and_hash": 3_000,
    "brighten": 300,
    "sleep_with_tail": 200,
    "wait_for_a_lock": 80,
    "make_large_result": 100,
    "count_words": 40,
    "take_a_millisecond": 3_000,
    "sleep_for_seconds": 20,
    "compute_for_seconds": 8,
    "Resizer.shrink": 120,
    "remember": 300,
    "fail_for_some": 150,
    "load_a_model": 200,
    "fetch_as_coroutine": 200,
}
TEXTS = {"count_words"}
"""Called with long texts."""

LOCK = threading.Lock()
PROSE = "The quick brown fox, aged 12, jumps over 3 lazy dogs at fox@example.org. " * 3_000
ROWS = Path(tempfile.gettempdir(), "parallax-benchmark-rows.sqlite")
cache: dict[int, str] = {}


def fetch_from_few(_item: int) -> int:
    """From a server that answers ten clients at a time."""
    with urllib.request.urlopen(os.environ[URL_VARIABLE] + "few") as answer:  # noqa: S310 - our own
        return len(answer.read())


def read_rows(item: int) -> int:
    _make_rows()
    with sqlite3.connect(ROWS) as connection:
        query = "SELECT sum(value), count(*) FROM rows WHERE value % 97 = ? AND name LIKE '%7%'"
        return int(connection.execute(query, (item % 97,)).fetchone()[1])


@functools.cache
def _make_rows() -> None:
    if ROWS.exists():
        return
    file = ROWS.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE rows (value INTEGER, name TEXT)")
        rows = ((number, f"name {number}") for number in range(100_000))
        connection.executemany("INSERT INTO rows VALUES (?, ?)", rows)
    file.replace(ROWS)


def gzip_file(item: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"{item}.gz")
        with gzip.open(file, "wt") as target:
            target.write(PROSE * 10)
        return file.stat().st_size


def find_words(_item: int) -> int:
    return len(re.findall(r"[\w.]+@[\w.]+|\d+|\b[A-Z]\w+", PROSE))


def dump_and_hash(item: int) -> str:
    record = {"id": item, "tags": [f"tag {number}" for number in range(200)], "text": "word " * 400}
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def brighten(item: int) -> int:
    image = bytearray(range(256)) * 400
    for index in range(0, len(image), 2):
        image[index] = min(255, image[index] + item % 32)
    return sum(image)


def sleep_with_tail(item: int) -> None:
    time.sleep(0.4 if random.Random(item).random() < 0.05 else 0.02)


def wait_for_a_lock(_item: int) -> None:
    time.sleep(0.04)
    with LOCK:
        time.sleep(0.01)


def make_large_result(item: int) -> bytes:
    time.sleep(0.02)
    return bytes([item % 256]) * 10_000_000


def count_words(text: str) -> int:
    return len(set(text.split()))


def take_a_millisecond(item: int) -> int:
    return sum(number ^ item for number in range(14_000))


def sleep_for_seconds(_item: int) -> None:
    time.sleep(3)


def compute_for_seconds(item: int) -> int:
    return sum(number ^ item for number in range(20_000_000))


class Resizer:
    """A method is a function, too."""

    @staticmethod
    def shrink(item: int) -> int:
        image = bytes(range(256)) * 1_500
        return len(bytes(image[index] & item for index in range(0, len(image), 2)))


def remember(item: int) -> str:
    key = item % 60
    if key not in cache:
        time.sleep(0.03)
        cache[key] = str(key)
    return cache[key]


def fail_for_some(item: int) -> int:
    time.sleep(0.03)
    if item % 7 == 3:
        raise ValueError(f"no {item}")
    return item


@functools.cache
def _model() -> dict[int, int]:
    time.sleep(0.4)
    return {number: number * number for number in range(800_000)}


def load_a_model(item: int) -> int:
    """The first call in a process loads what all others use."""
    model = _model()
    return sum(model[(number * item) % 800_000] for number in range(40_000))


async def fetch_as_coroutine(_item: int) -> int:
    address = urlsplit(os.environ[URL_VARIABLE])
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    size = len(await reader.read())
    writer.close()
    return size
