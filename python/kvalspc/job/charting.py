"""The chart of a series: what the project file says of it, with dates made positions.

The statistics are kvalspc.chart; here it is only decided what it is given.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.job.attainment import targets_of
from kvalspc.job.grid import position_of
from kvalspc.rows import OFF_LEVEL
from kvalspc.words.measure import RATIO_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kvalspc._chart import Chart
    from kvalspc.job.grid import Gap, Part, Slot
    from kvalspc.job.project import Indicator, Project
    from kvalspc.job.project_chart import Mark
    from kvalspc.job.series import Series

__all__ = ["chart_arguments", "draw_from_baseline", "without_excluded"]

DROPS_FREEZE = "qicharts2-0.8.1"
"""The profile of a tool that has no frozen baseline beside breaks; the runs around the level before have one."""


def chart_arguments(series: Series, indicator: Indicator, project: Project) -> dict[str, Any]:
    """What kvalspc.chart is given: all periods; those that are not over, or that a phase begins in, enter no limit."""
    slots = series.slots
    marks = _marks(project, indicator, series.plan.unit)
    breaks = {position_of(slots, b.first_day) for b in series.plan.cut.boundaries} | _begins(slots, marks, "break")
    cuts = sorted(_inside(breaks, slots))
    freeze = _begins(slots, marks, "freeze")
    return {
        "kind": indicator.kind,
        **_columns(series, indicator),
        "breaks": cuts or None,
        "freeze": sorted(_inside(freeze, slots)) or None,
        "exclude": _left_out(series, indicator, marks) or None,
        "target": _target(indicator, series.plan.unit, slots),
        "better": indicator.better_on_chart,
        "per": indicator.per,
        "notes": _notes(slots, marks),
        **indicator.options(_phase_names(series, cuts)),
    }


def draw_from_baseline(series: Series, indicator: Indicator, project: Project) -> Chart | None:
    """Chart all periods around the level before the start, in place of a level a phase; only breaks of marks remain.

    Periods of testing that belong to neither side are left out. None where the start is not among the points.
    """
    import kvalspc

    slots = series.slots
    marks = _marks(project, indicator, series.plan.unit)
    sides = [(position_of(slots, b.first_day), b.side) for b in series.plan.cut.boundaries]
    start = next((at for at, side in sides if side != "before"), 0)
    cuts = sorted(_inside(_begins(slots, marks, "break") - {start}, slots))
    if not 0 < start < len(slots):
        return None
    side = [["before", *(side for at, side in sides if at <= k)][-1] for k in range(len(slots))]
    neither: dict[int, str | None] = dict.fromkeys(k for k, one in enumerate(side) if one == "neither")
    options = indicator.options(_phase_names(series, cuts))
    if cuts and indicator.profile == DROPS_FREEZE:
        options["profile"] = None
    return kvalspc.chart(
        indicator.kind,
        **_columns(series, indicator),
        breaks=cuts or None,
        freeze=start,
        exclude=neither | _left_out(series, indicator, marks) or None,
        **options,
    )


def _left_out(series: Series, indicator: Indicator, marks: Sequence[Mark]) -> dict[int, str | None]:
    """The points that enter nothing, and why where the project says so."""
    left_out: dict[int, str | None] = dict.fromkeys(np.flatnonzero(~series.whole).tolist())
    if not _has_denominator(indicator):
        left_out |= dict.fromkeys(_counted_in_part(series))
    left_out |= dict.fromkeys(_torn(series.slots, marks))
    excluded = [mark for mark in marks if mark.kind == "exclude"]
    return left_out | {k: mark.text for mark in excluded for k in _during(series.slots, mark)}


def _phase_names(series: Series, cuts: Sequence[int]) -> tuple[str, ...]:
    """The phase of the project that each phase of the chart begins in; none of units whose phases differ."""
    if series.plan.staggered:
        return ()
    begins = [(position_of(series.slots, b.first_day), b.name) for b in series.plan.cut.boundaries]
    return tuple(["baseline", *(name for at, name in begins if at <= first)][-1] for first in (0, *cuts))


def _columns(series: Series, indicator: Indicator) -> dict[str, Any]:
    """The columns that the chart is made of; of subgroups single measurements, one missing where a period has none."""
    if series.between is not None:
        return {"numerator": series.between[0], "period": series.calendar}
    if series.measurements is not None:
        values, slots = series.measurements
        periods = [slot.period for slot in series.slots]
        empty = np.setdiff1d(np.arange(len(periods)), slots)
        at = [*slots.tolist(), *empty.tolist()]
        return {"numerator": [*values.tolist(), *[np.nan] * len(empty)], "period": [periods[k] for k in at]}
    denominator = series.denominator if _has_denominator(indicator) else None
    return {"numerator": series.numerator, "denominator": denominator, "period": series.calendar}


def _has_denominator(indicator: Indicator) -> bool:
    return indicator.type in RATIO_TYPES or indicator.kind in ("u", "up")


def _counted_in_part(series: Series) -> Iterator[int]:
    """Points of counts that begin or end inside of a period: without a denominator they look too low."""
    cut = series.plan.cut
    if series.between is None and cut.counted != (None, None):
        yield from (k for k, slot in enumerate(cut.slots) if 0 < cut.days_counted(slot) < (slot.end - slot.first).days)


def without_excluded(series: Series, indicator: Indicator, project: Project) -> Series:
    """The series without the parts that the project leaves out: they enter no verdict, goal or monitor."""
    marks = [mark for mark in _marks(project, indicator, series.plan.unit) if mark.kind == "exclude"]
    gone = sorted({k for mark in marks for k in _during(series.plan.cut.parts, mark)})
    if not gone:
        return series
    numerator, denominator = series.part_numerator.copy(), series.part_denominator.copy()
    numerator[gone] = denominator[gone] = np.nan
    return replace(series, part_numerator=numerator, part_denominator=denominator)


def _marks(project: Project, indicator: Indicator, unit: str) -> list[Mark]:
    return [mark for mark in project.mark if mark.concerns(indicator.id, unit)]


def _begins(slots: Sequence[Slot | Gap], marks: Sequence[Mark], kind: str) -> set[int]:
    return {position_of(slots, mark.date) for mark in marks if mark.kind == kind}


def _inside(positions: set[int], slots: Sequence[Slot | Gap]) -> Iterator[int]:
    """A date outside of a series means nothing there."""
    return (k for k in positions if 0 < k < len(slots))


def _torn(slots: Sequence[Slot | Gap], marks: Sequence[Mark]) -> Iterator[int]:
    """Points that a break or the end of a baseline falls inside of: they belong to neither side."""
    days = [mark.date for mark in marks if mark.kind in ("break", "freeze")]
    return (k for day in days for k, slot in enumerate(slots) if slot.first < day < slot.end)


def _during(spans: Sequence[Slot | Gap | Part], mark: Mark) -> Iterator[int]:
    """The points or parts that hold a day of the mark."""
    end = (mark.until or mark.date) + timedelta(days=1)
    return (k for k, span in enumerate(spans) if span.first < end and mark.date < span.end)


def _notes(slots: Sequence[Slot | Gap], marks: Sequence[Mark]) -> dict[int, str]:
    notes: dict[int, str] = {}
    for mark in marks:
        for k in _during(slots, mark) if mark.kind == "note" else ():
            notes[k] = f"{notes[k]}; {mark.text}" if k in notes else str(mark.text)
    return notes


def _target(indicator: Indicator, unit: str, slots: Sequence[Slot | Gap]) -> float | Mapping[int, float] | None:
    """The target of a unit: its own, or that of units that have none of their own, from each of its dates on.

    A chart whose points are no levels (counts of an np chart, ranges, times between events) has none.
    """
    if indicator.kind in OFF_LEVEL:
        return None
    listed = targets_of(indicator, unit)
    if not listed:
        return indicator.target
    found = {} if indicator.target is None else {0: indicator.target}
    for one in listed:
        found[0 if one.from_ is None else position_of(slots, one.from_)] = one.value
    return {k: value for k, value in found.items() if k < len(slots)}
