"""Colours of models and patterns of kinds, the same as the page's. Nothing is told apart by colour alone."""

from concurrency import MODELS
from lab.experiment import DISTRIBUTED

FAMILIES = {
    "sequential": ("#3f4a5a", "#c3ccd8"),
    "threads": ("#1d4ed8", "#7aa5ff"),
    "processes": ("#8a2fb8", "#d79bf2"),
    "interpreters": ("#0b7285", "#4cc3d4"),
    "asyncio": ("#3f7d12", "#9bd267"),
    "distributed": ("#b01e6b", "#ff8fc4"),
    "unknown": ("#64707f", "#97a3b3"),
}
"""The colour of each family of models, in light and in dark."""
OTHERS = {
    "paper": ("#ffffff", "#151a21"),
    "ink": ("#12161d", "#e9edf3"),
    "muted": ("#556070", "#a0abba"),
    "lane": ("#eef1f5", "#1c232c"),
    "gil": ("#b45309", "#f6a63c"),
    "core": ("#b91c1c", "#ff6b5e"),
    "other": ("#64707f", "#97a3b3"),
    "failed": ("#b9251c", "#ff857a"),
    "again": ("#a05a00", "#f2b550"),
}
LINES = ("#dce1e8", "#29313c")

PATTERNS = (
    "<defs>"
    '<pattern id="gil" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="paper" width="5" height="5"/><rect class="gil" width="2.5" height="5"/></pattern>'
    '<pattern id="core" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect class="paper" width="6" height="6"/><circle class="core" cx="1.5" cy="1.5" r="1.2"/>'
    '<circle class="core" cx="4.5" cy="4.5" r="1.2"/></pattern>'
    '<pattern id="other" width="6" height="3" patternUnits="userSpaceOnUse">'
    '<rect class="paper" width="6" height="3"/><rect class="other" width="6" height="1"/></pattern>'
    '<pattern id="failed" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
    '<rect class="failed" width="2.5" height="7"/></pattern>'
    '<pattern id="again" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
    '<rect class="again" width="2.5" height="7"/></pattern></defs>'
)
"""The patterns `url(#gil)` and so on, of the kinds of waiting and of the ends that are no success."""


def family_of(model: str) -> str:
    """The family of a model; `unknown` of one that this version does not have."""
    if model == DISTRIBUTED:
        return DISTRIBUTED
    return MODELS[model].family if model in MODELS else "unknown"


def rules() -> str:
    """Style rules for classes that fill with a colour, such as `.gil` and `.family-threads`.

    They follow the reader's light or dark mode. No variables: not every viewer of SVG knows them.
    """
    light, dark = (_fills(mode) for mode in (0, 1))
    shapes = ".wait{fill-opacity:.25;stroke:none}.solid{stroke:none}.edge{fill:none;stroke-width:.8}"
    return f"{light}@media (prefers-color-scheme:dark){{{dark}}}{shapes}"


def _fills(mode: int) -> str:
    families = (
        f".family-{name}{{fill:{colours[mode]};stroke:{colours[mode]}}}" for name, colours in FAMILIES.items()
    )
    others = (f".{name}{{fill:{colours[mode]}}}" for name, colours in OTHERS.items())
    return "".join((*families, *others, f".line{{stroke:{LINES[mode]}}}"))
