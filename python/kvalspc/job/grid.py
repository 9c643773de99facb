"""The periods of one series: which days each point covers, its label, and where the phases begin.

Calendar periods when a period was asked for; when the job widens by itself ("auto"), periods of several
months count from the start of the intervention, forwards and backwards, and so never cross it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from kvalspc.periods import Period, PeriodType

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Slot:
    """One point of a series: a period, its label, its first day, and the day after its last."""

    period: Period

    @cached_property
    def label(self) -> str:
        """The label of the period."""
        return str(self.period)

    @cached_property
    def first(self) -> date:
        """The first day."""
        return self.period.start

    @cached_property
    def end(self) -> date:
        """The day after the last."""
        return self.period.end


@dataclass(frozen=True)
class Gap:
    """One point of a chart of rare events: from the day after one event (`first`) to the day of the next."""

    first: date
    day: date

    @property
    def end(self) -> date:
        """The day after the event."""
        return self.day + timedelta(days=1)

    @property
    def period(self) -> Period:
        """The day of the event."""
        return Period.of(self.day, PeriodType.DAY)

    @property
    def label(self) -> str:
        """The day of the event."""
        return str(self.period)


@dataclass(frozen=True)
class Part:
    """The days of one slot that are compared as one.

    A slot is cut where a phase begins in it, and a widened slot of counts into the months it is made of.
    """

    slot: int
    phase: int  # 0 before the first boundary
    first: date
    end: date
    period: Period

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.first).days

    @cached_property
    def is_whole(self) -> bool:
        """Whether it is a whole period: no phase begins or ends inside of it."""
        return (self.first, self.end) == (self.period.start, self.period.end)


def make_grid(first: date, last: date, kind: PeriodType, anchor: date | None = None) -> list[Slot]:
    """Return the slots of that type that hold the days from first to last, both included.

    With an `anchor` the slots are as long as the type says but begin there (and as many lengths before or after it);
    then each is labelled as Period.anchored says.
    """
    if anchor is None or kind.months in (None, 1):
        return [Slot(p) for p in Period.range(Period.of(first, kind), Period.of(last, kind))]
    begin = Period.anchored(anchor, kind)
    back = (12 * (anchor.year - first.year) + anchor.month - first.month) // (kind.months or 1) + 1
    period, slots = begin - back, []
    while period.start <= last:
        if period.end > first:
            slots.append(Slot(period))
        period += 1
    return slots


def make_parts(slots: list[Slot], boundaries: list[date], finest: PeriodType | None = None) -> list[Part]:
    """Cut the slots at the first days of the phases (ascending), and into periods of the type `finest`.

    A test of counts before and after sees the same totals however the periods are cut, and learns more of their
    variation from many: so a slot widened for the chart is compared in its months.
    """
    parts = []
    for k, slot in enumerate(slots):
        for piece in _pieces(slot.period, finest):
            inside = [b for b in boundaries if piece.start < b < piece.end]
            for begin, end in pairwise([piece.start, *inside, piece.end]):
                # The second part of a cut period begins where it was cut, so that both are kept apart.
                period = piece if begin == piece.start else Period(piece.type, 0, begin)
                parts.append(Part(k, sum(b <= begin for b in boundaries), begin, end, period))
    return parts


def _pieces(period: Period, finest: PeriodType | None) -> list[Period]:
    if finest is None or not finest.months or not period.type.months or period.type.months <= finest.months:
        return [period]
    count = period.type.months // finest.months
    return [Period.anchored(period.start, finest, n) for n in range(count)]


def position_of(slots: Sequence[Slot | Gap], day: date) -> int:
    """Return the position of the first point that begins on or after a day (len(slots) when none does)."""
    return next((k for k, slot in enumerate(slots) if slot.first >= day), len(slots))


def last_day(slots: list[Slot]) -> date:
    """Return the last day of the last slot."""
    return slots[-1].end - timedelta(days=1)
