"""Regular series: rows of events, or of shorter periods, put into periods of one length."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc import _core
from kvalspc.calendar import Calendar, is_missing
from kvalspc.periods import Period, PeriodType
from kvalspc.rows import COUNT_KINDS, EVENT_KINDS, PLAIN_COUNT_KINDS, SUBGROUP_KINDS, Rows, read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvalspc.arrays import Floats, Integers
    from kvalspc.grouping import Table

__all__ = ["slots_of", "sum_up"]

_HOW = {"sum": _core.aggregate_sum, "mean": _core.aggregate_mean, "median": _core.aggregate_median}


def slots_of(values: Sequence[Any], each: PeriodType) -> list[Period]:
    """The period of that length that each date, or each shorter period, lies in.

    Raises:
        ValueError: a missing or unreadable date, or a period longer than `each`, naming the row.
    """
    slots = []
    for k, value in enumerate(values):
        if is_missing(value):
            raise ValueError(f"period[{k}]: got a missing value, need a date on every row")
        try:
            slots.append(_slot(value, each))
        except ValueError as error:
            raise ValueError(f"period[{k}]: {error}") from None
    return slots


@lru_cache(maxsize=65536)
def _slot(value: Any, each: PeriodType) -> Period:
    if isinstance(value, date):
        return Period.of(value, each)
    given = value if isinstance(value, Period) else _read(str(value))
    slot = Period.of(given.start, each)
    if given.end > slot.end:
        raise ValueError(f"got {value}, a {given.type}, need dates or periods that lie within a {each}")
    return slot


def _read(text: str) -> Period:
    """A period's label, or a time of day as the day it is on."""
    try:
        return Period.parse(text)
    except ValueError as error:
        try:
            return Period.of(datetime.fromisoformat(text).date(), PeriodType.DAY)
        except ValueError:
            raise ValueError(str(error).removeprefix("period: ")) from None


def sum_up(
    slots: Sequence[Period],
    members: Sequence[Sequence[int]],
    units: Sequence[Any],
    table: Table,
    kind: str,
    aggregate: str | None,
    spread: str = "sd",
) -> dict[Any, Rows]:
    """One row a period for every unit, from rows of events or of shorter periods.

    Args:
        slots: the period of each row.
        members: the rows of each unit.
        units: their names.
        table: the numbers; without numerators every row counts as one event, and a period without rows as none.
        kind: of the charts.
        aggregate: "sum", "mean", "median", or None: counts are summed, the median is taken for a run chart of
            values, the mean for other charts of values.
        spread: how the spread of subgroups is told, "sd" or "range".

    Raises:
        ValueError: a kind whose rows are no periods, or an unknown way to aggregate.
    """
    if kind in EVENT_KINDS:
        raise ValueError(
            f"each: got {slots[0].type if slots else 'a length'} for chart {kind!r}, whose rows are events"
        )
    counted = table.numerator is None
    if counted and (table.denominator is not None or kind in COUNT_KINDS - PLAIN_COUNT_KINDS):
        raise ValueError(
            f"numerator: got none, need a column for chart {kind!r} (rows alone can be counted for c and i)"
        )
    x = np.ones(len(slots)) if table.numerator is None else table.numerator
    how = _way(kind, aggregate, summed=counted or table.denominator is not None)
    if kind in SUBGROUP_KINDS and aggregate is None:
        labels = [str(slot) for slot in slots]
        return {
            unit: read_rows(kind, x[list(rows)], None, [labels[k] for k in rows], f"unit {unit!r}", spread=spread)
            for unit, rows in zip(units, members, strict=True)
        }
    at = np.array([slot.ordinal for slot in slots], dtype=np.int64)
    window = (int(at.min()), int(at.max())) if counted and len(at) else None
    result = {}
    for unit, rows in zip(units, members, strict=True):
        one = list(rows)
        n = None if table.denominator is None else table.denominator[one]
        try:
            result[unit] = _regular(kind, how, x[one], n, at[one], slots[one[0]].type, window)
        except (ValueError, TypeError) as error:
            raise type(error)(f"unit {unit!r}: {error}") from None
    return result


def _way(kind: str, aggregate: str | None, *, summed: bool) -> str:
    if aggregate is None:
        return "sum" if summed or kind in COUNT_KINDS else "median" if kind == "run" else "mean"
    if aggregate not in _HOW:
        raise ValueError(f"aggregate: got {aggregate!r}, need {', '.join(map(repr, _HOW))}")
    if aggregate != "sum" and (summed or kind in COUNT_KINDS):
        raise ValueError(f"aggregate: got {aggregate!r} for counts, need 'sum'")
    return aggregate


def _regular(
    kind: str, how: str, x: Floats, n: Floats | None, at: Integers, each: PeriodType, window: tuple[int, int] | None
) -> Rows:
    if kind in COUNT_KINDS:
        _core.require_domain(kind, x, n)  # row by row: in a sum, one row's error can hide behind another
    first, last = window or (int(at.min()), int(at.max()))
    if (
        kind not in PLAIN_COUNT_KINDS
    ):  # a count that is not known makes its period's sum unknown; elsewhere it is one less
        known = ~np.isnan(x) if n is None else ~(np.isnan(x) | np.isnan(n))
        x, n, at = x[known], None if n is None else n[known], at[known]
    order = np.argsort(at, kind="stable")
    offsets = np.searchsorted(at[order], np.arange(first, last + 2)).astype(np.int64)
    values = _HOW[how](np.ascontiguousarray(x[order]), offsets)
    if window is not None:
        values[np.diff(offsets) == 0] = 0.0  # no rows: no events
    sizes = None
    if n is not None:
        sizes = _core.aggregate_sum(np.ascontiguousarray(n[order]), offsets)
    elif kind in COUNT_KINDS - PLAIN_COUNT_KINDS:
        sizes = _core.aggregate_sum(np.ones(len(x)), offsets)
    labels = Calendar.of([str(Period(each, k)) for k in range(first, last + 1)])
    return Rows(values, sizes, labels)
