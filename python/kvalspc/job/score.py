"""Scoring: a chart, a comparison and a sentence for every unit, and for all units together.

The statistics are kvalspc.chart's and kvalspc.compare's (see computed.py); here it is put together what they found.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from kvalspc.job.goals import goals_of
from kvalspc.job.grid import position_of
from kvalspc.job.measure import measure_of
from kvalspc.job.not_compared import NotCompared
from kvalspc.job.results import TOTAL, PhaseMark, Points, UnitResult
from kvalspc.job.runs import runs_of
from kvalspc.job.suggested import suggested_chart, suggested_phases
from kvalspc.job.watch import watch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kvalspc._chart import Chart
    from kvalspc._compare import Comparison
    from kvalspc.job.computed import Computed
    from kvalspc.job.grid import Gap, Slot
    from kvalspc.job.project import Indicator, Project
    from kvalspc.job.read_units import Member
    from kvalspc.job.series import Flags, Numbers, Series
    from kvalspc.job.together import Together
    from kvalspc.network import Pooled
    from kvalspc.words import Measure

KINDS = {"andel": "p", "rate": "u", "gjennomsnitt": "i", "median": "run", "antall": "u"}
"""The verdict of each type of indicator. Plain counts are a rate with denominator 1 a period."""


def score(
    series: Series,
    indicator: Indicator,
    project: Project,
    member: Member,
    computed: Computed,
    others: tuple[float, float] = (0.0, 0.0),
    units: Together | None = None,
) -> UnitResult:
    """Score one series; `others` is what the other units say about its dispersion.

    `units` are what all units together consist of: where their starts differ, they are pooled.

    What the core raises is passed on: the caller rejects the unit and goes on.
    """
    plan, chart = series.plan, computed.chart
    comparison: Comparison | None = None
    pooled: Pooled | None = None
    facts: Any
    if computed.comparison is None:
        pooled = None if units is None else units.pooled
        facts = pooled or NotCompared(KINDS[indicator.type], "staggered")
    else:
        facts = comparison = altered(computed.comparison, beyond=chart.beyond)
    change_at = change_slot(series, comparison)
    measure = measure_of(indicator, plan.cut.period_type)
    return UnitResult(
        indicator=indicator.id,
        unit=plan.unit,
        name=member.name,
        verdict=facts.verdict,
        strength=facts.strength,
        reason=facts.reason,
        text=sentences(facts, measure) if pooled is None else pooled_sentences(pooled, measure),
        status=chart.status.name.lower(),
        start=plan.cut.start,
        phases=_marks(series),
        period_type=str(plan.cut.period_type),
        points=_points(series, chart, indicator, project.data.complete_until),
        chart=chart,
        comparison=comparison,
        goals=goals_of(series, indicator, project, KINDS[indicator.type]),
        pooled=pooled,
        change_at=change_at,
        change_period=series.slots[change_at].label if change_at is not None else None,
        watches=watch(series, indicator, project, KINDS[indicator.type], others),
        suggested=suggested_phases(chart) if indicator.suggest_phases else None,
        better_chart=suggested_chart(chart, indicator),
        runs=runs_of(series, indicator, project, chart),
        group=member.group,
        reports=(member.reports_from, member.reports_until),
        zeros=indicator.type == "antall" and project.data.kind == "events",
    )


def without_drawing(unit: UnitResult) -> UnitResult:
    """The result without what only a drawing needs: of a national service most series are on no page."""
    chart, comparison = unit.chart, unit.comparison
    return altered(
        unit,
        chart=None if chart is None else altered(chart, points={}, period=None, asked=None, moving_range=None),
        comparison=None if comparison is None else altered(comparison, series=None, period=None),
    )


_Of = TypeVar("_Of")


def altered(one: _Of, **changes: Any) -> _Of:
    """dataclasses.replace() for tens of thousands: the __init__ of a frozen class calls a function for each field."""
    other = copy(one)
    vars(other).update(changes)
    return other


def not_scored(
    indicator: Indicator, unit: str, member: Member, reason: str, status: str = "ok", **more: Any
) -> UnitResult:
    """Return the result of a unit that has no series: rejected rows, or no rows at all."""
    facts = NotCompared(KINDS[indicator.type], reason)
    return UnitResult(
        indicator=indicator.id,
        unit=unit,
        name=member.name,
        verdict=facts.verdict,
        reason=reason,
        status=status,
        text=sentences(facts, measure_of(indicator)),
        start=member.start if unit != TOTAL else None,
        group=member.group,
        **more,
    )


def change_slot(series: Series, comparison: Comparison | None) -> int | None:
    """Return the position of the change among the points (compare() counts parts)."""
    plan = series.plan
    if comparison is None or comparison.change_at is None or int(comparison.change_at) >= plan.cut.complete_parts:
        return None
    part = plan.cut.parts[int(comparison.change_at)]
    if series.between is None:
        return part.slot
    at = position_of(series.slots, part.first)
    return at if at < len(series.slots) else None


def sentences(facts: Any, measure: Measure) -> dict[str, str]:
    """Return the verdict as a sentence in every language that kvalspc speaks."""
    from kvalspc.words import LANGUAGES, verdict_text

    return {language: verdict_text(facts, language, measure) for language in LANGUAGES}


def pooled_sentences(pooled: Pooled, measure: Measure) -> dict[str, str]:
    """Return what all units achieved together as a sentence in every language that kvalspc speaks."""
    from kvalspc.words import LANGUAGES, pooled_text

    return {language: pooled_text(pooled, language, measure) for language in LANGUAGES}


def _marks(series: Series) -> tuple[PhaseMark, ...]:
    begins = series.plan.cut.boundaries
    return tuple(PhaseMark(b.name, b.first_day, position_of(series.slots, b.first_day)) for b in begins)


def _points(series: Series, chart: Chart, indicator: Indicator, complete_until: date | None) -> Points:
    found = chart.points
    denominator = _floats(found["denominator"])
    if indicator.type in ("gjennomsnitt", "median"):
        denominator = series.denominator  # how many measurements the value stands for
    period, first_day = _days(series, chart)
    return Points(
        period=period,
        first_day=first_day,
        value=_floats(found["value"]),
        numerator=_floats(found["numerator"]),
        denominator=denominator,
        centre=_floats(found["centre"]),
        lower=_floats(found["lower"]),
        upper=_floats(found["upper"]),
        phase=np.asarray(found["phase"], dtype=np.int64),
        included=np.asarray(found["included"], dtype=bool),
        beyond=np.asarray(found["beyond"], dtype=bool),
        provisional=_provisional(series.slots, complete_until),
    )


def _days(series: Series, chart: Chart) -> tuple[tuple[str, ...], tuple[date, ...]]:
    """The labels and the first days of the points, shared by all units that have the same ones."""
    slots, calendar = series.slots, chart.calendar
    if series.between is None and calendar is not None and len(calendar.starts) == len(slots):
        return calendar.labels, calendar.starts
    return tuple(slot.label for slot in slots), tuple(slot.first for slot in slots)


def _provisional(slots: Sequence[Slot | Gap], complete_until: date | None) -> Flags:
    if complete_until is None:
        return np.zeros(len(slots), dtype=bool)
    return np.array([(slot.end - complete_until).days > 1 for slot in slots], dtype=bool)


def _floats(column: Any) -> Numbers:
    return np.asarray(column, dtype=np.float64)
