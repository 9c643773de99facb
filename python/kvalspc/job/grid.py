"""The periods of one series: which days each point covers, its label, and where the phases begin.

Calendar periods when a period was asked for; when the job widens by itself ("auto"), periods of several months count
from the start of the intervention, forwards and backwards, and so never cross it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kvalspc.periods import Period, PeriodType, add_months


@dataclass(frozen=True)
class Slot:
    """One point of a series: its label, first day, and the day after its last."""

    label: str
    first: date
    end: date


@dataclass(frozen=True)
class Part:
    """The days of one slot that lie in one phase: a slot that a phase begins in has two parts (or more)."""

    slot: int
    phase: int  # 0 before the first boundary
    first: date
    end: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.first).days


def make_grid(first: date, last: date, kind: PeriodType, anchor: date | None = None) -> list[Slot]:
    """Return the slots of that type that hold the days from first to last, both included.

    With an `anchor` the slots are as long as the type says but begin there (and as many lengths before or after it);
    then each is labelled by its calendar period if it is one, by its first month if it begins one, else by its day.
    """
    months = kind.months
    if anchor is None or months is None or months == 1 or Period.of(anchor, kind).start == anchor:
        return [
            Slot(str(p), p.start, p.end) for p in Period.range(Period.of(first, kind), Period.of(last, kind))
        ]
    word = PeriodType.MONTH if anchor.day == 1 else PeriodType.DAY
    k = -((12 * (anchor.year - first.year) + anchor.month - first.month) // months + 1)
    slots = []
    while (begin := add_months(anchor, k * months)) <= last:
        k += 1
        end = add_months(anchor, k * months)
        if end > first:
            slots.append(Slot(str(Period.of(begin, word)), begin, end))
    return slots


def make_parts(slots: list[Slot], boundaries: list[date]) -> list[Part]:
    """Cut the slots at the first days of the phases (ascending)."""
    parts = []
    for k, slot in enumerate(slots):
        inside = [b for b in boundaries if slot.first < b < slot.end]
        edges = [slot.first, *inside, slot.end]
        for begin, end in zip(edges, edges[1:], strict=False):
            parts.append(Part(k, sum(b <= begin for b in boundaries), begin, end))  # noqa: PERF401  # two loops
    return parts


def position_of(slots: list[Slot], day: date) -> int:
    """Return the position of the first slot that begins on or after a day (len(slots) when none does)."""
    return next((k for k, slot in enumerate(slots) if slot.first >= day), len(slots))


def last_day(slots: list[Slot]) -> date:
    """Return the last day of the last slot."""
    return slots[-1].end - timedelta(days=1)
