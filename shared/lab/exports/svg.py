"""A picture of experiments: all legs of an experiment on one time axis, bars that show what the tasks did."""

from collections.abc import Iterator, Sequence

from lab.experiment import Experiment, Leg
from lab.lanes import Lane
from words import Words

from . import saying
from .axis import axis_secs, ticks
from .drawing import LANE, Frame, draw_lanes, lanes_height, legend_keys, pick_lanes, shown_lanes, swatch
from .markup import coordinate, text
from .palette import PATTERNS, family_of, rules

WIDTH, LEFT, RIGHT, MARGIN = 960, 262, 28, 20
MOST_LANES = 8
"""More lanes of a leg than these are told, not drawn."""
LEG_GAP, LEG_HEIGHT = 12, 30
MOST_TICKS = 10
LEFT_COLUMNS = 38  # of small text, left of the lanes
COLUMNS = 140  # of text at 12 pixels, on the whole width
STYLE = (
    'text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Microsoft YaHei",'
    '"Noto Sans CJK SC",sans-serif}'
    ".title{font-size:17px;font-weight:600}.small{font-size:11px}.said{font-size:12px}"
)


def to_svg(*experiments: Experiment, words: Words) -> str:
    """The picture, a self-contained SVG document; it follows the reader's light or dark mode.

    Args:
        experiments: drawn below each other, each with an axis of its own.
        words: of the reader.
    """
    parts: list[str] = []
    y = 0.0
    for experiment in experiments:
        drawn, y = _draw_experiment(experiment, y, words)
        parts += drawn
    lanes = [lane for experiment in experiments for leg in experiment.legs for lane in shown_lanes(leg)]
    drawn, height = _legend(lanes, y, words)
    title = " · ".join(saying.title(experiment, words) for experiment in experiments)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img"'
            f' lang="{words.language}"><title>{text(title)}</title><style>{STYLE}{rules()}</style>{PATTERNS}',
            f'<rect class="paper" width="{WIDTH}" height="{height:.0f}" rx="8"/>',
            *parts,
            *drawn,
            "</svg>\n",
        ]
    )


def _draw_experiment(experiment: Experiment, top: float, words: Words) -> tuple[list[str], float]:
    end_secs = axis_secs(experiment.legs)
    frame = Frame(LEFT, top + 84, WIDTH - LEFT - RIGHT, (WIDTH - LEFT - RIGHT) / end_secs)
    legs: list[str] = []
    y = frame.top
    for leg in experiment.legs:
        drawn, y = _draw_leg(leg, Frame(LEFT, y, frame.width, frame.scale), words)
        legs += drawn
    parts = [
        _text(saying.title(experiment, words), MARGIN, top + 32, "title ink"),
        _text(saying.setting(experiment, words), MARGIN, top + 51, "small muted"),
        *_grid(end_secs, frame, y - LEG_GAP),
        *legs,
    ]
    for sentence in saying.conclusion(experiment, words):
        for line in saying.wrapped(sentence, COLUMNS):
            y += 18
            parts.append(_text(line, MARGIN, y, "said ink"))
    return parts, y + 10


def _draw_leg(leg: Leg, frame: Frame, words: Words) -> tuple[list[str], float]:
    lanes = shown_lanes(leg)
    shown = pick_lanes(lanes, MOST_LANES)
    who = saying.who(leg, words)
    if len(shown) < len(lanes):
        who = words.say("experiments.who.some-shown", who=who, shown=len(shown))
    below = " · ".join(filter(None, [saying.figures(leg), who]))
    parts = [
        _text(_cut(saying.name(leg, words), 34), MARGIN, frame.top + 11, "ink"),
    ]
    lines = saying.wrapped(below, LEFT_COLUMNS)
    parts += [
        _text(line, MARGIN, frame.top + 26 + 13 * number, "small muted") for number, line in enumerate(lines)
    ]
    parts += draw_lanes(shown, family_of(leg.plan.model), frame)
    if said := saying.obstacle(leg, words):
        y = frame.top + 11 + lanes_height(shown)
        parts += [
            _text(line, LEFT, y + 14 * number, "small muted")
            for number, line in enumerate(saying.wrapped(said, 110)[:2])
        ]
    return parts, frame.top + max(
        LEG_HEIGHT + 13 * (len(lines) - 1), lanes_height(shown) + (24 if said else 0)
    ) + LEG_GAP


def _grid(end_secs: float, frame: Frame, bottom: float) -> Iterator[str]:
    for secs in ticks(end_secs, MOST_TICKS):
        x = coordinate(frame.left + secs * frame.scale)
        yield f'<line class="line" x1="{x}" y1="{frame.top - 8}" x2="{x}" y2="{coordinate(bottom)}"/>'
        yield _text(f"{secs:g} s", float(x), frame.top - 13, "small muted", 'text-anchor="middle"')


def _legend(lanes: Sequence[Lane], top: float, words: Words) -> tuple[list[str], float]:
    """What occurs, in the order of the kinds; as many lines as it needs."""
    parts: list[str] = []
    x, y = float(MARGIN), top + 22
    for kind in legend_keys(lanes):
        said = words.say(f"experiments.kind.{kind}")
        width = 34 + 6.4 * saying.columns(said)
        if x + width > WIDTH - MARGIN:
            x, y = float(MARGIN), y + 20
        parts.append(f'<g transform="translate({coordinate(x)} {coordinate(y - LANE)})">{swatch(kind)}</g>')
        parts.append(_text(said, x + 22, y - 1, "small muted"))
        x += width
    return parts, y + 16 if parts else top + 12


def _text(said: str, x: float, y: float, classes: str, more: str = "") -> str:
    place = f'x="{coordinate(x)}" y="{coordinate(y)}"'
    return f'<text class="{classes}" {place} {more}>{text(said)}</text>'


def _cut(said: str, columns: int) -> str:
    """As much of it as fits into so many columns."""
    first = saying.wrapped(said, columns)[0]
    return said if saying.columns(said) <= columns else f"{first[:columns]}…"
