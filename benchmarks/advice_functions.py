"""Functions of different kinds, for `benchmarks/advice.py`: what people run over many items."""

import asyncio
import hashlib
import json
import os
import subprocess
import tempfile
import time
import urllib.request
import zlib
from pathlib import Path

COUNTS = {
    "sleep": 100,
    "sleep_unevenly": 120,
    "compute": 100,
    "compute_briefly": 20_000,
    "add_one": 10_000,
    "hash_block": 100,
    "compress": 60,
    "parse_json": 200,
    "sort_numbers": 100,
    "run_program": 60,
    "write_and_read": 300,
    "wait_and_compute": 80,
    "use_memory": 80,
    "fetch": 100,
    "sleep_as_coroutine": 200,
    "closure": 100,
}
URL_VARIABLE = "BENCHMARK_SLOW_URL"
BLOCK = bytes(range(256)) * 16_000
TEXT = json.dumps([{"id": number, "name": f"name {number}", "tags": ["a", "b"]} for number in range(6_000)])


def sleep(_item: int) -> None:
    time.sleep(0.05)


def sleep_unevenly(item: int) -> None:
    time.sleep(0.01 * (1 + item % 10))


def compute(item: int) -> int:
    total = 0
    for number in range(400_000):
        total += number ^ item
    return total


def compute_briefly(item: int) -> int:
    return sum(number * item for number in range(2_000))


def add_one(item: int) -> int:
    return item + 1


def hash_block(_item: int) -> str:
    return hashlib.sha256(BLOCK * 4).hexdigest()


def compress(_item: int) -> int:
    return len(zlib.compress(BLOCK))


def parse_json(_item: int) -> int:
    return len(json.loads(TEXT))


def sort_numbers(item: int) -> int:
    return sorted((number * 7_919 + item) % 1_000_003 for number in range(60_000))[0]


def run_program(_item: int) -> int:
    return subprocess.run(["/bin/sleep", "0.05"], check=False).returncode


def write_and_read(item: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, str(item))
        file.write_bytes(BLOCK)
        return len(file.read_bytes())


def wait_and_compute(item: int) -> int:
    time.sleep(0.03)
    return compute(item) // 3


def use_memory(item: int) -> int:
    return sum(bytearray(30_000_000)[::1_000]) + len([item] * 2_000_000)


def fetch(_item: int) -> int:
    with urllib.request.urlopen(os.environ[URL_VARIABLE]) as answer:  # noqa: S310 - our own, on this machine
        return len(answer.read())


async def sleep_as_coroutine(_item: int) -> None:
    await asyncio.sleep(0.05)


closure = lambda item: compute(item)  # noqa: E731 - a lambda is what is asked about
