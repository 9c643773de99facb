"""Rows to points: integers are summed by DuckDB, doubles and medians by floor 2 of the core."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.job.gaps import gaps_of
from kvalspc.job.kinds import COUNT_LIMIT
from kvalspc.job.project_chart import SUBGROUPS
from kvalspc.job.series import Series
from kvalspc.rows import EVENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project
    from kvalspc.job.series import Numbers, Plan
    from kvalspc.job.tables import Tables

    Array = np.ndarray[Any, np.dtype[Any]]

WHOLE = ("andel", "antall")
"""Types whose numerators and denominators are whole numbers."""


def aggregate(
    tables: Tables, project: Project, plans: list[Plan], problems: Problems, *, weighted: bool
) -> list[Series | None]:
    """Return the series of each plan; None where a sum is out of range (said in `problems`).

    weighted: ready-made means come with a denominator to weight them by.
    """
    tables.place(plans)
    types = [i.type for i in project.indicator]
    whole = [k for k, t in enumerate(types) if t in WHOLE]
    found: list[Series | None] = [None] * len(plans)
    events = project.data.kind == "events"
    _count(tables, plans, found, whole, types=types, events=events)
    for kind in ("rate", "gjennomsnitt", "median"):
        chosen = [k for k, t in enumerate(types) if t == kind]
        if chosen:
            _measure(tables, plans, found, chosen, kind=kind, weighted=weighted and not events)
    _keep_measurements(tables, project, plans, found)
    _keep_gaps(tables, project, plans, found)
    for plan, series in zip(plans, found, strict=True):
        if series is None:
            problems.add(
                "sum_too_large", file=project.data.path, unit=plan.unit, indicator=project.indicator[plan.ind].id
            )
    return found


def _count(
    tables: Tables,
    plans: list[Plan],
    found: list[Series | None],
    indicators: list[int],
    *,
    types: Sequence[str],
    events: bool,
) -> None:
    """Fill in the series of counts. Without a row an event file has 0 patients; an aggregated file has a gap."""
    rows = tables.count_sums(indicators)
    begins = np.searchsorted(rows["series"], np.arange(len(plans) + 1))
    slot_of: dict[int, Array] = {}  # of each part; units with the same days share them
    empty = 0.0 if events else np.nan
    counted = frozenset(indicators)
    for k, plan in enumerate(plans):
        if plan.ind not in counted:
            continue
        part, cut, num, den = (rows[name][begins[k] : begins[k + 1]] for name in ("part", "cut", "num", "den"))
        if max(num.max(initial=0.0), den.max(initial=0.0)) >= COUNT_LIMIT:
            continue
        if id(plan.parts) not in slot_of:
            slot_of[id(plan.parts)] = np.array([piece.slot for piece in plan.parts], dtype=np.int64)
        slots = _added(len(plan.slots), slot_of[id(plan.parts)][part], num, den)
        if np.nanmax(slots, initial=0.0) >= COUNT_LIMIT:
            continue
        whole = ~cut.astype(bool)
        parts = _added(len(plan.parts), part[whole], num[whole], den[whole])
        for block in (slots, parts):
            block[np.isnan(block)] = empty
        if types[plan.ind] == "antall":
            _count_periods(plan, slots, parts)
        found[k] = Series(plan, slots[0], slots[1], parts[0], parts[1])


def _added(size: int, at: Array, num: Array, den: Array) -> Array:
    """Sums of both columns by place; NaN where there is no row."""
    block = np.full((2, size), np.nan)
    block[:, at] = 0.0
    np.add.at(block[0], at, num)
    np.add.at(block[1], at, den)
    return block


def _count_periods(plan: Plan, slots: Array, parts: Array) -> None:
    """Give plain counts the denominator 1 a period; a part of a period has its share of the days."""
    slots[1] = np.where(np.isnan(slots[0]), np.nan, 1.0)
    days = np.array([p.days for p in plan.parts], dtype=np.float64)
    whole = np.array([(plan.slots[p.slot].end - plan.slots[p.slot].first).days for p in plan.parts], dtype=np.float64)
    parts[1] = np.where(np.isnan(parts[0]), np.nan, days / whole)


def _measure(
    tables: Tables,
    plans: list[Plan],
    found: list[Series | None],
    indicators: list[int],
    *,
    kind: str,
    weighted: bool,
) -> None:
    """Fill in the series of values and of counts over an exposure."""
    rows = tables.values(indicators)
    series = rows["series"].astype(np.int64)
    for k, plan in enumerate(plans):
        if plan.ind not in indicators:
            continue
        begin, end = np.searchsorted(series, [k, k + 1])
        mine = {name: np.asarray(column[begin:end]) for name, column in rows.items()}
        uncut = ~mine["cut"].astype(bool)
        slots = _fold(mine, "slot", len(plan.slots), kind, weighted)
        parts = _fold({n: c[uncut] for n, c in mine.items()}, "part", len(plan.parts), kind, weighted)
        if kind == "rate" and np.nanmax(slots[0], initial=0.0) >= COUNT_LIMIT:
            continue
        found[k] = Series(plan, *slots, *parts)


def _keep_measurements(tables: Tables, project: Project, plans: list[Plan], found: list[Series | None]) -> None:
    """Give the series of charts of subgroups their single values."""
    wanted = [k for k, indicator in enumerate(project.indicator) if indicator.kind in SUBGROUPS]
    if not wanted:
        return
    rows = tables.values(wanted)
    series = rows["series"].astype(np.int64)
    for k, one in enumerate(found):
        if one is not None and plans[k].ind in wanted:
            begin, end = np.searchsorted(series, [k, k + 1])
            values = np.asarray(rows["num"][begin:end], dtype=np.float64)
            found[k] = replace(one, measurements=(values, rows["slot"][begin:end].astype(np.int64)))


def _keep_gaps(tables: Tables, project: Project, plans: list[Plan], found: list[Series | None]) -> None:
    """Give the series of charts of rare events what lies between their events."""
    wanted = [k for k, indicator in enumerate(project.indicator) if indicator.kind in EVENT_KINDS]
    if not wanted:
        return
    rows = tables.days(wanted)
    for k, one in enumerate(found):
        if one is not None and plans[k].ind in wanted:
            mine = slice(*np.searchsorted(rows["series"], [k, k + 1]))
            columns = (rows[name][mine] for name in ("day", "num", "others"))
            found[k] = replace(one, between=gaps_of(project.indicator[plans[k].ind].kind, *columns))


def _fold(rows: dict[str, Array], by: str, n: int, kind: str, weighted: bool) -> tuple[Numbers, Numbers]:
    """Aggregate sorted rows by slot or part: numerator (or value), denominator (or count); NaN where none."""
    from kvalspc import _core

    offsets = np.searchsorted(rows[by], np.arange(n + 1)).astype(np.int64)
    counts = np.diff(offsets)
    num, den = (np.ascontiguousarray(rows[c], dtype=np.float64) for c in ("num", "den"))
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
    return np.where(counts > 0, top, np.nan), np.where(counts > 0, bottom, np.nan)
