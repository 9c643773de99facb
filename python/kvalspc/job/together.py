"""All units together when their starts differ: the units' series side by side, for kvalspc.pooled.

The statistics are the core's; here it is only decided which parts of periods are the same ones in two units.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kvalspc.grid import Grid
    from kvalspc.job.project import Indicator
    from kvalspc.job.series import Cut, Numbers, Series
    from kvalspc.network import Against, Pooled
    from kvalspc.periods import Period, PeriodType


class Together:
    """The units of one indicator; what is asked of all of them is worked out once, when it is asked for.

    `beside` are the series with the days that they are put beside each other in.

    Args:
        kind: of chart. staggered: their starts differ, so that they are pooled.
        per: what plain counts are per, in all units alike: the period that all of them together are drawn in.
    """

    def __init__(
        self,
        series: Sequence[Series],
        kind: str,
        indicator: Indicator,
        *,
        staggered: bool = False,
        per: PeriodType | None = None,
    ) -> None:
        self.series = series
        self.beside = [one.in_months or one for one in series]
        self._kind, self._staggered = kind, staggered
        self._per = per if indicator.type == "antall" else None
        self._wish: dict[str, Any] = {"better": indicator.better, "relevant_change": indicator.relevant_change}

    @cached_property
    def grid(self) -> Grid:
        """The units' series side by side."""
        found = side_by_side(self.beside)
        if self._per is None or not self.beside:
            return found
        part = self.beside[0].plan.cut.parts[0].period.type
        share = (part.months or 1) / (self._per.months or 1)
        return replace(found, denominator=np.where(np.isnan(found.numerator), np.nan, share))

    @property
    def pooled(self) -> Pooled | None:
        """What the units achieved, those without a start as controls; None where there is nothing to compare with."""
        if len(self.series) < 2:
            return None
        found = self._compared[0]
        return found if found is not None and found.contrast.identified else None

    @property
    def against(self) -> list[Against]:
        """Each unit that has a start, beside those that have not begun."""
        return self._compared[1]

    @cached_property
    def _compared(self) -> tuple[Pooled | None, list[Against]]:
        from kvalspc.network import against_grid, pool_and_compare

        if self._staggered:
            return pool_and_compare(self._kind, self.grid, **self._wish)
        starts = [int(at) for at in self.grid.starts]
        return None, against_grid(self._kind, self.grid, starts, others="not_started", **self._wish)


def side_by_side(series: Sequence[Series], *, mended: bool = False) -> Grid:
    """Put the parts that are the same days in several units under each other.

    Parts of the testing phase are left out, and so are periods that a phase begins inside of, or that a plain count is
    not known of each day: their days are not those of the other units' periods. Not so where they are `mended`: then
    the parts of a period are put together again, whatever their phases, since nobody asks what came before and after.
    """
    from kvalspc.calendar import Calendar
    from kvalspc.grid import Grid

    find = _mended if mended else _usable
    used = {one.plan.cut: find(one.plan.cut) for one in series}
    days = sorted({both for found in used.values() for both in found})
    place = {both: k for k, both in enumerate(days)}
    numerator = np.full((len(series), len(days)), np.nan)
    denominator = np.full((len(series), len(days)), np.nan)
    starts = []
    for row, one in enumerate(series):
        found = used[one.plan.cut]
        places, parts = [place[both] for both in found], list(found.values())
        numerator[row, places] = _summed(one.part_numerator, parts)
        denominator[row, places] = _summed(one.part_denominator, parts)
        start = one.plan.cut.start
        starts.append(-1 if start is None else sum(first < start for first, _ in days))
    labels = tuple(first.isoformat() for first, _ in days)
    calendar = Calendar(labels, ranks=tuple(range(len(labels))))
    units = [one.plan.unit for one in series]
    return Grid(units, numerator.ravel(), denominator.ravel(), np.array(starts, dtype=np.int64), calendar)


_Spans: TypeAlias = "dict[tuple[date, date], list[int]]"
"""Days, and the parts that they are made of."""


def _usable(cut: Cut) -> _Spans:
    neither = set(cut.parts_of("neither"))
    known = ((k, cut.parts[k]) for k in range(cut.complete_parts) if k not in neither)
    whole = ((k, part) for k, part in known if part.is_whole and cut.days_counted(part) == part.days)
    return {(part.first, part.end): [k] for k, part in whole}


def _mended(cut: Cut) -> _Spans:
    found: _Spans = {}
    period: Period | None = None
    parts: list[int] = []
    for k in range(cut.complete_parts):
        part = cut.parts[k]
        if period is None or part.first >= period.end:
            period, parts = part.period, []
        parts.append(k)
        if part.end == period.end:
            found[period.start, period.end] = parts
    return found


def _summed(column: Numbers, parts: Sequence[Sequence[int]]) -> list[float]:
    """The sums of the parts of each span; NaN where any of them is."""
    return [math.fsum(column[k] for k in own) for own in parts]
