"""`python -m benchmarks`: measure the peers in one run, print one table."""

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from .effort import QUICK, Effort
from .machine import running_machine
from .measures import MEASURES
from .peers import Peer
from .peers.every import every_peer
from .report import Report
from .rounds import run_rounds


def main(arguments: list[str]) -> int:
    """Measure and report; the exit code is 1 when a peer could not be measured, 2 when there is none."""
    options = _parse(arguments)
    peers = _chosen_peers(options.peer)
    if not peers:
        print(f"no peer's name contains {' or '.join(options.peer)}", file=sys.stderr)
        return 2
    effort = QUICK if options.quick else Effort()
    if options.rounds:
        effort = replace(effort, rounds=options.rounds)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, running_machine(Path(folder)) as machine:
        found, others = run_rounds(peers, options.measure, effort, machine, Path(folder))
        where = f"{machine.describe(peers)}; other work took {others:.0%} of the cores meanwhile"
        report = Report(peers, found, effort, where)
    report.print()
    if options.output:
        options.output.write_text(report.markdown(), encoding="utf-8")
    return int(any(each.error for each in found.values()))


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("--output", type=Path, help="also write the table to this file, as Markdown")
    parser.add_argument("--quick", action="store_true", help="one round of fewer jobs, for development")
    parser.add_argument("--rounds", type=int, help="how often every peer has its turn (default 3)")
    parser.add_argument(
        "--peer", action="append", default=[], help="only peers whose name contains this; may be repeated"
    )
    parser.add_argument(
        "--measure",
        type=_measures,
        default=list(MEASURES),
        help=f"only these, with commas between: {','.join(MEASURES)}",
    )
    return parser.parse_args(arguments)


def _measures(text: str) -> list[str]:
    wanted = text.split(",")
    if unknown := set(wanted) - MEASURES.keys():
        raise argparse.ArgumentTypeError(f"no such measure: {', '.join(sorted(unknown))}")
    return [name for name in MEASURES if name in wanted]


def _chosen_peers(parts: list[str]) -> list[Peer]:
    return [
        peer for peer in every_peer() if not parts or any(part.lower() in peer.name.lower() for part in parts)
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
