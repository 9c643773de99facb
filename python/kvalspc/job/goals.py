"""The goals of the project file: judged for each unit, or for all together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kvalspc._goal import judge
from kvalspc.job.results import TOTAL
from kvalspc.periods import add_months
from kvalspc.rows import COUNT_KINDS, read_rows

if TYPE_CHECKING:
    from kvalspc._goal import Goal as Answer
    from kvalspc.job.project import Goal, Indicator, Project
    from kvalspc.job.series import Series


def goals_of(series: Series, indicator: Indicator, project: Project, kind: str) -> tuple[Answer, ...]:
    """Judge the goals that concern a series, in the order of their dates; `kind` is that of its chart."""
    scope = "total" if series.plan.unit == TOTAL else "each"
    own = [goal for goal in project.goal if goal.indicator == indicator.id and goal.scope == scope]
    return tuple(_judge(series, indicator, goal, kind) for goal in sorted(own, key=lambda goal: goal.by))


def leading(goals: tuple[Answer, ...]) -> Answer | None:
    """Return the goal that the column `goal` tells of: the last whose date has come, else the first to come."""
    due = [goal for goal in goals if goal.problem != "not_due"]
    return due[-1] if due else next(iter(goals), None)


def _judge(series: Series, indicator: Indicator, goal: Goal, kind: str) -> Answer:
    plan = series.plan
    over = plan.cut.complete_parts
    parts = plan.cut.parts[:over]
    rows = read_rows(
        kind,
        series.part_numerator[:over],
        series.part_denominator[:over] if kind in COUNT_KINDS else None,
        [part.period for part in parts],
    )
    opens = add_months(goal.by + timedelta(days=1), -goal.months)
    return judge(
        kind,
        rows,
        bound=goal.at_least if goal.at_least is not None else goal.at_most or 0.0,
        at_least=goal.at_least is not None,
        by=goal.by,
        start=plan.cut.first_after if plan.cut.start is not None else None,
        first=sum(part.first < opens for part in parts),
        relevant_change=indicator.relevant_change,
        exclude=plan.cut.parts_of("neither") if plan.cut.boundaries else [],
        due=plan.cut.until >= goal.by,
    )
