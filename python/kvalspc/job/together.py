"""All units together when their starts differ: the units' series side by side, for kvalspc.pooled.

The statistics are the core's; here it is only decided which parts of periods are the same ones in two units.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kvalspc.grid import Grid
    from kvalspc.job.grid import Part
    from kvalspc.job.project import Indicator
    from kvalspc.job.series import Cut, Series
    from kvalspc.network import Against, Pooled


class Together:
    """The units of one indicator; what is asked of all of them is worked out once, when it is asked for.

    Args:
        kind: of chart. staggered: their starts differ, so that they are pooled.
    """

    def __init__(self, series: Sequence[Series], kind: str, indicator: Indicator, *, staggered: bool = False) -> None:
        self.series = series
        self._kind, self._staggered = kind, staggered
        self._wish: dict[str, Any] = {"better": indicator.better, "relevant_change": indicator.relevant_change}

    @cached_property
    def grid(self) -> Grid:
        """The units' series side by side."""
        return side_by_side(self.series)

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


def side_by_side(series: Sequence[Series]) -> Grid:
    """Put the parts that are the same days in several units under each other.

    Parts of the testing phase are left out, and so are periods that a phase begins inside of: their days are not those
    of the other units' periods.
    """
    from kvalspc.calendar import Calendar
    from kvalspc.grid import Grid

    used = {one.plan.cut: _usable(one.plan.cut) for one in series}
    days = sorted({_days(cut.parts[k]) for cut in used for k in used[cut]})
    place = {both: k for k, both in enumerate(days)}
    columns = {cut: [place[_days(cut.parts[k])] for k in used[cut]] for cut in used}
    numerator = np.full((len(series), len(days)), np.nan)
    denominator = np.full((len(series), len(days)), np.nan)
    starts = []
    for row, one in enumerate(series):
        parts, places = used[one.plan.cut], columns[one.plan.cut]
        numerator[row, places] = one.part_numerator[parts]
        denominator[row, places] = one.part_denominator[parts]
        start = one.plan.cut.start
        starts.append(-1 if start is None else sum(first < start for first, _ in days))
    labels = tuple(first.isoformat() for first, _ in days)
    calendar = Calendar(labels, ranks=tuple(range(len(labels))))
    units = [one.plan.unit for one in series]
    return Grid(units, numerator.ravel(), denominator.ravel(), np.array(starts, dtype=np.int64), calendar)


def _usable(cut: Cut) -> list[int]:
    neither = set(cut.parts_of("neither"))
    return [k for k in range(cut.complete_parts) if k not in neither and cut.parts[k].is_whole]


def _days(part: Part) -> tuple[date, date]:
    return part.first, part.end
