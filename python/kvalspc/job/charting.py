"""The chart of a series: what the project file says of it, with dates made positions.

The statistics are kvalspc.chart; here it is only decided what it is given.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.job.grid import position_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from kvalspc.chart import Chart
    from kvalspc.job.grid import Part, Slot
    from kvalspc.job.project import Indicator, Project
    from kvalspc.job.project_chart import Mark
    from kvalspc.job.series import Plan, Series

__all__ = ["draw_chart", "without_excluded"]


def draw_chart(series: Series, indicator: Indicator, project: Project) -> Chart:
    """Chart all periods; those that are not over, or that a phase begins in, enter no limit."""
    import kvalspc

    plan = series.plan
    marks = _marks(project, indicator, plan.unit)
    breaks = {position_of(plan.slots, b.first_day) for b in plan.boundaries} | _begins(plan, marks, "break")
    freeze = _begins(plan, marks, "freeze")
    left_out: dict[int, str | None] = dict.fromkeys(np.flatnonzero(~plan.whole).tolist())
    left_out |= dict.fromkeys(_torn(plan, marks))
    left_out |= {k: mark.text for mark in marks if mark.kind == "exclude" for k in _during(plan.slots, mark)}
    return kvalspc.chart(
        indicator.kind,
        **_columns(series, indicator),
        breaks=sorted(_inside(breaks, plan)) or None,
        freeze=sorted(_inside(freeze, plan)) or None,
        exclude=left_out or None,
        target=_target(indicator, plan),
        better=indicator.better,
        per=indicator.per,
        notes=_notes(plan, marks),
        **indicator.options(),
    )


def _columns(series: Series, indicator: Indicator) -> dict[str, Any]:
    """The columns that the chart is made of; of subgroups single measurements, one missing where a period has none."""
    periods = [slot.period for slot in series.plan.slots]
    if series.measurements is not None:
        values, slots = series.measurements
        empty = np.setdiff1d(np.arange(len(periods)), slots)
        at = [*slots.tolist(), *empty.tolist()]
        return {"numerator": [*values.tolist(), *[np.nan] * len(empty)], "period": [periods[k] for k in at]}
    ratio = indicator.type in ("andel", "rate") or indicator.kind in ("u", "up")
    return {"numerator": series.numerator, "denominator": series.denominator if ratio else None, "period": periods}


def without_excluded(series: Series, indicator: Indicator, project: Project) -> Series:
    """The series without the parts that the project leaves out: they enter no verdict, goal or monitor."""
    marks = [mark for mark in _marks(project, indicator, series.plan.unit) if mark.kind == "exclude"]
    gone = sorted({k for mark in marks for k in _during(series.plan.parts, mark)})
    if not gone:
        return series
    numerator, denominator = series.part_numerator.copy(), series.part_denominator.copy()
    numerator[gone] = denominator[gone] = np.nan
    return replace(series, part_numerator=numerator, part_denominator=denominator)


def _marks(project: Project, indicator: Indicator, unit: str) -> list[Mark]:
    return [mark for mark in project.mark if mark.concerns(indicator.id, unit)]


def _begins(plan: Plan, marks: Sequence[Mark], kind: str) -> set[int]:
    return {position_of(plan.slots, mark.date) for mark in marks if mark.kind == kind}


def _inside(positions: set[int], plan: Plan) -> Iterator[int]:
    """A date outside of a series means nothing there."""
    return (k for k in positions if 0 < k < len(plan.slots))


def _torn(plan: Plan, marks: Sequence[Mark]) -> Iterator[int]:
    """Periods that a break or the end of a baseline falls inside of: they belong to neither side."""
    days = [mark.date for mark in marks if mark.kind in ("break", "freeze")]
    return (k for k, slot in enumerate(plan.slots) if any(slot.first < day < slot.end for day in days))


def _during(spans: Sequence[Slot | Part], mark: Mark) -> Iterator[int]:
    """The slots or parts that hold a day of the mark."""
    end = (mark.until or mark.date) + timedelta(days=1)
    return (k for k, span in enumerate(spans) if span.first < end and mark.date < span.end)


def _notes(plan: Plan, marks: Sequence[Mark]) -> dict[int, str]:
    notes: dict[int, str] = {}
    for mark in marks:
        for k in _during(plan.slots, mark) if mark.kind == "note" else ():
            notes[k] = f"{notes[k]}; {mark.text}" if k in notes else str(mark.text)
    return notes


def _target(indicator: Indicator, plan: Plan) -> float | Mapping[int, float] | None:
    """The target of a unit: its own, or that of units that have none of their own, from each of its dates on."""
    own = [one for one in indicator.targets if one.unit == plan.unit]
    listed: list[Any] = own or [one for one in indicator.targets if one.unit is None]
    if not listed:
        return indicator.target
    found = {} if indicator.target is None else {0: indicator.target}
    for one in sorted(listed, key=lambda one: _order(one.from_)):
        found[0 if one.from_ is None else position_of(plan.slots, one.from_)] = one.value
    return {k: value for k, value in found.items() if k < len(plan.slots)}


def _order(day: date | None) -> tuple[bool, Any]:
    return (day is not None, day)
