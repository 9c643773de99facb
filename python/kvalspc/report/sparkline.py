"""A tiny drawing for a row of the overview: measurements thin, levels thick, the time before shaded.

All rows of an indicator share both scales, so that a step looks equally large in each of them.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from kvalspc.plot.shift import shift_of
from kvalspc.rows import OFF_LEVEL
from kvalspc.words import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kvalspc.job.results import Points, UnitResult
    from kvalspc.plot.shift import Shift

WIDTH, HEIGHT, MARGIN = 150.0, 34.0, 4.0

_ABOUT = f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="none" aria-hidden="true" focusable="false"'
_NUMBER = r"-?\d+(\.\d+)?"
_SHAPES = (
    rf'<rect x="{_NUMBER}" y="0" width="{_NUMBER}" height="{HEIGHT:g}"/>',
    rf'<polyline points="{_NUMBER},{_NUMBER}( {_NUMBER},{_NUMBER})*"/>',
    rf'<line( class="(late|may)")? x1="{_NUMBER}" x2="{_NUMBER}" y1="{_NUMBER}" y2="{_NUMBER}"/>',
)
DRAWING = re.compile(rf'(<svg class="spark [a-z_]+" {re.escape(_ABOUT)}>({"|".join(_SHAPES)})*</svg>)?', re.ASCII)
"""What a drawing here looks like, with these attributes and no others."""


@dataclass(frozen=True)
class Frame:
    """The scales of all sparklines of one indicator: days across, and how much one height is worth.

    Each drawing is centred on its own levels. So a step looks equally large everywhere, and a small step is not
    flattened by a unit whose level lies far away.
    """

    first: float
    last: float
    span: float

    def x(self, day: float) -> float:
        """Pixels from the left."""
        return WIDTH * (day - self.first) / max(1.0, self.last - self.first)

    def y(self, value: float, middle: float) -> float:
        """Pixels from the top; a value outside is drawn at the edge."""
        part = 0.5 - (value - middle) / self.span
        return MARGIN + (HEIGHT - 2 * MARGIN) * min(max(part, 0.0), 1.0)


Level = tuple[int, int, float]  # first, last, level


def frame_of(units: Iterable[UnitResult]) -> Frame | None:
    """The frame that shows the largest step in full and half of the widest scatter; None without data.

    Units with too few measurements, whose levels may be 0 and 100 %, count only where all are such.
    """
    days: list[float] = []
    answered: list[float] = []
    unanswered: list[float] = []
    for unit in units:
        points = unit.points
        values = [] if points is None else [float(v) for v in points.value if math.isfinite(v)]
        if points is None or not values:
            continue
        days += [float(points.first_day[0].toordinal()), _end(points)]
        levels = [level for _, _, level in _levels(unit, points)] or values
        spans = unanswered if unit.verdict in GROUPS["too_little"] else answered
        spans += [1.6 * (max(levels) - min(levels)), 0.5 * (max(values) - min(values))]
    if not days:
        return None
    return Frame(min(days), max(days), max(answered or unanswered) or 1.0)


def _end(points: Points) -> float:
    """The day after the last period, taking it to be as long as the one before."""
    days = [day.toordinal() for day in points.first_day]
    return float(days[-1] + (days[-1] - days[-2] if len(days) > 1 else 30))


def sparkline(unit: UnitResult, group: str, frame: Frame | None) -> Markup:
    """The drawing of one unit; decoration beside the words, so a screen reader passes it by.

    Colours and widths stand in the style sheet.
    """
    points = unit.points
    if points is None or not len(points) or frame is None:
        return Markup("")
    head = f'<svg class="spark {group}" {_ABOUT}>'
    # Only numbers and a group's own name were written into it.
    return Markup("".join([head, *_drawing(unit, points, frame), "</svg>"]))


def _drawing(unit: UnitResult, points: Points, frame: Frame) -> list[str]:
    starts = [float(day.toordinal()) for day in points.first_day]
    ends = [*starts[1:], _end(points)]
    pieces = []
    borders = [phase.position for phase in unit.phases if 0 < phase.position < len(starts)]
    if borders:
        left, right = frame.x(starts[0]), frame.x(starts[borders[0]])
        pieces.append(f'<rect x="{left:.1f}" y="0" width="{right - left:.1f}" height="{HEIGHT:g}"/>')
    levels = _levels(unit, points)
    known = [level for _, _, level in levels] or [float(v) for v in points.value if math.isfinite(v)] or [0.0]
    centre = (min(known) + max(known)) / 2
    for run in _runs([float(v) for v in points.value]):
        middle = [((starts[i] + ends[i]) / 2, float(points.value[i])) for i in run]
        path = " ".join(f"{frame.x(day):.1f},{frame.y(value, centre):.1f}" for day, value in middle)
        pieces.append(f'<polyline points="{path}"/>')
    begin = next((p.position for p in unit.phases if p.name == "intervention"), levels[-1][0] if levels else 0)
    for first, last, level in levels:
        left, right, y = frame.x(starts[first]), frame.x(ends[last]), frame.y(level, centre)
        late = ' class="late"' if first >= begin else ""
        pieces.append(f'<line{late} x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>')
    for first, last, level in _between(unit, points):
        left, right, y = frame.x(starts[first]), frame.x(ends[last]), frame.y(level, centre)
        pieces.append(f'<line class="may" x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>')
    return pieces


def _runs(values: Sequence[float]) -> list[list[int]]:
    """Positions of unbroken stretches of numbers."""
    runs: list[list[int]] = [[]]
    for i, value in enumerate(values):
        if math.isfinite(value):
            runs[-1].append(i)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _shift(unit: UnitResult, points: Points) -> Shift | None:
    """The shift that was found, where the chart's points are levels."""
    shift = shift_of(unit.comparison)
    on_level = unit.chart is not None and unit.chart.kind not in OFF_LEVEL
    return shift if shift is not None and on_level and 0 < shift.at < len(points) else None


def _between(unit: UnitResult, points: Points) -> list[Level]:
    """Both levels where a shift whose time is not known may have come; there is then no step to draw."""
    shift = _shift(unit, points)
    if shift is None or shift.dated:
        return []
    return [(shift.first, shift.last - 1, level) for level in (shift.before, shift.after)]


def _levels(unit: UnitResult, points: Points) -> list[Level]:
    """Stretches of one level: before and after a shift that was found, else those of the chart's centre line."""
    shift = _shift(unit, points)
    if shift is not None:
        first, last = (shift.at, shift.at) if shift.dated else (shift.first, shift.last)
        sides = [(0, first - 1, shift.before), (last, len(points) - 1, shift.after)]
        return [side for side in sides if side[0] <= side[1]]
    found: list[Level] = []
    previous: tuple[int, float] | None = None
    for i, (number, level) in enumerate(zip(points.phase, points.centre, strict=True)):
        here = (int(number), float(level))
        if not math.isfinite(here[1]):
            previous = None
            continue
        if here == previous:
            found[-1] = (found[-1][0], i, here[1])
        else:
            found.append((i, i, here[1]))
        previous = here
    return found
