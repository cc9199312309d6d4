"""How many bytes of Redis a finished download takes, and what they are made of.

    python -m benchmarks.memory [--downloads 1000]

Submits downloads to a front, has a worker with threads run them, and asks a server of its own for the size of
every key (`MEMORY USAGE`).
"""

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from redis import Redis

from front.app import create_app
from front.settings import FrontSettings
from tests.helpers.valkey import Server
from tests.helpers.worker_process import WorkerProcess

WAIT_SECS = 120.0


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--downloads", type=int, default=1_000)
    count = parser.parse_args().downloads
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        try:
            with Redis.from_url(server.url()) as redis:
                run(redis, server.url(), count, Path(folder))
                print(table(sizes(redis), count))
        finally:
            server.kill()


def run(redis: "Redis", url: str, count: int, folder: Path) -> None:
    """Submit and finish so many simulated downloads."""
    client = create_app(FrontSettings(redis_url=url), redis).test_client()
    items = [{"name": f"archive-{number:05}.tar.gz"} for number in range(count)]
    batch = client.post("/api/v1/downloads", json={"items": items, "time_scale": 0.0}).get_json()["batch"]
    worker = WorkerProcess(url, "threads", folder / "files", folder / "log", PARALLAX_SLOTS="8")
    deadline = time.monotonic() + WAIT_SECS
    try:
        while not client.get(batch["links"]["self"]).get_json()["done"]:
            if time.monotonic() > deadline:
                raise SystemExit("the downloads did not end in time")
            time.sleep(0.2)
    finally:
        worker.terminate()


def sizes(redis: "Redis") -> Counter[str]:
    """The bytes of all keys, by what they are for."""
    found: Counter[str] = Counter()
    for key in redis.scan_iter(count=1_000):
        found[_kind(key.decode())] += redis.memory_usage(key, samples=0) or 0
    return found


def table(found: Counter[str], count: int) -> str:
    """Bytes a download, for each kind of key."""
    rows = [f"| {kind} | {size / count:,.0f} |" for kind, size in found.most_common() if size / count >= 1]
    total = f"| **total** | **{found.total() / count:,.0f}** |"
    return "\n".join(["| keys | bytes a download |", "|---|---:|", *rows, total])


def _kind(key: str) -> str:
    """The key without what is the download's or the batch's own."""
    parts = key.split(":")
    return ":".join("ID" if len(part) == 32 or part.startswith("threads-") else part for part in parts)


if __name__ == "__main__":
    main()
