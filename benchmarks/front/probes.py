"""Honest requests on a fixed schedule, each on a connection of its own, and how long they took.

The schedule does not wait for answers: a server that stands still is asked again and again meanwhile, and
each of those requests counts with its whole time.
"""

import asyncio
import time
from dataclasses import dataclass, field

from .clients import Target

GIVE_UP_SECS = 10.0

LIVEZ = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@dataclass(slots=True)
class Answers:
    """What became of requests of one kind.

    Attributes:
        wanted: the status that counts as an answer.
        times_secs: how long each took; those without the wanted answer count as `GIVE_UP_SECS`.
        failed: how many had another answer, or none.
    """

    wanted: int
    times_secs: list[float] = field(default_factory=list)
    failed: int = 0

    def percentile_ms(self, percent: int) -> float:
        """The time within which so many percent were answered."""
        ordered = sorted(self.times_secs)
        return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] * 1_000


async def probe(target: Target, request: bytes, answers: Answers, *, every_secs: float, secs: float) -> None:
    """Send the request again and again, and wait for the last answer."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    tasks = []
    for number in range(int(secs / every_secs)):
        await asyncio.sleep(start + number * every_secs - loop.time())
        tasks.append(asyncio.create_task(_ask(target, request, answers)))
    await asyncio.gather(*tasks)


def submission(names: int) -> bytes:
    """A request that queues so many downloads."""
    items = ",".join(f'{{"name": "bench-{number}"}}' for number in range(names))
    body = f'{{"items": [{items}], "time_scale": 0}}'.encode()
    head = (
        "POST /api/v1/downloads HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _ask(target: Target, request: bytes, answers: Answers) -> None:
    began = time.perf_counter()
    try:
        async with asyncio.timeout(GIVE_UP_SECS), target.connection() as (reader, writer):
            writer.write(request)
            status = int((await reader.readline()).split()[1])
            await reader.read()
    except (OSError, TimeoutError, ValueError, IndexError):
        status = 0
    if status != answers.wanted:
        answers.failed += 1
        answers.times_secs.append(GIVE_UP_SECS)
    else:
        answers.times_secs.append(time.perf_counter() - began)
