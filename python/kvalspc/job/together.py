"""All units together when their starts differ: the units' series side by side, for kvalspc.pooled.

The statistics are the core's; here it is only decided which parts of periods are the same ones in two units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kvalspc.grid import Grid
    from kvalspc.job.grid import Part
    from kvalspc.job.project import Indicator
    from kvalspc.job.series import Series
    from kvalspc.network import Pooled


def pool(series: Sequence[Series], kind: str, indicator: Indicator) -> Pooled | None:
    """Pool the units, those without a start as controls.

    None where nothing can be compared with anything: then the total stays staggered.
    """
    from kvalspc.network import pool_grid

    if len(series) < 2:
        return None
    found = pool_grid(kind, side_by_side(series), better=indicator.better, relevant_change=indicator.relevant_change)
    return found if found.contrast.identified else None


def side_by_side(series: Sequence[Series]) -> Grid:
    """Put the parts that are the same days in several units under each other.

    Parts of the testing phase are left out, and so are periods that a phase begins inside of: their days are not those
    of the other units' periods.
    """
    from kvalspc.calendar import Calendar
    from kvalspc.grid import Grid

    used = [_usable(one) for one in series]
    days = sorted({_days(one.plan.parts[k]) for one, parts in zip(series, used, strict=True) for k in parts})
    place = {both: k for k, both in enumerate(days)}
    numerator = np.full((len(series), len(days)), np.nan)
    denominator = np.full((len(series), len(days)), np.nan)
    starts = []
    for row, (one, parts) in enumerate(zip(series, used, strict=True)):
        columns = [place[_days(one.plan.parts[k])] for k in parts]
        numerator[row, columns] = one.part_numerator[parts]
        denominator[row, columns] = one.part_denominator[parts]
        start = one.plan.start
        starts.append(-1 if start is None else sum(first < start for first, _ in days))
    labels = tuple(first.isoformat() for first, _ in days)
    calendar = Calendar(labels, ranks=tuple(range(len(labels))))
    units = [one.plan.unit for one in series]
    return Grid(units, numerator.ravel(), denominator.ravel(), np.array(starts, dtype=np.int64), calendar)


def _usable(series: Series) -> list[int]:
    plan = series.plan
    neither = set(plan.parts_of("neither"))
    return [k for k in range(plan.complete_parts) if k not in neither and plan.parts[k].is_whole]


def _days(part: Part) -> tuple[date, date]:
    return part.first, part.end
