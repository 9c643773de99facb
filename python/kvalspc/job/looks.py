"""Verdicts at planned looks: which look a unit has come to, and the verdicts that someone may be told of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kvalspc.periods import PeriodType, add_months

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kvalspc.job.results import Results, UnitResult
    from kvalspc.job.series import Plan

FOUND = ("improved", "worsened", "changed")
"""The verdicts that a planned look can find; of the others nobody needs to be told."""


@dataclass(frozen=True)
class PlannedVerdict:
    """A verdict that a planned look found: the source of an alert.

    `number` of `of` looks, made on data up to and with `day`, at level `alpha`. The same look finds the same verdict
    night after night until the next: an alert is new when (indicator, unit, number) has not been told before.
    """

    indicator: str
    unit: str
    verdict: str
    strength: str | None
    number: int
    of: int
    alpha: float
    day: date


def planned_verdicts(results: Results) -> Iterator[PlannedVerdict]:
    """Yield what the latest planned look of each unit found, in the order of the scores; nothing without looks."""
    for unit in results:
        found = planned_verdict(unit)
        if found is not None:
            yield found


def planned_verdict(unit: UnitResult) -> PlannedVerdict | None:
    """Return what the unit's latest planned look found; None where it found nothing or has not come."""
    comparison = unit.comparison
    if comparison is None or comparison.look is None or comparison.calendar is None or comparison.start is None:
        return None
    look = comparison.look
    if look.number == 0 or unit.verdict not in FOUND:
        return None
    last = comparison.calendar.ends[comparison.start + look.periods - 1]
    return PlannedVerdict(
        unit.indicator, unit.unit, unit.verdict, unit.strength, look.number, look.of, look.alpha, last - timedelta(1)
    )


def look_periods(plan: Plan, months: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return the looks, given in months after the start, in parts of periods; None where there is no start.

    A look comes when the last part that it needs is over. Two looks in one part are one.
    """
    start, first = plan.start, plan.first_after
    if start is None:
        return None
    after = plan.parts[first : plan.complete_parts]
    length = (plan.parts[-1].period.type if plan.parts else PeriodType.MONTH).months or 1
    until = after[-1].end if after else start
    counts = set()
    for look in months:
        day = add_months(start, look)
        over = sum(part.end <= day for part in after)
        waiting = max(0, 12 * (day.year - until.year) + day.month - until.month)
        counts.add(over + -(-waiting // length))
    return tuple(sorted(counts - {0})) or None
