"""A data frame -> one series a unit, in calendar order, with every period between its first and its last.

Three shapes of frame: a row a period (aggregated), a row an event (long), a row a period and a column a unit (wide).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.arrays import to_floats
from kvalspc.calendar import as_list, as_periods, is_missing
from kvalspc.frames import backend_of, column, columns_of
from kvalspc.names import ordered
from kvalspc.regular import slots_of, sum_up
from kvalspc.rows import read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvalspc.arrays import Floats
    from kvalspc.periods import PeriodType
    from kvalspc.rows import Rows

__all__ = ["ALL", "Table", "groups_of", "table_of"]

ALL = "all"
"""The unit of a frame that is not grouped."""


@dataclass(frozen=True)
class Table:
    """The columns that a chart needs, one entry a row; `numerator` None where every row is an event.

    `by` are the names of the columns that make the units, `backend` the library that results are frames of.
    """

    by: tuple[str, ...]
    units: list[Any]
    periods: list[Any] | None
    numerator: Floats | None
    denominator: Floats | None
    backend: str | None


def table_of(frame: Any, by: Any, period: str | None, numerator: Any, denominator: Any) -> Table:
    """The columns of a frame; a wide one (`numerator` a mapping or a list of columns) is laid end to end.

    Raises:
        ValueError, TypeError: a column that is not there, a missing unit, or what is no number.
    """
    table = columns_of(frame)
    periods = None if period is None else as_list(column(table, period, "period"))
    if numerator is not None and not isinstance(numerator, str):
        if by is not None:
            raise ValueError(f"by: got {by!r} beside several columns of numerators, need one or the other")
        return _wide(table, periods, numerator, denominator)
    names = () if by is None else (by,) if isinstance(by, str) else tuple(by)
    x = None if numerator is None else _numbers(table, numerator, "numerator")
    n = None if denominator is None else _numbers(table, denominator, "denominator")
    if numerator is not None and x is not None and n is None and _is_truth(table, numerator):
        n = np.ones(len(x))  # yes or no: each row is one patient
    return Table(names, _units(table, names), periods, x, n, backend_of(table))


def _wide(table: Any, periods: list[Any] | None, numerator: Any, denominator: Any) -> Table:
    columns = dict(numerator) if isinstance(numerator, Mapping) else {name: name for name in numerator}
    x = [_numbers(table, name, "numerator") for name in columns.values()]
    n = None
    if denominator is not None:
        sizes = denominator if isinstance(denominator, Mapping) else dict.fromkeys(columns, denominator)
        absent = next((unit for unit in columns if unit not in sizes), None)
        if absent is not None:
            raise ValueError(f"denominator: got none for {absent!r}, need one column for every unit")
        n = np.concatenate([_numbers(table, sizes[unit], "denominator") for unit in columns])
    rows = len(x[0]) if x else 0
    return Table(
        ("unit",),
        [unit for unit in columns for _ in range(rows)],
        None if periods is None else periods * len(columns),
        np.concatenate([np.empty(0), *x]),
        n,
        backend_of(table),
    )


def _is_truth(table: Any, name: str) -> bool:
    import narwhals as nw

    return bool(table[name].dtype == nw.Boolean)


def _numbers(table: Any, name: str, what: str) -> Floats:
    import narwhals as nw

    values = column(table, name, what)
    return to_floats(table[name].cast(nw.Int8).to_native() if _is_truth(table, name) else values, what)


def _units(table: Any, names: Sequence[str]) -> list[Any]:
    columns = [as_list(column(table, name, "by")) for name in names]
    for name, values in zip(names, columns, strict=True):
        gap = next((k for k, value in enumerate(values) if is_missing(value)), None)
        if gap is not None:
            raise ValueError(f"{name}: got a missing value at row {gap}, need a unit on every row")
    if not columns:
        return [ALL] * len(table)
    return columns[0] if len(columns) == 1 else list(zip(*columns, strict=True))


def groups_of(
    table: Table, kind: str, each: PeriodType | None, aggregate: str | None, spread: str = "sd"
) -> dict[Any, Rows]:
    """The series of every unit, units in their order.

    Args:
        table: from :func:`table_of`.
        kind: of the charts.
        each: the length of the periods that rows (of events, or of shorter periods) are put into; None: each row is a
            period.
        aggregate: how rows of one period become one value: "sum", "mean", "median"; None: by the kind.
        spread: how the spread of subgroups is told, "sd" or "range".

    Raises:
        ValueError, TypeError: rows that cannot be charted, naming the unit.
    """
    members: dict[Any, list[int]] = {}
    for k, unit in enumerate(table.units):
        members.setdefault(unit, []).append(k)
    units = ordered(members)
    if each is not None:
        if table.periods is None:
            raise ValueError(f"each: got {each} without dates, need period=")
        slots = slots_of(table.periods, each)
        return sum_up(slots, [members[unit] for unit in units], units, table, kind, aggregate, spread)
    if table.numerator is None:
        raise ValueError("numerator: got none, need a column; or each= to count rows")
    periods = None if table.periods is None else as_periods(table.periods)
    return {unit: _series(table, kind, periods, members[unit], unit, spread) for unit in units}


def _series(table: Table, kind: str, periods: list[Any] | None, rows: list[int], unit: Any, spread: str) -> Rows:
    assert table.numerator is not None
    return read_rows(
        kind,
        table.numerator[rows],
        None if table.denominator is None else table.denominator[rows],
        None if periods is None else [periods[k] for k in rows],
        f"unit {unit!r}",
        spread=spread,
    )
