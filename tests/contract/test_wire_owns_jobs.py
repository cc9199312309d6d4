"""What is kept of a download is read and written in the wire, and nowhere else."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
OF_THE_WIRE = re.compile(r"\.meta\b|\.args\[|\bmeta=|[\"']parallax:")


def test_no_service_touches_a_jobs_argument_its_meta_or_names_a_key() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sorted((ROOT / "services").rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if OF_THE_WIRE.search(line)
    ]
    assert found == []
