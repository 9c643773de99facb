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
    from kvalspc.looks import Look

FOUND = ("improved", "worsened", "changed")
"""The verdicts that a planned look can find; of the others nobody needs to be told."""

EFFECTS = {"improved": "improvement", "worsened": "deterioration"}
"""What a verdict means for the signals' column effect."""


@dataclass(frozen=True)
class PlannedVerdict:
    """A verdict that a planned look found: the source of an alert.

    `look` says which one. `first` and `last` are the labels of the first and the last period after the start that it
    judged, `first_day` and `last_day` the first day of the one and the last of the other. The same look finds the same
    verdict night after night until the next one comes.
    """

    indicator: str
    unit: str
    verdict: str
    strength: str | None
    direction: str
    effect: str | None
    look: Look
    first: str
    first_day: date
    last: str
    last_day: date

    @property
    def rule(self) -> str:
        """The name of this look among all."""
        return rule_of(self.look.number)


def rule_of(number: int) -> str:
    """Return the name of a planned look: each look is a rule of its own, whose finding is told once."""
    return f"look-{number}"


def planned_verdicts(results: Results) -> Iterator[PlannedVerdict]:
    """Yield what the latest planned look of each unit found, in the order of the scores; nothing without looks."""
    for unit in results:
        found = planned_verdict(unit)
        if found is not None:
            yield found


def planned_verdict(unit: UnitResult) -> PlannedVerdict | None:
    """Return what the unit's latest planned look found; None where it found nothing or has not come."""
    comparison = unit.comparison
    if comparison is None or comparison.calendar is None or comparison.start is None:
        return None
    look, calendar = comparison.look, comparison.calendar
    if look is None or look.number == 0 or unit.verdict not in FOUND:
        return None
    last = comparison.start + look.periods - 1
    return PlannedVerdict(
        indicator=unit.indicator,
        unit=unit.unit,
        verdict=unit.verdict,
        strength=unit.strength,
        direction="up" if comparison.effect > 0 else "down",
        effect=EFFECTS.get(unit.verdict),
        look=look,
        first=calendar.labels[comparison.start],
        first_day=calendar.starts[comparison.start],
        last=calendar.labels[last],
        last_day=calendar.ends[last] - timedelta(1),
    )


def look_periods(plan: Plan, months: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return the looks, given in months after the start, in parts of periods; None where there is no start.

    A look comes when the last part that it needs is over. Two looks in one part are one.
    """
    start, first = plan.cut.start, plan.cut.first_after
    if start is None:
        return None
    after = plan.cut.parts[first : plan.cut.complete_parts]
    length = (plan.cut.parts[-1].period.type if plan.cut.parts else PeriodType.MONTH).months or 1
    until = after[-1].end if after else start
    counts = set()
    for look in months:
        day = add_months(start, look)
        over = sum(part.end <= day for part in after)
        waiting = max(0, 12 * (day.year - until.year) + day.month - until.month)
        counts.add(over + -(-waiting // length))
    return tuple(sorted(counts - {0})) or None
