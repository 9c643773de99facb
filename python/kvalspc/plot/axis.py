"""The horizontal axis: where each measurement stands, and which positions get a label.

Measurements with calendar labels of one type stand at their place in the calendar, so that a month without a
row is a visible gap; everything else stands by its position.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from kvalspc.periods import Period, PeriodType, add_months
from kvalspc.plot.wording import visible
from kvalspc.words.timeline import as_period

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Steps between labels, in months, from which the first that fits is taken.
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)


@dataclass(frozen=True)
class Axis:
    """Positions of the measurements, and what they are called."""

    x: tuple[float, ...]
    labels: tuple[str, ...]  # one a measurement, as given
    periods: tuple[Period, ...] | None  # where every label is a period of one type
    ends: tuple[date, ...]  # first day after each, where known; empty otherwise
    width: float
    edges: tuple[float, float] | None = None  # what it holds at least, beyond its own measurements

    @cached_property
    def named(self) -> tuple[Period, ...] | None:
        """What the measurements are called in the reader's language; None: by their labels.

        Events that stand by their position are called by their days.
        """
        if self.periods is not None:
            return self.periods
        days = [period for label in self.labels if (period := as_period(label)) and period.type is PeriodType.DAY]
        return tuple(days) if len(days) == len(self.labels) else None

    @cached_property
    def step(self) -> float:
        """The usual distance between neighbours: the smallest one."""
        return min((b - a for a, b in pairwise(self.x)), default=1.0)

    @cached_property
    def low(self) -> float:
        """Left edge of the plot: half a step before the first measurement."""
        own = (self.x[0] if self.x else 0.0) - self._room
        return own if self.edges is None else min(own, self.edges[0])

    @cached_property
    def high(self) -> float:
        """Right edge."""
        own = (self.x[-1] if self.x else 0.0) + self._room
        return own if self.edges is None else max(own, self.edges[1])

    @property
    def _room(self) -> float:
        return 0.5 * max(self.step, (self.x[-1] - self.x[0]) / 60.0) if self.x else 0.5

    def joined(self, i: int) -> bool:
        """True where measurement i follows i - 1 without a hole in the calendar; days may be irregular."""
        if self.periods is None or self.periods[0].type is PeriodType.DAY:
            return True
        return self.x[i] - self.x[i - 1] < 1.5 * self.step

    def pixel(self, x: float) -> float:
        """Distance from the left edge in pixels."""
        return self.width * (x - self.low) / (self.high - self.low)

    def before(self, i: int) -> float:
        """The border between measurement i - 1 and i; before the first it is the left edge."""
        return self._borders[min(max(i, 0), len(self.x))]

    @cached_property
    def _borders(self) -> tuple[float, ...]:
        return self.low, *((a + b) / 2 for a, b in pairwise(self.x)), self.high


def _calendar(labels: Sequence[object]) -> tuple[Period, ...] | None:
    periods = [as_period(label) for label in labels]
    found = [p for p in periods if p is not None]
    if not found or len(found) != len(periods) or any(p.type is not found[0].type for p in found):
        return None
    if any(later.ordinal <= earlier.ordinal for earlier, later in pairwise(found)):
        return None
    if found[0].type is PeriodType.DAY and len(found) > 1 and all(p.start.day == 1 for p in found):
        return tuple(Period.of(p.start, PeriodType.MONTH) for p in found)  # months given by their first day
    return tuple(found)


def make_axis(
    labels: Sequence[object] | None,
    n: int,
    *,
    width: float,
    ends: Sequence[date] = (),
    by_position: bool = False,
) -> Axis:
    """The axis of n measurements; `by_position` ignores the calendar (charts where one row is one event).

    `ends` are the first days after the periods, where their labels do not tell how long they are.
    """
    if labels is None:
        return Axis(tuple(float(i) for i in range(n)), tuple(str(i + 1) for i in range(n)), None, (), width)
    periods = _calendar(labels)
    if periods is None or by_position:
        return Axis(tuple(float(i) for i in range(n)), tuple(visible(label) for label in labels), None, (), width)
    return Axis(tuple(float(p.ordinal) for p in periods), tuple(str(p) for p in periods), periods, tuple(ends), width)


def ticks(axis: Axis, short: Callable[[Period], str], *, room: float) -> list[tuple[float, str]]:
    """Positions and texts of the labels, `room` pixels each.

    `short` writes a period the short way of the reader's language ("jan. 25").
    """
    if axis.periods is None:
        return _plain_ticks(axis, short, room)
    kind = axis.periods[0].type
    first, last = axis.periods[0], axis.periods[-1]
    if kind is PeriodType.YEAR:
        return _spaced(axis, [Period(kind, o) for o in range(first.ordinal, last.ordinal + 1)], short, room)
    months = kind.months
    if months is not None and axis.step > 1.0:
        return _every(axis, short, room)
    wanted = PeriodType.MONTH if months is None else kind
    for step in _MONTH_STEPS:
        if months is not None and (step % months or _crowded(axis, step // months, room)):
            continue
        begins = _month_grid(first.start, last.end, step)
        chosen = []
        for day in begins:
            x = float(Period.first_on_or_after(day, kind).ordinal)
            if axis.x[0] <= x <= axis.x[-1]:
                chosen.append((x, short(Period.of(day, wanted))))
        if _fits(axis, [x for x, _ in chosen], room) and (chosen or step == _MONTH_STEPS[-1]):
            return chosen or [(axis.x[0], short(Period.of(first.start, wanted)))]
    return [(axis.x[0], short(Period.of(first.start, wanted)))]


def _month_grid(first: date, end: date, step: int) -> list[date]:
    """First days of every step-th month from `first` to before `end`, counted from January of year 0."""
    number = -(-(first.year * 12 + first.month - 1 + (first.day > 1)) // step) * step
    day = add_months(date(first.year, 1, 1), number - first.year * 12)
    days = []
    while day < end:
        days.append(day)
        day = add_months(day, step)
    return days


def _fits(axis: Axis, xs: Sequence[float], room: float) -> bool:
    pixels = [axis.pixel(x) for x in xs]
    return all(b - a >= room for a, b in pairwise(pixels))


def _crowded(axis: Axis, step: int, room: float) -> bool:
    """Whether labels every so many periods stand too close; that many or fewer periods have one label, which fits."""
    return 2 * step <= axis.x[-1] - axis.x[0] and axis.pixel(axis.low + step) < room


def _spaced(
    axis: Axis, periods: Sequence[Period], short: Callable[[Period], str], room: float
) -> list[tuple[float, str]]:
    for step in (1, 2, 5, 10, 20, 50, 100):
        chosen = [p for p in periods if p.ordinal % step == 0] if step > 1 else list(periods)
        if _fits(axis, [float(p.ordinal) for p in chosen], room):
            return [(float(p.ordinal), short(p)) for p in chosen]
    return []


def _every(axis: Axis, short: Callable[[Period], str], room: float) -> list[tuple[float, str]]:
    """Every k-th measurement by its own name, where periods are longer than their labels say."""
    named = [(x, short(period)) for x, period in zip(axis.x, axis.periods or (), strict=True)]
    for k in range(1, len(named) + 1):
        if _fits(axis, [x for x, _ in named[::k]], room):
            return named[::k]
    return named[:1]


def _plain_ticks(axis: Axis, short: Callable[[Period], str], room: float) -> list[tuple[float, str]]:
    """Every k-th label of an axis without a calendar, starting with the first."""
    n = len(axis.x)
    if not n:
        return []
    labels = axis.labels if axis.named is None else [short(day) for day in axis.named]
    longest = max(len(label) for label in labels)
    needed = max(room, 7.0 * min(longest, 16))
    every = max(1, math.ceil(n * needed / axis.width))
    return [(axis.x[i], labels[i]) for i in range(0, n, every)]
