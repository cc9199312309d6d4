"""Where the bytes go."""

from .part_file import PartFile, part_file, sweep_parts

__all__ = ["PartFile", "part_file", "sweep_parts"]
