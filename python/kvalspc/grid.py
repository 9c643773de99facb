"""A data frame of units and periods -> equally long rows, one a unit, over the same periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.arrays import to_floats
from kvalspc.calendar import Calendar, as_list, as_periods, is_missing
from kvalspc.frames import column, columns_of
from kvalspc.names import ordered, require_units
from kvalspc.rows import read_rows

if TYPE_CHECKING:
    from kvalspc.arrays import Floats, Integers

__all__ = ["Grid", "read_grid"]


@dataclass(frozen=True)
class Grid:
    """Units over the same periods: unit k is ``numerator[k * len(calendar):(k + 1) * len(calendar)]``.

    NaN where a unit has nothing; `starts` holds each unit's first period of intervention, -1 where there is none.
    """

    units: list[Any]
    numerator: Floats
    denominator: Floats | None
    starts: Integers
    calendar: Calendar

    def place(self, unit: Any) -> int:
        """The position of a unit. Raises ValueError when there is none."""
        require_units([unit], self.units, "unit")
        return self.units.index(unit)


def read_grid(
    frame: Any, *, kind: str, unit: str, period: str, numerator: str, denominator: str | None, start: Any
) -> Grid:
    """Reads a row a unit and period, in any order; counts of one unit and period are added up.

    Args:
        frame: pandas, polars, pyarrow, or anything that narwhals knows.
        kind, unit, period, numerator, denominator: as for :func:`kvalspc.score`.
        start: a mapping from unit to a date, period or position; units that are not in it have no start. A period
            that a unit's start falls inside of is left out for that unit.

    Raises:
        ValueError, TypeError, IndexError: a column or unit that is not there, or misuse, naming the unit.
    """
    table = columns_of(frame)
    names = as_list(column(table, unit, "unit"))
    periods = as_periods(column(table, period, "period"))
    x = to_floats(column(table, numerator, "numerator"), "numerator")
    n = None if denominator is None else to_floats(column(table, denominator, "denominator"), "denominator")
    calendar = Calendar.of(periods)
    order = sorted(range(len(calendar)), key=lambda k: calendar.ranks[k])
    labels = list(dict.fromkeys(calendar.labels[k] for k in order))
    first = {label: calendar.labels.index(label) for label in labels}
    shared = calendar.take([first[label] for label in labels])
    column_of = {label: k for k, label in enumerate(labels)}
    members: dict[Any, list[int]] = {}
    for k, name in enumerate(names):
        if is_missing(name):
            raise ValueError(f"unit: got a missing value at row {k}, need a unit on every row")
        members.setdefault(name, []).append(k)
    units = ordered(members)
    filled = np.full((len(units), len(labels)), np.nan)
    sizes = None if n is None else np.full((len(units), len(labels)), np.nan)
    for row, one in enumerate(units):
        own = members[one]
        read = read_rows(kind, x[own], None if n is None else n[own], [periods[k] for k in own], f"unit {one!r}")
        places = [column_of[label] for label in (read.calendar.labels if read.calendar is not None else ())]
        filled[row, places] = read.numerator
        if sizes is not None and read.denominator is not None:
            sizes[row, places] = read.denominator
    starts = _starts(start, units, shared, filled)
    return Grid(units, filled.ravel(), None if sizes is None else sizes.ravel(), starts, shared)


def _starts(start: Any, units: list[Any], calendar: Calendar, numerator: Floats) -> Integers:
    """Where each unit starts; the period that a start falls inside of becomes missing in `numerator`."""
    if start is None:
        return np.full(len(units), -1, dtype=np.int64)
    if not isinstance(start, Mapping):
        raise TypeError(f"start: got {type(start).__name__}, need a mapping from unit to its start")
    require_units(start, units, "start")
    starts = []
    for row, one in enumerate(units):
        where = start.get(one)
        if is_missing(where):
            starts.append(-1)
            continue
        name = f"unit {one!r}: start"
        starts.append(min(calendar.position(where, name), len(calendar)))
        straddling = calendar.straddling(where, name)
        if straddling is not None:
            numerator[row, straddling] = np.nan
    return np.array(starts, dtype=np.int64)
