"""`python -m benchmarks.front`: how fast are honest requests answered while hostile clients are there?"""

import argparse
import asyncio
import contextlib
import resource
import sys
from dataclasses import dataclass, field
from functools import partial

from .clients import Seen, Target, crowd, slow_body, slow_head, stalled_viewer, viewer
from .memory import ITEMS, large_bodies
from .probes import LIVEZ, Answers, probe, submission
from .servers import peak_memory_bytes, running_front

MAX_CLIENTS = 2_000
MAX_SECS = 300
SETTLE_SECS = 3.0


@dataclass(slots=True)
class Result:
    """What was measured."""

    livez: Answers = field(default_factory=lambda: Answers(200))
    submits: Answers = field(default_factory=lambda: Answers(202))
    seen: Seen = field(default_factory=Seen)


async def measure(target: Target, options: argparse.Namespace) -> Result:
    """Let the clients come, then ask."""
    result = Result()
    crowds = [
        (partial(slow_head, target), options.slow // 2),
        (partial(slow_body, target), options.slow - options.slow // 2),
        (partial(viewer, target, result.seen), options.viewers),
        (partial(stalled_viewer, target), options.stalled),
    ]
    async with contextlib.AsyncExitStack() as stack:
        for client, count in crowds:
            await stack.enter_async_context(crowd(client, count))
        await asyncio.sleep(SETTLE_SECS)
        async with asyncio.TaskGroup() as group:
            group.create_task(probe(target, LIVEZ, result.livez, every_secs=0.1, secs=options.secs))
            group.create_task(
                probe(target, submission(20), result.submits, every_secs=0.5, secs=options.secs)
            )
    return result


def main(arguments: list[str]) -> int:
    """Measure, and print a table."""
    options = _options(arguments)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8_192, hard), hard))  # each client is a file
    with running_front(options.command) as (pid, port):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(8_192, hard), hard))
        target = Target(port)
        result = asyncio.run(measure(target, options))
        _print_result(result, peak_memory_bytes(pid))
    if options.memory:
        for name, item in ITEMS.items():
            with running_front(options.command) as (pid, port):
                statuses = asyncio.run(large_bodies(Target(port), item))
                peak = peak_memory_bytes(pid) / 2**20
                print(f"12 bodies of 8 MiB full of {name}: statuses {statuses}, peak memory {peak:.0f} MiB")
    return 0


def _print_result(result: Result, peak_bytes: int) -> None:
    for name, answers in (("/livez", result.livez), ("submit 20", result.submits)):
        times = ", ".join(f"p{percent} {answers.percentile_ms(percent):.1f} ms" for percent in (50, 95, 100))
        print(f"{name}: {len(answers.times_secs)} asked, {answers.failed} failed, {times}")
    seen = result.seen
    print(f"viewers: {seen.opened} streams opened, {seen.refused} refused, {seen.received_bytes} bytes")
    print(f"peak memory of the largest process: {peak_bytes / 2**20:.0f} MiB")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.front", description=__doc__)
    parser.add_argument("--slow", type=int, default=300, help="clients that send a byte a second")
    parser.add_argument("--viewers", type=int, default=300, help="event streams that are read")
    parser.add_argument("--stalled", type=int, default=64, help="event streams that are not read")
    parser.add_argument("--secs", type=float, default=20.0, help="how long to ask")
    parser.add_argument("--memory", action="store_true", help="also twelve bodies of 8 MiB at once")
    parser.add_argument("command", nargs="*", help="another server to start: its command, after `--`")
    options = parser.parse_args(arguments)
    if options.slow + options.viewers + options.stalled > MAX_CLIENTS or options.secs > MAX_SECS:
        parser.error(f"at most {MAX_CLIENTS} clients and {MAX_SECS} seconds")
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
