"""A picture of an experiment (SVG): one lane per runner, one bar per task, all legs on one time axis."""

import re
from collections import defaultdict
from collections.abc import Sequence
from html import escape

from download_task import Outcome
from words import Words

from .leg import Leg

WIDTH, LEFT, RIGHT = 960, 270, 24
LANE, GAP, LEG_GAP, TOP = 9, 2, 20, 58
MAX_LANES = 8
COLOURS = ("#4c78a8", "#f58518", "#54a24b", "#e45756", "#72b7b2", "#b279a2", "#9d755d", "#eeca3b")
STYLE = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", "Noto Sans CJK SC", sans-serif; fill: #1f2933 }
  .title { font-size: 17px; font-weight: 600 } .small { font-size: 11px; fill: #61707f }
  .paper { fill: #fcfcfa } .grid { stroke: #dfe3e8 } .lane { fill: #eef1f4 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6e9ec } .small { fill: #9aa7b4 } .paper { fill: #14181d }
    .grid { stroke: #2b333c } .lane { fill: #1e252c }
  }"""

GRID_STEPS_SECS = [digit * 10.0**power for power in range(-6, 9) for digit in (1, 2, 5)]
MAX_GRID_LINES = 12
SHORTEST_AXIS_SECS = 1e-6
# XML 1.0, 2.2: what is no Char may not stand in a document, not even escaped.
NO_XML_CHAR = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Lane = tuple[str, int, int]


def draw(legs: Sequence[Leg], *, title: str, words: Words) -> str:
    """Draw the legs, one below the other.

    Args:
        legs: the same batch under several models; a colour is the same download in each.
        title: what stands above.
        words: of the reader.

    Returns:
        A self-contained SVG document; it follows the reader's light or dark mode.
    """
    longest_secs = max((leg.makespan_secs for leg in legs), default=0.0)
    end_secs = longest_secs if longest_secs >= SHORTEST_AXIS_SECS else 1.0
    scale = (WIDTH - LEFT - RIGHT) / end_secs
    parts: list[str] = []
    y = TOP
    for leg in legs:
        drawn, y = _draw_leg(leg, y, scale, words)
        parts += drawn
        y += LEG_GAP
    height = y + 14
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
            f' lang="{words.language}">',
            f"<title>{_xml(title)}</title><style>{STYLE}\n</style>",
            f'<rect class="paper" width="{WIDTH}" height="{height}" rx="8"/>',
            f'<text class="title" x="20" y="30">{_xml(title)}</text>',
            *_grid(end_secs, scale, height),
            *parts,
            "</svg>\n",
        ]
    )


def _draw_leg(leg: Leg, top: int, scale: float, words: Words) -> tuple[list[str], int]:
    lanes = _lanes(leg.outcomes)
    shown = list(lanes.items())[:MAX_LANES]
    start = min((outcome.started_at for outcome in leg.outcomes), default=0.0)
    # The first task starts a little after the leg: the time before it is the model's own overhead.
    offset = max(0.0, leg.makespan_secs - max((o.ended_at - start for o in leg.outcomes), default=0.0))
    height = len(shown) * (LANE + GAP)
    middle = top + height / 2
    name, figures = leg.model.replace("_", " "), f"{leg.makespan_secs:.2f} s · {_who(lanes, words)}"
    parts = [
        f'<text x="20" y="{middle + 1:.0f}">{_xml(name)}</text>',
        f'<text class="small" x="20" y="{middle + 14:.0f}">{figures}</text>',
    ]
    for number, (_, outcomes) in enumerate(shown):
        y = top + number * (LANE + GAP)
        lane_width = WIDTH - LEFT - RIGHT
        parts.append(f'<rect class="lane" x="{LEFT}" y="{y}" width="{lane_width}" height="{LANE}" rx="2"/>')
        for index, outcome in outcomes:
            x = LEFT + (outcome.started_at - start + offset) * scale
            width = max(1.0, outcome.wall_secs * scale - 1)
            colour = COLOURS[index % len(COLOURS)]
            parts.append(
                f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{LANE}" rx="2" fill="{colour}">'
                f"<title>{_xml(outcome.name)} {outcome.wall_secs:.2f} s</title></rect>"
            )
    return parts, max(top + height, int(middle) + 18)


def _lanes(outcomes: Sequence[Outcome]) -> dict[Lane, list[tuple[int, Outcome]]]:
    """Who ran what: the outcomes, with their numbers in the batch, by host, process and thread."""
    lanes: dict[Lane, list[tuple[int, Outcome]]] = defaultdict(list)
    for index, outcome in sorted(enumerate(outcomes), key=lambda pair: pair[1].started_at):
        runner = outcome.runner
        lanes[runner.host, runner.pid, runner.thread_id].append((index, outcome))
    return lanes


def _who(lanes: dict[Lane, list[tuple[int, Outcome]]], words: Words) -> str:
    count, processes = len(lanes), len({lane[:2] for lane in lanes})
    if processes == count > 1:
        who = words.say("picture.processes", count=processes)
    elif processes > 1:
        who = words.say("picture.threads-in-processes", count=count, processes=processes)
    else:
        who = words.say("picture.threads", count=count)
    return who if count <= MAX_LANES else words.say("picture.some-shown", who=who, shown=MAX_LANES)


def _grid(end_secs: float, scale: float, height: int) -> list[str]:
    step = next(secs for secs in GRID_STEPS_SECS if end_secs / secs <= MAX_GRID_LINES)
    parts = []
    for number in range(int(end_secs / step) + 1):
        x = LEFT + number * step * scale
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="{TOP - 8}" x2="{x:.1f}" y2="{height - 8}"/>')
        parts.append(
            f'<text class="small" x="{x:.1f}" y="{TOP - 14}" text-anchor="middle">{number * step:g} s</text>'
        )
    return parts


def _xml(text: str) -> str:
    return escape(NO_XML_CHAR.sub("\ufffd", text))
