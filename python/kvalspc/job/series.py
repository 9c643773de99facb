"""One series ready to be scored: the points of a unit and indicator, and the finer parts that phases cut them into."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from kvalspc.calendar import Calendar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kvalspc.job.grid import Gap, Part, Slot
    from kvalspc.job.read_units import Boundary
    from kvalspc.periods import PeriodType

Numbers: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.float64]]"
Integers: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.int64]]"
Flags: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.bool_]]"
Days: TypeAlias = "tuple[date | None, date | None]"
"""The first one, and the day after the last; None: not known."""


@dataclass(frozen=True, eq=False)
class Cut:
    """How days are cut: into the points of a chart, and where phases begin into finer parts.

    All series with the same days and phases have the same one, and what follows from it is worked out once.
    `complete` and `complete_parts` are the numbers of leading slots and parts that are over; those behind them are
    shown and enter nothing. `until` is the last day that the data are taken to cover. `counted` are of plain counts the
    first day that can have an event, and the day after the last one, where these are known.
    """

    period_type: PeriodType
    slots: list[Slot]
    parts: list[Part]
    boundaries: tuple[Boundary, ...]
    complete: int
    complete_parts: int
    until: date
    counted: Days = (None, None)

    @cached_property
    def calendar(self) -> Calendar:
        """The periods of the slots."""
        return Calendar.of([slot.period for slot in self.slots])

    @cached_property
    def calendar_of_parts(self) -> Calendar:
        """The periods of the parts that are over."""
        return Calendar.of([part.period for part in self.parts[: self.complete_parts]])

    @property
    def start(self) -> date | None:
        """The first day of the intervention."""
        return next((b.first_day for b in self.boundaries if b.name == "intervention"), None)

    def phase_side(self, phase: int) -> str:
        """Return the side of a phase of the parts (0 before the first boundary): before, after or neither."""
        return "before" if phase == 0 else self.boundaries[phase - 1].side

    def parts_of(self, side: str) -> list[int]:
        """Return the parts that are over and lie on one side: before, after or neither."""
        return self._sides.get(side, [])

    @cached_property
    def _sides(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for k in range(self.complete_parts):
            found.setdefault(self.phase_side(self.parts[k].phase), []).append(k)
        return found

    def days_counted(self, span: Slot | Part) -> int:
        """How many of its days can have an event of a plain count."""
        first, end = self.counted
        return max(0, (min(span.end, end or span.end) - max(span.first, first or span.first)).days)

    @property
    def first_after(self) -> int:
        """The first part after the start; behind the last complete part when none is."""
        return next(iter(self.parts_of("after")), self.complete_parts)

    @cached_property
    def first_sustained(self) -> int | None:
        """The first part after the project's end; None when none is over, or none before it lies after the start."""
        names = ["", *(b.name for b in self.boundaries)]
        if "sustained" not in names:
            return None
        found = (k for k in range(self.complete_parts) if names[self.parts[k].phase] == "sustained")
        first = next(found, None)
        return None if first is None or first <= self.first_after else first

    @cached_property
    def whole(self) -> Flags:
        """Which slots lie in one phase and are over: those that enter centre lines and limits."""
        phases: list[set[int]] = [set() for _ in self.slots]
        for part in self.parts:
            phases[part.slot].add(part.phase)
        return np.array([len(found) == 1 and k < self.complete for k, found in enumerate(phases)], dtype=bool)


@dataclass(frozen=True)
class Plan:
    """Which days a series covers, and how they are cut: made before anything is summed.

    `staggered` (all units together only): their starts differ, so there is no before and after. `months`: how days are
    cut beside other units, where the cut's own parts are no calendar months, since it counts from a day inside of one.
    """

    ind: int
    unit: str
    cut: Cut
    staggered: bool = False
    months: Cut | None = None


@dataclass(frozen=True)
class Series:
    """The sums of a plan. A gap is NaN in both columns; 0 of 0 is a period without patients.

    Values (means, medians) stand in `numerator`, with the number of measurements (or their weight) in
    `denominator`. `part_` columns leave out rows of aggregated data that lie on both sides of a boundary.
    `measurements` are the single values and the slot of each, where a chart of subgroups asks for them; `between`
    what lies between one event and the next, where a chart of rare events does: its points are not the slots.
    `in_months` is the series in the plan's `months`, where it has any.
    """

    plan: Plan
    numerator: Numbers
    denominator: Numbers
    part_numerator: Numbers
    part_denominator: Numbers
    measurements: tuple[Numbers, Integers] | None = None
    between: tuple[Numbers, list[Gap]] | None = None
    in_months: Series | None = None

    @property
    def slots(self) -> Sequence[Slot | Gap]:
        """The points of the chart."""
        return self.plan.cut.slots if self.between is None else self.between[1]

    @property
    def whole(self) -> Flags:
        """Which points of the chart lie in one phase and are over: those that enter centre lines and limits."""
        if self.between is None:
            return self.plan.cut.whole
        days, until = [b.first_day for b in self.plan.cut.boundaries], self.plan.cut.until
        whole = [g.day <= until and not any(g.first < day < g.end for day in days) for g in self.between[1]]
        return np.array(whole, dtype=bool)

    @property
    def calendar(self) -> Calendar:
        """The periods of the points of the chart."""
        return self.plan.cut.calendar if self.between is None else Calendar.of([g.period for g in self.between[1]])

    @property
    def gaps(self) -> int:
        """How many slots have no rows at all."""
        return int(np.isnan(self.numerator).sum())
