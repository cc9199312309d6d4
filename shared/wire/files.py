"""Where a downloaded file is: FILES/ID/NAME. Beside it, FILES/.parts holds what is still being received."""

from pathlib import Path


def stored_file(directory: Path, download_id: str, name: str) -> Path:
    """Where the file of a finished download is, as `download_task.store` has put it there."""
    return directory / download_id / name
