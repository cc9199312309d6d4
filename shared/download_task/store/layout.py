"""Where files are, in the folder that the rules name: the only place that knows.

ID/NAME            a whole, verified file
.parts/ID-*.part   one that is being received
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

PARTS_FOLDER = ".parts"  # no download's id starts with a dot, so this is never a download's folder
PART_SUFFIX = ".part"
MAX_ID_CHARS_IN_PART = 64


def stored_file(directory: Path, download_id: str, name: str) -> Path:
    """The path of a download's file once it is whole."""
    return directory / download_id / name


def new_part(directory: Path, download_id: str) -> Path:
    """A path for a file that is being received; another one for each run."""
    return directory / PARTS_FOLDER / f"{download_id[:MAX_ID_CHARS_IN_PART]}-{uuid4().hex}{PART_SUFFIX}"


def all_parts(directory: Path) -> Iterator[Path]:
    """The paths of all files that are being received, or were when their worker died."""
    return (directory / PARTS_FOLDER).glob(f"*{PART_SUFFIX}")
