"""What is worth knowing about planned series: gaps, periods that are not over, starts outside the data."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kvalspc.job.grid import position_of
from kvalspc.job.results import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kvalspc.job.plan import Span
    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project
    from kvalspc.job.series import Series


def warn_of_series(
    series: Iterable[Series], project: Project, span: Span, as_of: date | None, problems: Problems
) -> None:
    """Warn once for each indicator of gaps, for each period of being unfinished, for each unit of its start."""
    file = project.data.path
    gaps: dict[int, list[int]] = defaultdict(list)
    unfinished: dict[str, None] = {}
    widened: set[str] = set()
    told: set[str] = set()
    for one in series:
        plan = one.plan
        if plan.complete < len(plan.slots):
            period = plan.slots[plan.complete].period
            if period.anchor is None:
                unfinished.setdefault(str(period))
            else:
                widened.add(plan.unit)
        if plan.unit == TOTAL:
            continue
        if one.gaps:
            gaps[plan.ind].append(one.gaps)
        if plan.start is not None and plan.unit not in told:
            at = position_of(plan.slots, plan.start)
            if at in (0, len(plan.slots)):
                told.add(plan.unit)
                problems.add(
                    "start_outside",
                    file=file,
                    unit=plan.unit,
                    start=plan.start.isoformat(),
                    variant="before" if at == 0 else "after",
                    first=plan.slots[0].label,
                    last=plan.slots[-1].label,
                )
    for ind, counts in sorted(gaps.items()):
        problems.add("gaps", file=file, indicator=project.indicator[ind].id, count=sum(counts), units=len(counts))
    if widened:
        problems.add("widened_incomplete", file=file, count=len(widened), day=span.until.isoformat())
    for label in sorted(unfinished):
        problems.add(
            "last_incomplete",
            file=file,
            period=label,
            day=span.until.isoformat(),
            variant=None if as_of else "open",
        )
