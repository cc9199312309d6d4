"""The tests of RQ that are known not to pass, as exceptions.toml has them.

[[exception]]   passes with `rq.Worker`, and not with the pooled workers named; it has to fail, or is to go
[[unfit]]       fails here with `rq.Worker` too, or now and then: it is run with no worker
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("exceptions.toml")


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Reasons by test, which is named as pytest does: tests/test_x.py::Class::test_y.

    Attributes:
        expected: fail with the worker in question.
        unfit: are not run.
    """

    expected: dict[str, str]
    unfit: dict[str, str]


def exceptions_of(worker: str, path: Path = LIST) -> Exceptions:
    """What the list says of the worker: "threads", "processes", "interpreters", or "rq"."""
    content = tomllib.loads(path.read_text())
    of_worker = [entry for entry in content.get("exception", []) if worker in entry["workers"]]
    return Exceptions(_by_test(of_worker), _by_test(content.get("unfit", [])))


def _by_test(entries: list[dict[str, Any]]) -> dict[str, str]:
    return {f"tests/{test}": entry["reason"] for entry in entries for test in entry["tests"]}
