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
    from kvalspc.job.series import Plan, Series


def warn_of_series(
    series: Iterable[Series], project: Project, span: Span, as_of: date | None, problems: Problems
) -> None:
    """Warn once for each indicator of gaps, for each period of being unfinished, for each unit of its start."""
    listed = list(series)
    gaps: dict[int, list[int]] = defaultdict(list)
    told: set[str] = set()
    for one in listed:
        plan = one.plan
        if plan.unit == TOTAL:
            continue
        if one.gaps:
            gaps[plan.ind].append(one.gaps)
        if plan.cut.start is not None and plan.unit not in told:
            at = position_of(plan.cut.slots, plan.cut.start)
            if at in (0, len(plan.cut.slots)):
                told.add(plan.unit)
                problems.add(
                    "start_outside",
                    file=project.data.label,
                    unit=plan.unit,
                    start=plan.cut.start.isoformat(),
                    variant="before" if at == 0 else "after",
                    first=plan.cut.slots[0].label,
                    last=plan.cut.slots[-1].label,
                )
    for ind, counts in sorted(gaps.items()):
        id_ = project.indicator[ind].id
        problems.add("gaps", file=project.data.label, indicator=id_, count=sum(counts), units=len(counts))
    _warn_of_unfinished([one.plan for one in listed], project.data.label, span, as_of, problems)


def _warn_of_unfinished(plans: list[Plan], file: str, span: Span, as_of: date | None, problems: Problems) -> None:
    """Say which periods are not over, and whether the verdict has what is over of them.

    It rests on parts of periods: of a widened one, with or without a start, it has the months that are over.
    """
    unfinished: dict[str, None] = {}
    widened: dict[str | None, set[str]] = {None: set(), "months": set()}
    for plan in plans:
        if plan.cut.complete == len(plan.cut.slots):
            continue
        period = plan.cut.slots[plan.cut.complete].period
        if any(part.slot >= plan.cut.complete for part in plan.cut.parts[: plan.cut.complete_parts]):
            widened["months"].add(plan.unit)
        elif period.anchor is None:
            unfinished.setdefault(str(period))
        else:
            widened[None].add(plan.unit)
    day = span.until.isoformat()
    for variant, found in widened.items():
        units = found - {TOTAL} or found
        if units:
            problems.add("widened_incomplete", file=file, variant=variant, count=len(units), day=day)
    for label in sorted(unfinished):
        problems.add("last_incomplete", file=file, period=label, day=day, variant=None if as_of else "open")
