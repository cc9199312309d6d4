"""The documents name files; a reader who follows them must find each one."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("docs/life-of-*.md"), ROOT / "README.md"])
ROOMS = [ROOT, ROOT / "shared", ROOT / "services", ROOT / "shared" / "rq_pools", ROOT / "docs"]
FILE_NAME = re.compile(r"`(?!/)([\w./-]+\.(?:py|js|json|yaml|md|toml|svg))`|\]\(([\w./-]+)\)")


def _named_files(document: Path) -> list[str]:
    return sorted({name or link for name, link in FILE_NAME.findall(document.read_text())})


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_exists(document: Path) -> None:
    missing = [
        name
        for name in _named_files(document)
        if not any((room / name).exists() for room in [document.parent, *ROOMS])
    ]
    assert _named_files(document)
    assert missing == []


def test_the_readme_names_every_room() -> None:
    rooms = (
        (ROOT / "README.md").read_text(encoding="utf-8").partition("## The rooms")[2].partition("\n## ")[0]
    )
    for file in [*ROOT.glob("shared/*/__init__.py"), *ROOT.glob("services/*/__init__.py")]:
        assert f"]({file.parent.relative_to(ROOT)})" in rooms


def test_the_readme_lists_every_variable_of_compose_and_no_other() -> None:
    known = set(re.findall(r"\$\{PARALLAX_(\w+):-", (ROOT / "compose.yaml").read_text()))
    table = (ROOT / "README.md").read_text().partition("| variable (`PARALLAX_…`)")[2].partition("\n\n")[0]
    first_cells = "".join(re.findall(r"^\|([^|]*)\|", table, re.MULTILINE))

    assert set(re.findall(r"`(\w+)`", first_cells)) == known
