"""What a leg's process can import: the source tree and h11, and nothing else of this Python's packages."""

import os
from pathlib import Path

import h11

SHARED = Path(__file__).resolve().parents[2]


def leg_environment(folder: Path) -> dict[str, str]:
    """The environment variables of a leg's process, under whichever Python.

    Args:
        folder: where a link to h11 goes, which is pure Python: it fits every version.
    """
    packages = folder / "packages"
    packages.mkdir(exist_ok=True)
    link = packages / "h11"
    if not link.exists():
        link.symlink_to(Path(str(h11.__file__)).parent, target_is_directory=True)
    path = os.pathsep.join([str(SHARED), str(packages)])
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "VIRTUAL_ENV")}
    return {**kept, "PYTHONPATH": path}
