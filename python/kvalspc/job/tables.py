"""The checked rows in DuckDB, asked for what planning and aggregation need. Integers are summed here, exactly."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.job.results import TOTAL
from kvalspc.periods import PeriodType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from kvalspc.job.series import Plan


class Tables:
    """Queries on the table ``items`` (see kvalspc.job.rows) of one run."""

    def __init__(self, connection: DuckDBPyConnection, base: PeriodType) -> None:
        self._connection = connection
        self._base = base
        # A week belongs to the month (quarter ...) that holds its Thursday, as it belongs to the year.
        week = str(base) == "week"
        self._key = "(day_from + 3)" if week else "day_from"
        self._last = "(day_from + 3)" if week else "(day_to - 1)"

    def drop_after(self, day: date) -> int:
        """Remove the rows that begin after a day; return how many there were."""
        row = self._connection.execute("SELECT count(*) FROM items WHERE day_from > ?", [day]).fetchone()
        self._connection.execute("DELETE FROM items WHERE day_from > ?", [day])
        return int(row[0]) if row else 0

    def last_day(self) -> date | None:
        """Return the last day that a row covers."""
        row = self._connection.execute("SELECT CAST(max(day_to) - 1 AS DATE) FROM items").fetchone()
        return row[0] if row else None

    def extents(self) -> list[tuple[int, str, date, date]]:
        """Return indicator, unit, first and last day of each series, in bytewise order of the units."""
        rows = self._connection.execute(
            f"""SELECT ind, unit, CAST(min({self._key}) AS DATE), CAST(max({self._last}) AS DATE)
            FROM items GROUP BY ind, unit"""
        ).fetchall()
        return sorted(rows, key=lambda r: (r[0], r[1].encode("utf-8", "surrogatepass")))

    def months(self) -> dict[tuple[int, str], list[tuple[date, int, int, int]]]:
        """Return the sums by calendar month of each series: last day with a row, events, exposure, rows.

        Exposure is in millionths, so that fractional patient-days are summed exactly, in any order.
        """
        rows = self._connection.execute(
            f"""SELECT ind, unit, CAST(max(day_from) AS DATE),
                   CAST(sum(CASE WHEN abs(num) < 1e16 THEN CAST(trunc(num) AS HUGEINT) END) AS VARCHAR),
                   CAST(sum(CASE WHEN den < 1e20 THEN CAST(round(den * 1e6) AS HUGEINT) END) AS VARCHAR),
                   count(num)
            FROM items GROUP BY ind, unit, date_trunc('month', {self._key}) ORDER BY 1, 2, 3"""
        ).fetchall()
        found: dict[tuple[int, str], list[tuple[date, int, int, int]]] = defaultdict(list)
        for ind, unit, day, events, exposure, n in rows:
            found[ind, unit].append((day, int(events or 0), int(exposure or 0), int(n)))
        return found

    def place(self, plans: list[Plan]) -> None:
        """Make the view ``placed``: each row with a value beside its series, slot and part; all units once more.

        `cut` marks rows of aggregated data that lie on both sides of a boundary.
        """
        self._connection.register("months", _planned(plans))
        self._connection.execute("CREATE OR REPLACE TEMP TABLE planned AS FROM months")
        self._connection.unregister("months")
        self._connection.execute(
            f"""CREATE OR REPLACE TEMP VIEW placed AS
            WITH keyed AS (SELECT rec, ind, unit, {self._key} AS key, day_from, day_to, num, den FROM items
                           WHERE num IS NOT NULL),
            everyone AS (FROM keyed UNION ALL SELECT rec, ind, '{TOTAL}', key, day_from, day_to, num, den FROM
            keyed) SELECT series, slot, part, everyone.ind, rec, CAST(key AS DATE) AS day, num, den,
                   coalesce(day_from < lo, false) OR coalesce(day_to > hi, false) AS cut
            FROM everyone JOIN planned ON everyone.ind = planned.ind AND everyone.unit = planned.unit
                AND 12 * year(key) + month(key) = planned.month
            WHERE key >= planned.first AND key < stop"""
        )

    def count_sums(self, indicators: list[int]) -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
        """Return columns sorted by series, part and cut: series, part, cut, and sums of numerators and denominators.

        Sums are added up as integers; those that are told as numbers are exact below the limit of counts.
        """
        columns = self._connection.execute(
            f"""SELECT series, part, cut, CAST(sum(CAST(num AS BIGINT)) AS DOUBLE) AS num,
                   CAST(sum(CAST(coalesce(den, 0) AS BIGINT)) AS DOUBLE) AS den
            FROM placed WHERE ind IN ({_list(indicators)}) GROUP BY series, part, cut ORDER BY 1, 2, 3"""
        ).fetchnumpy()
        return {name: np.asarray(column) for name, column in columns.items()}

    def set_years(self, excluded: Iterable[tuple[int, str | None, date, date]]) -> set[tuple[int, str, int]]:
        """Make ``yearly``, the rows that calendar years are made of; return which years some rows are left out of.

        `excluded`: indicator, unit (None: all), first and last day. Of single events whole months are left out, as they
        are from the charts; of other rows each that has a day of it.
        """
        listed = [list(one) for one in excluded]
        self._connection.execute("CREATE OR REPLACE TEMP TABLE gone (ind INTEGER, unit VARCHAR, lo DATE, hi DATE)")
        if listed:
            self._connection.executemany("INSERT INTO gone VALUES (?, ?, ?, ?)", listed)
        day_from, day_to = "items.day_from", "items.day_to - 1"
        if self._base is PeriodType.DAY:
            day_from, day_to = (f"date_trunc('month', {day})" for day in (day_from, day_to))
            self._connection.execute("UPDATE gone SET lo = date_trunc('month', lo), hi = date_trunc('month', hi)")
        hit = "gone.ind = items.ind AND coalesce(gone.unit, items.unit) = items.unit"
        hit = f"{hit} AND {day_from} <= hi AND lo <= {day_to}"
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW yearly AS FROM items ANTI JOIN gone ON {hit}")
        rows = self._connection.execute(
            f"""SELECT DISTINCT ind, unit, year({self._key}) FROM items SEMI JOIN gone ON {hit} WHERE num IS NOT NULL"""
        ).fetchall()
        return {(ind, unit, year) for ind, unit, year in rows}

    def year_sums(self, indicators: list[int]) -> list[tuple[int, str, int, int, int]]:
        """Return indicator, unit, year, sum of numerators and sum of denominators in millionths (exact integers)."""
        rows = self._connection.execute(
            f"""SELECT ind, unit, year({self._key}), CAST(sum(CAST(num AS BIGINT)) AS VARCHAR),
                   CAST(sum(CAST(round(coalesce(den, 0) * 1e6) AS HUGEINT)) AS VARCHAR)
            FROM yearly WHERE num IS NOT NULL AND ind IN ({_list(indicators)}) GROUP BY ALL ORDER BY ALL"""
        ).fetchall()
        return [(ind, unit, year, int(num), int(den)) for ind, unit, year, num, den in rows]

    def year_values(self, indicator: int, named: Mapping[str, list[str]]) -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
        """Return the rows of groups of units as columns (name, year, unit, num, den), sorted for floor 2."""
        import pyarrow as pa

        pairs = [(name, unit) for name, units in named.items() for unit in units]
        names, units = ([pair[k] for pair in pairs] for k in (0, 1))
        groups = pa.table({"name": pa.array(names, pa.string()), "unit": pa.array(units, pa.string())})
        self._connection.register("grouped", groups)
        columns = self._connection.execute(
            f"""SELECT name, year({self._key}) AS year, unit, num, coalesce(den, 1.0) AS den
            FROM yearly JOIN grouped USING (unit) WHERE num IS NOT NULL AND ind = {indicator}
            ORDER BY name, year, rec"""
        ).fetchnumpy()
        self._connection.unregister("grouped")
        return {name: np.asarray(column) for name, column in columns.items()}

    def days(self, indicators: list[int]) -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
        """Return the days with rows as columns: series, day, num (events that day) and others (rows' non-events)."""
        columns = self._connection.execute(
            f"""SELECT series, day, CAST(sum(CAST(num AS BIGINT)) AS BIGINT) AS num,
                   CAST(sum(CAST(coalesce(den, 0) AS BIGINT) - CAST(num AS BIGINT)) AS BIGINT) AS others
            FROM placed WHERE ind IN ({_list(indicators)}) GROUP BY series, day ORDER BY series, day"""
        ).fetchnumpy()
        return {name: np.asarray(column) for name, column in columns.items()}

    def values(self, indicators: list[int]) -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
        """Return the rows of some indicators as columns (series, slot, part, cut, num, den), sorted for floor 2."""
        columns = self._connection.execute(
            f"""SELECT series, slot, part, cut, num, coalesce(den, 0.0) AS den FROM placed
                WHERE ind IN ({_list(indicators)}) ORDER BY series, part, rec"""
        ).fetchnumpy()
        return {name: np.asarray(column) for name, column in columns.items()}


def _planned(plans: list[Plan]) -> pa.Table:
    """Return one row for each calendar month of each part, so that rows find their part by their month.

    Series with the same parts share their columns: a register has thousands of them.
    """
    import pyarrow as pa

    shared: dict[int, list[np.ndarray[Any, np.dtype[Any]]]] = {}
    for plan in plans:
        if id(plan.parts) not in shared:
            shared[id(plan.parts)] = _columns(plan)
    blocks = [shared[id(plan.parts)] for plan in plans]
    sizes = [len(block[0]) for block in blocks]
    series = np.repeat(np.arange(len(plans), dtype=np.int32), sizes)
    ind = np.repeat(np.array([plan.ind for plan in plans], dtype=np.int32), sizes)
    units = pa.array([plan.unit for plan in plans], pa.string()).take(pa.array(series))
    columns = [pa.array(np.concatenate(column)) for column in zip(*blocks, strict=True)]
    names = ["series", "ind", "unit", "month", "slot", "part", "first", "stop", "lo", "hi"]
    return pa.table([pa.array(series), pa.array(ind), units, *columns], names=names)


def _columns(plan: Plan) -> list[np.ndarray[Any, np.dtype[Any]]]:
    """Return columns of a plan: month, slot, part, first day, day after the last, and the boundaries around it."""
    days = [b.first_day for b in plan.boundaries]
    rows = []
    for number, part in enumerate(plan.parts):
        lo = max((d for d in days if d <= part.first), default=None)
        hi = min((d for d in days if d >= part.end), default=None)
        last = part.end - timedelta(days=1)
        months = range(12 * part.first.year + part.first.month, 12 * last.year + last.month + 1)
        rows += [(month, part.slot, number, part.first, part.end, lo, hi) for month in months]
    types = ("int64", "int32", "int32", *["datetime64[D]"] * 4)
    return [np.array(column, dtype=kind) for column, kind in zip(zip(*rows, strict=True), types, strict=True)]


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers)) or "NULL"
