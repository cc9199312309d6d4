"""Stores files: `.part` files first, then whole and verified ones."""

from .layout import stored_file
from .part_file import PartFile, part_file, sweep_parts

__all__ = ["PartFile", "part_file", "stored_file", "sweep_parts"]
