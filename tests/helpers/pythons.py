"""Other Pythons of this machine, to run the source tree on."""

import os
import shutil
from pathlib import Path

NAMES = ("python3.11", "python3.12", "python3.13", "python3.13t", "python3.14", "python3.14t")
PYENV = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))) / "versions"


def find_pythons() -> dict[str, str]:
    """Name and path of each: in `PARALLAX_TEST_PYTHONS` (paths, spaces between), on PATH, of pyenv."""
    found = {Path(path).name: path for path in os.environ.get("PARALLAX_TEST_PYTHONS", "").split()}
    for name in NAMES:
        of_pyenv = sorted(str(path) for path in PYENV.glob(f"{name.removeprefix('python')}.*/bin/{name}"))
        on_path = shutil.which(name)
        if on_path is not None and Path(on_path).parent.name == "shims":
            on_path = None  # pyenv's shims refuse versions that are not chosen
        path = on_path or (of_pyenv[-1] if of_pyenv else None)
        if path is not None:
            found.setdefault(name, path)
    return found
