"""The package's README tells what the code does."""

import re
from dataclasses import fields
from pathlib import Path

import rq_pools
from rq_pools import PoolSettings

README = (Path(rq_pools.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_setting_with_its_default() -> None:
    told = {name: float(default) for name, default in re.findall(r"\| `RQ_POOL_(\w+)` \| (\S+) \|", README)}
    assert told == {field.name.upper(): float(field.default) for field in fields(PoolSettings)}  # type: ignore[arg-type]


def test_every_file_that_the_readme_names_is_there() -> None:
    rooms = README.partition("## Rooms")[2].partition("\n## ")[0]
    missing = {
        name
        for name in re.findall(r"`(\w+\.py)`", rooms)
        if not (Path(rq_pools.__file__).parent / name).exists()
    }
    assert missing == set()
