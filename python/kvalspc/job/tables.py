"""The checked rows and their sums in DuckDB, asked for what planning and aggregation need."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.job.cells import FUTURE, GAP, MILLION
from kvalspc.job.placed import Cells
from kvalspc.periods import PeriodType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from duckdb import DuckDBPyConnection


class Tables:
    """Queries on the tables ``cells`` and ``items`` (see kvalspc.job.rows) of one run; `units` are those of ``u``."""

    def __init__(self, connection: DuckDBPyConnection, base: PeriodType, units: Sequence[str]) -> None:
        self._connection = connection
        self._base = base
        self.units = tuple(units)
        self._position = {unit: k for k, unit in enumerate(units)}
        # A week belongs to the month (quarter ...) that holds its Thursday, as it belongs to the year.
        self._shift = 3 if str(base) == "week" else 0
        self._key = f"(day_from + {self._shift})"

    def drop_future(self) -> int:
        """Remove the rows that begin after the as-of date; return how many there were."""
        row = self._connection.execute(f"SELECT sum(n) FROM cells WHERE flags & {FUTURE} <> 0").fetchone()
        count = int(row[0] or 0) if row else 0
        if count:
            self._connection.execute(f"DELETE FROM cells WHERE flags & {FUTURE} <> 0")
        return count

    def last_day(self) -> date | None:
        """Return the last day that a row covers."""
        row = self._connection.execute("SELECT CAST(max(day_to) - 1 AS DATE) FROM cells").fetchone()
        return row[0] if row else None

    @cached_property
    def cells(self) -> Cells:
        """All sums, sorted by indicator, unit and day."""
        columns = self._connection.execute(
            f"""SELECT ind, u, {_days("day_from")} AS day_from, {_days("day_to")} AS day_to, n,
            flags & {GAP} <> 0 AS gap, CAST(coalesce(num, 0) AS DOUBLE) AS num, CAST(coalesce(den, n) AS DOUBLE) AS den,
            CAST(coalesce(exposure, coalesce(den, n) * {MILLION}) AS DOUBLE) AS exposure FROM cells"""
        ).fetchnumpy()
        return Cells.of(columns, len(self.units), self._shift)

    def extents(self) -> list[tuple[int, str, date, date]]:
        """Return indicator, unit, first and last day of each series, in bytewise order of the units.

        Of events the first day of the month, where they are summed by month.
        """
        cells = self.cells
        begins = np.unique(cells.begins[:-1])
        begins = begins[begins < len(cells.key)]
        if not len(begins):
            return []
        first = np.minimum.reduceat(cells.key, begins)
        last = np.maximum.reduceat(cells.key if self._shift else cells.column["day_to"] - 1, begins)
        days = (column.astype("datetime64[D]").tolist() for column in (first, last))
        series = (cells.column[name][begins].tolist() for name in ("ind", "u"))
        return [(ind, self.units[u], a, b) for ind, u, a, b in zip(*series, *days, strict=True)]

    def months(self, ind: int, unit: str) -> list[tuple[date, int, int, int]]:
        """Return the sums of a series by calendar month: last day with a row, events, exposure in millionths, rows."""
        cells = self.cells
        mine = cells.of_unit(ind, self._position[unit])
        month = cells.key[mine].astype("datetime64[D]").astype("datetime64[M]")
        _, begins = np.unique(month, return_index=True)
        column = {name: values[mine] for name, values in cells.column.items()}
        day = column["day_to"] - 1 if self._base is PeriodType.DAY else column["day_from"]
        rows = np.where(column["gap"], 0, column["n"])
        sums = [np.add.reduceat(c, begins) for c in (column["num"], column["exposure"], rows)]
        last = np.maximum.reduceat(day, begins).astype("datetime64[D]").tolist()
        return [(d, int(num), int(of), int(n)) for d, num, of, n in zip(last, *(s.tolist() for s in sums), strict=True)]

    def items(self, indicators: Sequence[int]) -> Cells:
        """Return the single rows of some indicators, sorted by indicator and unit."""
        columns = self._connection.execute(
            f"""SELECT ind, u, {_days("day_from")} AS day_from, {_days("day_to")} AS day_to, rec, num,
            coalesce(den, 0.0) AS den FROM items WHERE ind IN ({_list(indicators)})"""
        ).fetchnumpy()
        return Cells.of(columns, len(self.units), self._shift)

    def set_years(self, excluded: Iterable[tuple[int, str | None, date, date]]) -> set[tuple[int, str, int]]:
        """Make ``yearly``, the rows that calendar years are made of; return which years some rows are left out of.

        `excluded`: indicator, unit (None: all), first and last day. Of single events whole months are left out, as they
        are from the charts; of other rows each that has a day of it.
        """
        listed = [
            [ind, self._position.get(unit, -1) if unit is not None else None, lo, hi] for ind, unit, lo, hi in excluded
        ]
        self._connection.execute("CREATE OR REPLACE TEMP TABLE gone (ind INTEGER, u INTEGER, lo DATE, hi DATE)")
        if listed:
            self._connection.executemany("INSERT INTO gone VALUES (?, ?, ?, ?)", listed)
        day_from, day_to = "given.day_from", "given.day_to - 1"
        if self._base is PeriodType.DAY:
            day_from, day_to = (f"date_trunc('month', {day})" for day in (day_from, day_to))
            self._connection.execute("UPDATE gone SET lo = date_trunc('month', lo), hi = date_trunc('month', hi)")
        hit = "gone.ind = given.ind AND coalesce(gone.u, given.u) = given.u"
        hit = f"{hit} AND {day_from} <= hi AND lo <= {day_to}"
        for name, table in (("yearly", "cells"), ("yearly_items", "items")):
            of = f"FROM {table} AS given ANTI JOIN gone ON {hit}"
            self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {of}")
        rows = self._connection.execute(
            f"""SELECT DISTINCT ind, u, year({self._key}) FROM cells AS given SEMI JOIN gone ON {hit}
            WHERE flags & {GAP} = 0"""
        ).fetchall()
        return {(ind, self.units[u], year) for ind, u, year in rows}

    def year_sums(self, indicators: list[int]) -> list[tuple[int, str, int, int, int]]:
        """Return indicator, unit, year, sum of numerators and sum of denominators in millionths (exact integers)."""
        rows = self._connection.execute(
            f"""SELECT ind, u, year({self._key}), CAST(sum(num) AS VARCHAR),
                   CAST(sum(coalesce(exposure, coalesce(den, n) * {MILLION})) AS VARCHAR)
            FROM yearly WHERE flags & {GAP} = 0 AND ind IN ({_list(indicators)}) GROUP BY ALL ORDER BY ALL"""
        ).fetchall()
        return [(ind, self.units[u], year, int(num), int(den)) for ind, u, year, num, den in rows]

    def year_values(self, indicator: int, named: Mapping[str, list[str]]) -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
        """Return the rows of groups of units as columns (name, year, unit, num, den), sorted for floor 2."""
        import pyarrow as pa

        pairs = [(name, unit) for name, units in named.items() for unit in units]
        names, units = ([pair[k] for pair in pairs] for k in (0, 1))
        groups = pa.table(
            {"name": pa.array(names, pa.string()), "u": pa.array(map(self._position.get, units), pa.int32())}
        )
        self._connection.register("grouped", groups)
        columns = self._connection.execute(
            f"""SELECT name, year({self._key}) AS year, u, num, coalesce(den, 1.0) AS den
            FROM yearly_items JOIN grouped USING (u) WHERE ind = {indicator} ORDER BY name, year, rec"""
        ).fetchnumpy()
        self._connection.unregister("grouped")
        found = {name: np.asarray(column) for name, column in columns.items()}
        found["unit"] = np.array(self.units, dtype=object)[found.pop("u")]
        return found


def _days(column: str) -> str:
    """SQL: a day as the number of days since 1970."""
    return f"CAST({column} - DATE '1970-01-01' AS INTEGER)"


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers)) or "NULL"
