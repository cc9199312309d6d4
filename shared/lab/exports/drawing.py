"""Lanes of bars as shapes of SVG: a few paths for each leg, however many tasks it has."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lab.experiment import Leg
from lab.lanes import Bar, Lane, make_lanes
from lab.shares import KINDS, Kind, Shares, Stretch

from .markup import coordinate, secs, text

LANE, GAP, HOST_GAP = 11, 2, 6
NARROWEST = 3.0
"""Columns of a bar are at least so wide; finer stretches are taken together."""
THINNEST = 0.4
MOST_TIPS = 400
"""With more bars than these in a leg, they have no tips."""
STACK: tuple[Kind, ...] = ("computing", "gil", "core", "other", "waiting")
"""The kinds in a column, from its bottom up. Heights are shares: the order in time is not known."""
ENDS = {"failed": "failed", "cancelled": "failed", "handed-back": "again", "lost": "again"}

Boxes = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where lanes are drawn.

    Attributes:
        left, top, width: of the lanes.
        scale: pixels a second.
    """

    left: float
    top: float
    width: float
    scale: float


def pick_lanes(lanes: Sequence[Lane], most: int) -> list[Lane]:
    """So many lanes at most: the first of each host, then the second of each, and so on, in their order."""
    ranks: dict[str, int] = defaultdict(int)
    ranked = []
    for place, lane in enumerate(lanes):
        ranks[lane.host] += 1
        ranked.append((ranks[lane.host], place))
    return [lanes[place] for place in sorted(place for _, place in sorted(ranked)[:most])]


def shown_lanes(leg: Leg) -> tuple[Lane, ...]:
    """All lanes of the run of the leg that is drawn; none before it has one."""
    return make_lanes(leg.runs[leg.shown_run]) if leg.runs else ()


def lanes_height(lanes: Sequence[Lane]) -> int:
    """How high these lanes are drawn, in pixels."""
    hosts = len({lane.host for lane in lanes})
    return len(lanes) * (LANE + GAP) + max(0, hosts - 1) * HOST_GAP


def draw_lanes(lanes: Sequence[Lane], family: str, frame: Frame) -> Iterator[str]:
    """Shapes of the lanes, their bars and, if they are few, the bars' tips.

    Args:
        lanes: of one leg.
        family: of its model; names its colour.
        frame: where.
    """
    boxes: Boxes = defaultdict(list)
    tips: list[str] = []
    top, host = frame.top, lanes[0].host if lanes else ""
    with_tips = sum(len(lane.bars) for lane in lanes) <= MOST_TIPS
    for lane in lanes:
        top += HOST_GAP if lane.host != host else 0
        host = lane.host
        boxes["lane"].append(_box(frame.left, top, frame.width, LANE))
        for bar in lane.bars:
            _add_bar(boxes, bar, top, frame)
            tips += [_tip(bar, top, frame)] if with_tips else []
        top += LANE + GAP
    yield from _paths(boxes, family)
    yield from tips


def legend_keys(lanes: Iterable[Lane]) -> list[str]:
    """The kinds and ends that occur in these lanes, in order: what a legend must explain."""
    found: set[str] = set()
    for lane in lanes:
        for bar in lane.bars:
            found |= {ENDS[bar.task.ended]} if bar.task.ended in ENDS else set()
            total = sum((stretch.shares for stretch in bar.stretches), Shares())
            length = bar.task.ended_secs - bar.task.started_secs
            found |= {kind for kind in KINDS if getattr(total, kind) > 0.02 * length}
    return [key for key in (*KINDS, "failed", "again") if key in found]


def swatch(kind: str) -> str:
    """A sample of a kind or an end, 16 × 11 pixels at 0, 0."""
    path = f'd="{_box(0.5, 0.5, 15, 10)}"'
    if kind == "computing":
        return f'<path class="family-sequential solid" {path}/>'
    if kind == "waiting":
        edge, light = (f'<path class="family-sequential {look}" {path}/>' for look in ("edge", "wait"))
        return light + edge
    return f'<path fill="url(#{kind})" {path}/>'


def _add_bar(boxes: Boxes, bar: Bar, top: float, frame: Frame) -> None:
    task = bar.task
    left = frame.left + task.started_secs * frame.scale
    width = _shown_width((task.ended_secs - task.started_secs) * frame.scale)
    waits = False
    for column in _columns(bar.stretches, NARROWEST / frame.scale):
        start = frame.left + column.started_secs * frame.scale
        end = min(frame.left + column.ended_secs * frame.scale, left + width)
        if end > start:
            waits |= _add_column(boxes, column, Frame(start, top, end - start, frame.scale))
    if waits:
        boxes["edge"].append(_box(left + 0.4, top + 0.4, max(0.1, width - 0.8), LANE - 0.8))
    if task.ended in ENDS:
        boxes[ENDS[task.ended]].append(_box(left, top, width, LANE))


def _add_column(boxes: Boxes, column: Stretch, place: Frame) -> bool:
    """Add a column; return whether its task waited in it for the network or the clock."""
    length = column.ended_secs - column.started_secs
    bottom, waits = place.top + LANE, False
    for kind in STACK:
        height = LANE * getattr(column.shares, kind) / length
        if height >= THINNEST:
            bottom -= height
            boxes[kind].append(_box(place.left, bottom, place.width, height))
            waits |= kind == "waiting"
    return waits


def _shown_width(width: float) -> float:
    """A little less than the true width, so that bars that follow each other are told apart."""
    return width - 0.9 if width > 3 else max(0.6, width)


def _columns(stretches: Iterable[Stretch], least_secs: float) -> Iterator[Stretch]:
    """The stretches; those that are too short to be seen, or look alike, are taken together."""
    open_: Stretch | None = None
    for stretch in stretches:
        if open_ is not None and open_.ended_secs < stretch.started_secs:
            yield open_
            open_ = None
        long_enough = open_ is not None and open_.ended_secs - open_.started_secs >= least_secs
        if open_ is not None and long_enough and not _look_alike(open_, stretch):
            yield open_
            open_ = None
        if open_ is not None:
            stretch = Stretch(open_.started_secs, stretch.ended_secs, open_.shares + stretch.shares)
        open_ = stretch
    if open_ is not None and open_.ended_secs > open_.started_secs:
        yield open_


def _look_alike(one: Stretch, other: Stretch) -> bool:
    """Whether no share of the two differs by more than a pixel's height."""
    lengths = one.ended_secs - one.started_secs, other.ended_secs - other.started_secs
    shares = ((getattr(one.shares, kind), getattr(other.shares, kind)) for kind in KINDS)
    return all(abs(ours / lengths[0] - theirs / lengths[1]) * LANE < 1 for ours, theirs in shares)


def _paths(boxes: Boxes, family: str) -> Iterator[str]:
    looks = {
        "lane": 'class="lane"',
        "computing": f'class="family-{family} solid"',
        "waiting": f'class="family-{family} wait"',
        "edge": f'class="family-{family} edge"',
        **{kind: f'fill="url(#{kind})"' for kind in ("gil", "core", "other", "failed", "again")},
    }
    return (f'<path {look} d="{"".join(boxes[kind])}"/>' for kind, look in looks.items() if boxes[kind])


def _tip(bar: Bar, top: float, frame: Frame) -> str:
    task = bar.task
    left, length = frame.left + task.started_secs * frame.scale, task.ended_secs - task.started_secs
    size = f'x="{coordinate(left)}" y="{coordinate(top)}" width="{coordinate(length * frame.scale)}"'
    title = f"{text(task.name, 60)} {secs(length)}"
    return f'<rect {size} height="{LANE}" fill-opacity="0"><title>{title}</title></rect>'


def _box(left: float, top: float, width: float, height: float) -> str:
    x, y, wide, high = (coordinate(value) for value in (left, top, width, height))
    return f"M{x} {y}h{wide}v{high}h-{wide}z"
