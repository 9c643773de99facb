"""Planning the series: how far the data are complete, which period each unit gets, where its phases begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from kvalspc.job.choose_period import Month, candidates, choose_period
from kvalspc.job.extents import Extent, find_extents
from kvalspc.job.grid import make_grid, make_parts
from kvalspc.job.results import TOTAL
from kvalspc.job.series import Cut, Plan
from kvalspc.job.wording import Wording
from kvalspc.periods import Period, PeriodType
from kvalspc.words.measure import COUNT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project
    from kvalspc.job.read_units import Boundary, Member, Members
    from kvalspc.job.rows import Rows
    from kvalspc.job.series import Days
    from kvalspc.job.tables import Tables

Chosen: TypeAlias = "Mapping[tuple[str, str], tuple[str, str]]"

MONTH_IS_OVER = 7
"""A file of events whose last date lies in the last seven days of a month is taken to hold that whole month."""


@dataclass(frozen=True)
class Span:
    """The days of a file: `last` is its last day, `until` the last day that it is taken to cover completely."""

    last: date
    until: date


def find_span(
    tables: Tables, project: Project, base: PeriodType, as_of: date | None, problems: Problems
) -> Span | None:
    """Drop rows after the as-of date and say how far the data are complete; None when no row is left."""
    if as_of is not None:
        later = tables.drop_future()
        if later:
            problems.add("future", file=project.data.label, count=later, day=as_of.isoformat())
    last = tables.last_day()
    if last is None:
        return None
    complete = project.data.complete_until
    if as_of is not None:
        return Span(last, as_of)
    if complete is not None and complete >= last:
        return Span(last, complete)
    if base is PeriodType.DAY:
        month_end = Period.of(last, PeriodType.MONTH).end - timedelta(days=1)
        return Span(last, month_end if (month_end - last).days < MONTH_IS_OVER else last)
    return Span(last, last)


def make_plans(
    tables: Tables,
    project: Project,
    rows: Rows,
    members: Members,
    span: Span,
    problems: Problems,
    chosen: Chosen | None = None,
) -> list[Plan]:
    """Plan every series that has rows, and all units together (last) for each indicator.

    `chosen` are the periods of the run before: a unit keeps its own as long as what the project file says of it
    stays the same, so that a chart does not change its periods overnight.
    """
    base = rows.base or PeriodType.DAY
    asked = project.asked_period
    if asked is not None and asked not in candidates(base):
        fits = ", ".join(f'"{c}"' for c in candidates(base))
        problems.add("period_finer", asked=str(asked), per=_worded(base), need=fits)
        return []
    if _joins_values(project, base, asked, rows, problems):
        return []
    plans: list[Plan] = []
    phases = {unit: members.of(unit).boundaries for unit in tables.units}
    shape = {unit: tuple((b.first_day, b.side) for b in found) for unit, found in phases.items()}
    for ind, units in find_extents(tables, project, rows, members, span).items():
        kinds: set[PeriodType] = set()
        counts = project.indicator[ind].type in COUNT_TYPES
        for unit, extent in units.items():
            boundaries, member = phases[unit], members.of(unit)
            kept = (chosen or {}).get((project.indicator[ind].id, unit))
            same = kept is not None and kept[0] == _basis(project, ind, base, boundaries, member)
            kind = asked or (PeriodType(kept[1]) if kept is not None and same else None)
            kind = kind or _auto(project, ind, base, tables, unit, boundaries, extent)
            kinds.add(kind)
            plans.append(_plan(ind, unit, kind, extent, boundaries, base, asked is None, span, counts=counts))
        sets = {shape[unit] for unit in units}
        shared = phases[next(iter(units))] if len(sets) == 1 else ()
        finest = min(kinds, key=lambda k: k.rank)
        both = Extent.of_all(units.values()), shared
        plans.append(
            _plan(ind, TOTAL, finest, *both, base, asked is None, span, counts=counts, staggered=len(sets) > 1)
        )
    return plans


def chosen_periods(
    plans: Iterable[Plan], project: Project, rows: Rows, members: Members
) -> dict[tuple[str, str], tuple[str, str]]:
    """Return what the next run must know of the periods of this one: basis and type by indicator and unit."""
    if project.asked_period is not None:
        return {}
    base = rows.base or PeriodType.DAY
    return {
        (project.indicator[p.ind].id, p.unit): (
            _basis(project, p.ind, base, p.cut.boundaries, members.of(p.unit)),
            str(p.cut.period_type),
        )
        for p in plans
        if p.unit != TOTAL
    }


def _basis(project: Project, ind: int, base: PeriodType, boundaries: tuple[Boundary, ...], member: Member) -> str:
    """What the project file says that a unit's period rests on: type, rows, end of the baseline, when it reports."""
    end = next((b.first_day.isoformat() for b in boundaries if b.side != "before"), "none")
    reports = [f", {day}" for day in (member.reports_from, member.reports_until) if day is not None]
    return f"{project.indicator[ind].type}, {base}, {end}{''.join(reports)}"


def _worded(kind: PeriodType) -> Wording:
    return Wording(f"problem.period.{kind}")


def _joins_values(project: Project, base: PeriodType, asked: PeriodType | None, rows: Rows, problems: Problems) -> bool:
    """Refuse to join ready-made values into longer periods: the mean or median of them is not theirs."""
    if project.data.kind == "events":
        return False
    kind = asked or candidates(base)[0]
    for indicator in project.indicator:
        joinable = indicator.type not in ("median", "gjennomsnitt") or (
            indicator.type == "gjennomsnitt" and rows.weighted
        )
        if not joinable and kind is not base:
            problems.add(
                "period_values", indicator=indicator.id, base=str(base), per=_worded(base), asked=_worded(kind)
            )
    return problems.refused()


def _plan(
    ind: int,
    unit: str,
    kind: PeriodType,
    extent: Extent,
    boundaries: tuple[Boundary, ...],
    base: PeriodType,
    widened: bool,
    span: Span,
    *,
    counts: bool,
    staggered: bool = False,
) -> Plan:
    start = next((b.first_day for b in boundaries if b.name == "intervention"), None)
    anchor = None
    if start is not None and widened:
        anchor = start if base is PeriodType.DAY else Period.first_on_or_after(start, base).start
    days = extent.first, extent.last
    first, last = days if anchor is not None else (Period.of(day, kind).start for day in days)
    finest = candidates(base)[0] if widened and counts else None
    cut = _cut(first, last, kind, anchor, boundaries, finest, span.until, extent.counted)
    months = None
    if finest is not None and base is PeriodType.DAY and unit != TOTAL and cut.slots[0].first.day != 1:
        first, last = (Period.of(day, finest).start for day in days)
        months = _cut(first, last, finest, None, boundaries, None, span.until, extent.counted)
    return Plan(ind, unit, cut, staggered, months)


@lru_cache(maxsize=1024)
def _cut(
    first: date,
    last: date,
    kind: PeriodType,
    anchor: date | None,
    boundaries: tuple[Boundary, ...],
    finest: PeriodType | None,
    until: date,
    counted: Days,
) -> Cut:
    """Make slots and parts, and say how many of them are over by the end of a day.

    Units with the same days share them, since a register has thousands of such series.
    """
    slots = make_grid(first, last, kind, anchor)
    parts = make_parts(slots, [b.first_day for b in boundaries], finest)
    end = until + timedelta(days=1)
    over = sum(slot.end <= end for slot in slots), sum(part.end <= end for part in parts)
    return Cut(kind, slots, parts, boundaries, *over, until, counted)


def _auto(
    project: Project,
    ind: int,
    base: PeriodType,
    tables: Tables,
    unit: str,
    boundaries: tuple[Boundary, ...],
    extent: Extent,
) -> PeriodType:
    """Choose a unit's period from its baseline: the rows before the first phase that is not baseline."""
    kind = project.indicator[ind].type
    counted = project.data.kind == "events" or kind in COUNT_TYPES
    if not counted:
        return candidates(base)[0]  # ready-made values: there is no count to be too small
    rows = tables.months(ind, unit)
    end = next((b.first_day for b in boundaries if b.side != "before"), None)
    anchor = 0
    if end is not None:
        begin = Period.first_on_or_after(end, base if base.months else PeriodType.MONTH).start
        anchor = begin.year * 12 + begin.month - 1
        rows = [r for r in rows if r[0] < end]
    months: list[Month] = []
    for day, events, exposure, n in rows:
        index = day.year * 12 + day.month - 1 - anchor
        if kind in ("gjennomsnitt", "median"):
            months.append(Month(index, n, Fraction(n)))
        elif kind == "antall":
            months.append(Month(index, events, Fraction(0)))
        else:
            months.append(Month(index, events, Fraction(exposure, 1_000_000)))
    if kind == "antall" and months:
        indices = [m.at for m in months]
        if project.data.kind == "events":  # months without an event are known to have none
            over = extent.last if end is None else min(extent.last, end.replace(day=1) - timedelta(days=1))
            indices += [12 * day.year + day.month - 1 - anchor for day in (extent.first, over)]
        months += [Month(k, 0, Fraction(1)) for k in range(min(indices), max(indices) + 1)]
    return choose_period(months, base, non_events=kind == "andel")
