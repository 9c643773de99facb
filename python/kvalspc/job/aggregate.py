"""Rows to points: integers are summed by DuckDB, doubles and medians by floor 2 of the core."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.job.gaps import gaps_of
from kvalspc.job.kinds import COUNT_LIMIT
from kvalspc.job.placed import place, slots_of
from kvalspc.job.project_chart import SUBGROUPS
from kvalspc.job.rows import WHOLE, needs_rows
from kvalspc.job.series import Series
from kvalspc.rows import EVENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kvalspc.job.placed import Cells, Placed
    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project
    from kvalspc.job.series import Cut, Plan
    from kvalspc.job.tables import Tables

    Array = np.ndarray[Any, np.dtype[Any]]

MANY = 2_000_000
"""Single rows that are held at a time, unless one indicator has more."""


def aggregate(
    tables: Tables, project: Project, plans: list[Plan], problems: Problems, *, weighted: bool
) -> list[Series | None]:
    """Return the series of each plan; None where a sum is out of range (said in `problems`).

    weighted: ready-made means come with a denominator to weight them by.
    """
    types = [i.type for i in project.indicator]
    found: list[Series | None] = [None] * len(plans)
    events = project.data.kind == "events"
    units = {unit: k for k, unit in enumerate(tables.units)}
    sums = tables.cells.where(~tables.cells.column["gap"])
    for one in place(sums, plans, units, [k for k, t in enumerate(types) if t in WHOLE], days=events):
        plain = types[plans[one.plans[0]].ind] == "antall"
        _count(sums, one, plans, found, plain=plain, events=events)
    for indicators in _batches(tables, [k for k, i in enumerate(project.indicator) if needs_rows(i, project.data)]):
        rows = tables.items(indicators)
        for one in place(rows, plans, units, indicators, days=events):
            indicator = project.indicator[plans[one.plans[0]].ind]
            if indicator.type not in WHOLE:
                _measure(rows, one, plans, found, kind=indicator.type, weighted=weighted and not events)
            if indicator.kind in SUBGROUPS:
                _keep_measurements(rows, one, plans, found)
            if indicator.kind in EVENT_KINDS:
                _keep_gaps(rows, one, indicator.kind, found)
    for plan, series in zip(plans, found, strict=True):
        if series is None:
            problems.add(
                "sum_too_large", file=project.data.label, unit=plan.unit, indicator=project.indicator[plan.ind].id
            )
    return found


def _batches(tables: Tables, indicators: Sequence[int]) -> Iterator[list[int]]:
    """Put indicators together until they have many rows, so that memory is bounded and scans are few."""
    batch: list[int] = []
    rows = 0
    for ind in indicators:
        batch.append(ind)
        rows += int(tables.cells.column["n"][tables.cells.of_indicator(ind)].sum())
        if rows >= MANY:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _count(
    sums: Cells,
    placed: Placed,
    plans: list[Plan],
    found: list[Series | None],
    *,
    plain: bool,
    events: bool,
) -> None:
    """Fill in the series of counts. Without a row an event file has 0 patients; an aggregated file has a gap.

    Plain counts have no patients that say so: where no event is known to be one, theirs are gaps too.
    """
    plan = plans[placed.plans[0]]
    n, n_slots, n_parts = len(placed.plans), len(plan.cut.slots), len(plan.cut.parts)
    num, den = (sums.column[name][placed.rows] for name in ("num", "den"))
    slots = _added((n, n_slots), placed.owner, slots_of(plan.cut.parts)[placed.part], num, den)
    whole = ~placed.cut
    parts = _added((n, n_parts), placed.owner[whole], placed.part[whole], num[whole], den[whole])
    empty = 0.0 if events else np.nan
    sound = np.nanmax(slots[0] if plain else slots, axis=-1, initial=0.0).reshape(-1, n).max(axis=0) < COUNT_LIMIT
    for block in (slots, parts):
        block[np.isnan(block)] = empty
    if plain:
        _count_periods(plan.cut, slots, parts)
    for k, good in enumerate(sound):
        if good:
            found[placed.plans[k]] = Series(plans[placed.plans[k]], slots[0, k], slots[1, k], parts[0, k], parts[1, k])


def _added(shape: tuple[int, int], owner: Array, at: Array, num: Array, den: Array) -> Array:
    """Sums of both columns by series and place; NaN where there is no row."""
    place, size = owner * shape[1] + at, shape[0] * shape[1]
    block = np.stack([np.bincount(place, weights=column, minlength=size) for column in (num, den)]).astype(np.float64)
    block[:, np.bincount(place, minlength=size) == 0] = np.nan
    return block.reshape(2, *shape)


def _count_periods(cut: Cut, slots: Array, parts: Array) -> None:
    """Give plain counts the denominator 1 a period; a part of a period has its share of the days.

    So has a period that only a part of is counted; what none is counted of has no count.
    """
    slot_of = [cut.slots[part.slot] for part in cut.parts]
    for block, spans, periods in ((slots, cut.slots, cut.slots), (parts, cut.parts, slot_of)):
        days = np.array([cut.days_counted(span) for span in spans], dtype=np.float64)
        whole = np.array([(period.end - period.first).days for period in periods], dtype=np.float64)
        block[0] = np.where(days > 0.0, block[0], np.nan)
        block[1] = np.where(np.isnan(block[0]), np.nan, days / whole)


def _measure(
    rows: Cells, placed: Placed, plans: list[Plan], found: list[Series | None], *, kind: str, weighted: bool
) -> None:
    """Fill in the series of values and of counts over an exposure."""
    plan, order = plans[placed.plans[0]], _in_order(rows, placed)
    owner, part, uncut = placed.owner[order], placed.part[order], ~placed.cut[order]
    num, den = (rows.column[name][placed.rows[order]] for name in ("num", "den"))
    n, n_slots, n_parts = len(placed.plans), len(plan.cut.slots), len(plan.cut.parts)
    slots = _fold(num, den, owner * n_slots + slots_of(plan.cut.parts)[part], (n, n_slots), kind, weighted)
    parts = _fold(num[uncut], den[uncut], (owner * n_parts + part)[uncut], (n, n_parts), kind, weighted)
    for nth, k in enumerate(placed.plans):
        if kind != "rate" or np.nanmax(slots[0][nth], initial=0.0) < COUNT_LIMIT:
            found[k] = Series(plans[k], slots[0][nth], slots[1][nth], parts[0][nth], parts[1][nth])


def _in_order(rows: Cells, placed: Placed) -> Array:
    """Return the order by series, part and place in the file, so that sums are the same on every machine."""
    return np.lexsort((rows.column["rec"][placed.rows], placed.part, placed.owner))


def _keep_measurements(rows: Cells, placed: Placed, plans: list[Plan], found: list[Series | None]) -> None:
    """Give the series of charts of subgroups their single values."""
    order = _in_order(rows, placed)
    values = rows.column["num"][placed.rows[order]]
    slots = slots_of(plans[placed.plans[0]].cut.parts)[placed.part[order]]
    for k, mine in _each(placed, order):
        one = found[k]
        if one is not None:
            found[k] = replace(one, measurements=(values[mine], slots[mine]))


def _keep_gaps(rows: Cells, placed: Placed, kind: str, found: list[Series | None]) -> None:
    """Give the series of charts of rare events what lies between their events."""
    order = np.lexsort((rows.key[placed.rows], placed.owner))
    day = rows.key[placed.rows[order]]
    num, den = (rows.column[name][placed.rows[order]].astype(np.int64) for name in ("num", "den"))
    for k, mine in _each(placed, order):
        one = found[k]
        if one is not None:
            days, begins = np.unique(day[mine], return_index=True)
            events, others = (np.add.reduceat(c, begins) if len(begins) else c for c in (num[mine], (den - num)[mine]))
            between = gaps_of(kind, days.astype("datetime64[D]"), events, others)
            found[k] = replace(one, between=between)


def _each(placed: Placed, order: Array) -> Iterator[tuple[int, slice]]:
    """Iterate over the series and where their rows stand in that order."""
    begins = np.searchsorted(placed.owner[order], np.arange(len(placed.plans) + 1))
    for nth, k in enumerate(placed.plans):
        yield k, slice(int(begins[nth]), int(begins[nth + 1]))


def _fold(num: Array, den: Array, at: Array, shape: tuple[int, int], kind: str, weighted: bool) -> tuple[Array, Array]:
    """Aggregate sorted rows by their places: numerators (or values), denominators (or counts); NaN where none."""
    from kvalspc import _core

    n = shape[0] * shape[1]
    offsets = np.searchsorted(at, np.arange(n + 1)).astype(np.int64)
    counts = np.diff(offsets)
    num, den = (np.ascontiguousarray(column, dtype=np.float64) for column in (num, den))
    total: Callable[[Array, Array], Array] = _core.aggregate_sum
    if kind == "rate":
        top, bottom = total(num, offsets), total(den, offsets)
    elif kind == "median":
        top, bottom = _core.aggregate_median(num, offsets), counts.astype(np.float64)
    elif weighted:
        bottom = total(den, offsets)
        top = np.divide(total(num * den, offsets), bottom, out=np.full(n, np.nan), where=bottom > 0)
    else:
        top, bottom = _core.aggregate_mean(num, offsets), counts.astype(np.float64)
    there = counts > 0
    return np.where(there, top, np.nan).reshape(shape), np.where(there, bottom, np.nan).reshape(shape)
