"""The levels above the unit: department, hospital, HF, RHF and nation, a calendar year a row.

Shares, rates and counts of events are summed upwards; means and medians are taken from the events themselves.
Ready-made values cannot be put together: they have the rows of their units alone. What a mark excludes is in none.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.job.organisation import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kvalspc.job.project import Project
    from kvalspc.job.read_units import Members
    from kvalspc.job.tables import Tables

UNIT = "unit"
"""The level of the rows themselves."""


@dataclass(frozen=True)
class LevelYear:
    """One indicator, one unit of one level, one calendar year.

    `numerator` is NaN of means and medians, whose `denominator` is the number of measurements; `units` are the units of
    the project that it is made of. `whole`: it is over by the day that the data reach to (the as-of date) and are
    complete to, no row of it was left out by a mark, and of plain counts all units report all year.
    """

    indicator: str
    level: str
    name: str
    year: int
    numerator: float
    denominator: float
    value: float
    units: frozenset[str]
    whole: bool = True


def levels_of(members: Members, units: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """Return which units each name of each level has, the level of the units themselves first."""
    found: dict[str, dict[str, list[str]]] = {UNIT: {unit: [unit] for unit in units}}
    for level in LEVELS:
        named: dict[str, list[str]] = defaultdict(list)
        for unit in units:
            name = members.of(unit).group.get(level)
            if name is not None:
                named[name].append(unit)
        if named:
            found[level] = dict(named)
    return found


def years_of_levels(
    tables: Tables, project: Project, members: Members, units: Sequence[str], until: date | None
) -> tuple[LevelYear, ...]:
    """Return the years of all levels, in the order of indicators, levels, names (bytewise) and years.

    `until` is the day that the data reach to, and None without data.

    None where no unit belongs to a level above it, and no public file of the levels is asked for.
    """
    levels = levels_of(members, units)
    if len(levels) == 1 and not project.report.agg_data:
        return ()
    cut = tables.set_years(
        (ind, mark.unit, mark.date, mark.until or mark.date)
        for mark in project.mark
        if mark.kind == "exclude"
        for ind, indicator in enumerate(project.indicator)
        if mark.indicator in (None, indicator.id)
    )
    events = project.data.kind == "events"
    types = [i.type for i in project.indicator]
    summed = [k for k, t in enumerate(types) if t in ("andel", "rate") or (t == "antall" and events)]
    rows: list[tuple[int, LevelYear]] = []
    sums: dict[tuple[int, int], dict[str, tuple[int, int]]] = defaultdict(dict)
    for ind, unit, year, num, den in tables.year_sums(summed):
        sums[ind, year][unit] = (num, den)
    for (ind, year), of_unit in sums.items():
        for level, name, there in _present(levels, of_unit):
            num, den = (sum(of_unit[unit][k] for unit in there) for k in (0, 1))
            numbers = (float(num), 1.0) if types[ind] == "antall" else (float(num), den / 1e6)
            value = numbers[0] / numbers[1] if numbers[1] else np.nan
            rows.append((ind, LevelYear(project.indicator[ind].id, level, name, year, *numbers, value, there)))
    for ind, kind in enumerate(types):
        if ind not in summed:
            rows += [(ind, row) for row in _values(tables, project.indicator[ind].id, ind, kind, levels, events=events)]
    order = list(levels)
    rows.sort(key=lambda r: (r[0], order.index(r[1].level), r[1].name.encode("utf-8", "surrogatepass"), r[1].year))
    ends = [day for day in (until, project.data.complete_until) if day is not None]
    last = min(ends, default=date.min)

    def is_whole(ind: int, row: LevelYear) -> bool:
        over = date(row.year, 12, 31) <= last and not (types[ind] == "antall" and _counted_in_part(members, row))
        return over and not any((ind, unit, row.year) in cut for unit in levels[row.level][row.name])

    return tuple(replace(row, whole=is_whole(ind, row)) for ind, row in rows)


def _counted_in_part(members: Members, row: LevelYear) -> bool:
    """Whether a unit of it begins or stops to report inside of the year, which then has too few events."""
    known = [members.of(unit) for unit in row.units]
    begins = (one.reports_from for one in known if one.reports_from != date(row.year, 1, 1))
    ends = (one.reports_until for one in known if one.reports_until != date(row.year, 12, 31))
    return any(day is not None and day.year == row.year for day in (*begins, *ends))


def _present(levels: dict[str, dict[str, list[str]]], there: Any) -> Iterator[tuple[str, str, frozenset[str]]]:
    for level, named in levels.items():
        for name, units in named.items():
            found = frozenset(unit for unit in units if unit in there)
            if found:
                yield level, name, found


def _values(
    tables: Tables, id_: str, ind: int, kind: str, levels: dict[str, dict[str, list[str]]], *, events: bool
) -> Iterator[LevelYear]:
    """Means and medians of single events for all levels; of ready-made values what stands there."""
    from kvalspc import _core

    fold = _core.aggregate_median if kind == "median" else _core.aggregate_mean
    for level, named in levels.items() if events else [(UNIT, levels[UNIT])]:
        columns = tables.year_values(ind, named)
        keys = list(zip(columns["name"].tolist(), columns["year"].tolist(), strict=True))
        starts = [k for k, key in enumerate(keys) if k == 0 or key != keys[k - 1]]
        offsets = np.array([*starts, len(keys)], dtype=np.int64)
        values = fold(np.ascontiguousarray(columns["num"], dtype=np.float64), offsets)
        for k, first in enumerate(starts):
            name, year = keys[first]
            n, end = float(offsets[k + 1] - first), offsets[k + 1]
            if events or n == 1:
                there = frozenset(columns["unit"][first:end].tolist())
                of = n if events else float(columns["den"][first])
                yield LevelYear(id_, level, name, int(year), np.nan, of, float(values[k]), there)
