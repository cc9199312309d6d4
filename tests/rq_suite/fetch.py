"""RQ's tests, as its source distribution has them. Git and GitHub are not needed, pip's index is."""

import shutil
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path, PurePosixPath

PROJECT = Path(__file__).parents[2]
LOCK = PROJECT / "requirements" / "dev.txt"


def fetch_tests(cache: Path) -> Path:
    """The folder that has RQ's package `tests`, of the version of RQ that is installed.

    It has nothing else: RQ itself comes from the environment, and not from its source distribution.

    Args:
        cache: where it is kept for the next time.

    Raises:
        subprocess.CalledProcessError: pip could not download it; pip has said why.
    """
    rq_version = version("rq")
    folder = cache / f"rq-{rq_version}"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = folder.with_name(folder.name + ".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        _unpack_tests(_download(rq_version, cache), f"rq-{rq_version}", unfinished)
        unfinished.rename(folder)
    return folder


def _download(rq_version: str, cache: Path) -> Path:
    requirement = cache / "requirement.txt"
    requirement.write_text(_locked("rq", rq_version))
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    # Without build isolation, pip asks this environment's hatchling for RQ's metadata, and builds nothing.
    command += ["--no-deps", "--no-binary", "rq", "--no-build-isolation", "--require-hashes"]
    subprocess.run([*command, "--requirement", requirement, "--dest", cache], check=True)
    return cache / f"rq-{rq_version}.tar.gz"


def _locked(name: str, wanted_version: str) -> str:
    """The requirement with its hashes, as the lock has it: a source distribution is code that we run."""
    start = f"{name}=={wanted_version} "
    lines = iter(LOCK.read_text().splitlines())
    for line in lines:
        if line.startswith(start):
            block = [line]
            while block[-1].endswith("\\"):
                block.append(next(lines))
            return "\n".join(block) + "\n"
    raise LookupError(f"{name} {wanted_version} is installed, but it is not the version in {LOCK}")


def _unpack_tests(archive: Path, top: str, folder: Path) -> None:
    """Write the plain files below `tests/`, and nothing that an archive could do besides."""
    with tarfile.open(archive) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            if not member.isfile() or path.parts[:2] != (top, "tests") or ".." in path.parts:
                continue
            content = tar.extractfile(member)
            assert content is not None
            target = folder.joinpath(*path.parts[1:])
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.read())
