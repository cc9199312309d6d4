"""An experiment as a file: a report, a picture, tables, and a trace."""

from .csv import to_csv
from .html import to_html
from .json import to_json
from .svg import to_svg
from .trace import to_trace

__all__ = ["to_csv", "to_html", "to_json", "to_svg", "to_trace"]
