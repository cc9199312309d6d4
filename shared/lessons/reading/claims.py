"""The claims of a lesson: the functions of its `claims.py`.

A claim is a function without side effects. Its name is its code; its parameters are names of figures; it
returns whether they bear it out. Figures are what `main()` of the scripts returned, and what the function
`figures(events)` of the same file, if there is one, makes of the events.
"""

import inspect
import runpy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

FIGURES = "figures"
MODULE = "lessons.claims_of_a_lesson"


class Claims:
    """All claims of a lesson.

    Args:
        file: its `claims.py`.
    """

    def __init__(self, file: Path) -> None:
        found = runpy.run_path(str(file), run_name=MODULE)
        self._functions: dict[str, Callable[..., Any]] = {
            name: value
            for name, value in found.items()
            if inspect.isfunction(value) and value.__module__ == MODULE and not name.startswith("_")
        }
        self._of_events = self._functions.pop(FIGURES, None)

    @property
    def codes(self) -> tuple[str, ...]:
        """Of all claims."""
        return tuple(self._functions)

    def figures_of(self, code: str) -> tuple[str, ...]:
        """The names of the figures that a claim looks at."""
        return tuple(inspect.signature(self._functions[code]).parameters)

    def figures_from(self, events: Any) -> dict[str, Any]:
        """The figures that the events of a run give; none when it broke off before they were all there."""
        if self._of_events is None:
            return {}
        try:
            return dict(self._of_events(events))
        except (LookupError, ValueError):
            return {}

    def holds(self, code: str, figures: Mapping[str, Any]) -> bool | None:
        """Whether the claim is borne out; None when a figure of it was not observed."""
        names = self.figures_of(code)
        if any(name not in figures for name in names):
            return None
        return bool(self._functions[code](**{name: figures[name] for name in names}))
