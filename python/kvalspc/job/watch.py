"""Monitoring in the job: which periods of a unit are watched, and against which baseline.

From the start of the intervention to the project's end a unit is watched against the level before the start; after
the end against the level that was reached (surveillance). A unit without a start is watched from a day that the
project file names. The statistics are kvalspc.monitor; the dispersion is judged from all units of the indicator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kvalspc.rows import COUNT_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from kvalspc._monitor import Monitor
    from kvalspc.job.grid import Part
    from kvalspc.job.project import Indicator, Project
    from kvalspc.job.series import Plan, Series


@dataclass(frozen=True)
class Watch:
    """One monitor of a unit; `since` is what its first monitored period follows: "start", "end" or "chosen"."""

    since: str
    monitor: Monitor
    labels: tuple[str, ...]  # of the unit's points, one for each point of the monitor
    first_days: tuple[date, ...]


@dataclass(frozen=True)
class Span:
    """Parts [first, start) are the baseline, [start, end) are watched."""

    since: str
    first: int
    start: int
    end: int


def spans_of(plan: Plan, project: Project) -> list[Span]:
    """Say what is watched of a series; periods that are not over, or on neither side, are not."""
    n = plan.cut.complete_parts
    begins = [part.first for part in plan.cut.parts[:n]]
    if plan.staggered:
        return []
    if not plan.cut.boundaries:
        chosen = project.alerts.monitor_from
        return [] if chosen is None else _filled([Span("chosen", 0, _first(begins, chosen), n)])
    start = next((k for k in range(n) if plan.cut.phase_side(plan.cut.parts[k].phase) == "after"), n)
    end = n if project.project.end is None else _after(begins, project.project.end)
    return _filled([Span("start", 0, start, max(start, end)), Span("end", start, end, n)])


def watch(
    series: Series, indicator: Indicator, project: Project, kind: str, others: tuple[float, float]
) -> tuple[Watch, ...]:
    """Watch one series; `others` are the residuals of the other units' baselines."""
    import kvalspc

    watches = []
    for span in spans_of(series.plan, project):
        parts = series.plan.cut.parts[span.first : span.end]
        monitor = kvalspc.monitor(
            series.part_numerator[span.first : span.end],
            series.part_denominator[span.first : span.end] if kind in COUNT_KINDS else None,
            kind=kind,
            start=span.start - span.first,
            period=[part.period for part in parts],
            better=indicator.better,
            change=indicator.relevant_change,
            others=others,
            exclude=_neither(series.plan, parts) or None,
        )
        labels = tuple(series.plan.cut.slots[part.slot].label for part in parts)
        watches.append(Watch(span.since, monitor, labels, tuple(part.first for part in parts)))
    return tuple(watches)


def residuals_of(series: Iterable[Series], project: Project, kind: str) -> dict[str, tuple[float, float]]:
    """Return for each unit what its first baseline says of the dispersion."""
    from kvalspc._monitor import baseline_residuals

    found = {}
    for one in series if kind in COUNT_KINDS else ():
        spans = spans_of(one.plan, project)
        if spans:
            span = spans[0]
            left_out = _neither(one.plan, one.plan.cut.parts[span.first : span.start])
            found[one.plan.unit] = baseline_residuals(
                one.part_numerator[span.first : span.start],
                one.part_denominator[span.first : span.start],
                kind=kind,
                exclude=left_out or None,
            )
    return found


def others_of(unit: str, residuals: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """Add up what the other units say."""
    rest = [found for name, found in residuals.items() if name != unit]
    return sum(chi_square for chi_square, _ in rest), sum(degrees for _, degrees in rest)


def _filled(spans: list[Span]) -> list[Span]:
    return [span for span in spans if span.first < span.start < span.end]


def _first(begins: list[date], day: date) -> int:
    return sum(begin < day for begin in begins)


def _after(begins: list[date], day: date) -> int:
    return sum(begin <= day for begin in begins)


def _neither(plan: Plan, parts: list[Part]) -> list[int]:
    return [k for k, part in enumerate(parts) if plan.cut.phase_side(part.phase) == "neither"]
