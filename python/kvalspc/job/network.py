"""Units beside each other: funnel, variation, and each unit's change beside the others', of one indicator.

The statistics are the core's; here it is only decided which periods are compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.job.evidence import evidence_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kvalspc._funnel import Funnel
    from kvalspc._variation import Variation
    from kvalspc.grid import Grid
    from kvalspc.job.evidence import Evidence
    from kvalspc.job.project import Indicator, Project
    from kvalspc.job.series import Series
    from kvalspc.job.together import Together
    from kvalspc.network import Against, Total

YEAR = timedelta(days=365)
"""How long the time that units are compared in: a year leaves no season out."""

COMPARABLE = {"andel": "p", "rate": "u"}
"""Levels of other types say nothing about units beside each other: counts without patients, means of few."""


@dataclass(frozen=True)
class Network:
    """Units beside each other.

    Attributes:
        first, last: first day of the year that `funnel` and `variation` are of, and the day after its last.
        funnel, variation: None where levels cannot be compared, or only one unit has any in that year.
        over_time: equally long columns, one entry a calendar year: those of :attr:`kvalspc.Variation.over_time`.
        against: by unit, its change beside that of units that had not begun; only those with something to compare with.
        total: all units together with the mix held fixed, and how many report; None for values.
        evidence: by unit, against the indicator's target; empty without one, and for values.
    """

    first: date | None = None
    last: date | None = None
    funnel: Funnel | None = None
    variation: Variation | None = None
    over_time: Mapping[str, Any] | None = None
    against: Mapping[str, Against] | None = None
    total: Total | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=dict)


def compare_units(together: Together, kind: str, indicator: Indicator, project: Project) -> Network:
    """Compare the units of one indicator, each with at least one part that is over."""
    import kvalspc

    series = together.series
    evidence = evidence_of(series, kind, indicator, project) if indicator.type in COMPARABLE else {}
    if len(series) < 2:
        return Network(evidence=evidence)
    against = {one.unit: one for one in together.against if one.contrast.identified}
    if indicator.type not in COMPARABLE:
        return Network(against=against)
    total = _total(kind, together.grid, series, events=project.data.kind == "events")
    rows = [(one, k) for one in series for k in range(one.plan.complete_parts) if not np.isnan(one.part_numerator[k])]
    last = max((one.plan.parts[k].end for one, k in rows), default=None)
    recent = [(one, k) for one, k in rows if last is not None and last - one.plan.parts[k].first <= YEAR]
    if len({one.plan.unit for one, _ in recent}) < 2:
        return Network(against=against, total=total, evidence=evidence)
    compared: Any = {"kind": COMPARABLE[indicator.type], "better": indicator.better}
    years = [one.plan.parts[k].first.year for one, k in rows]
    return Network(
        first=min(one.plan.parts[k].first for one, k in recent),
        last=last,
        funnel=kvalspc.funnel(*_columns(recent), unit=_units(recent), per=indicator.per, **compared),
        variation=kvalspc.variation(*_columns(recent), unit=_units(recent), **compared),
        over_time=kvalspc.variation(*_columns(rows), unit=_units(rows), period=years, **compared).over_time,
        against=against,
        total=total,
        evidence=evidence,
    )


def _total(kind: str, grid: Grid, series: Sequence[Series], *, events: bool) -> Total:
    """All units together, by labels of periods: counts have the same parts in every unit.

    A unit of a file of events has 0 patients in every period without rows. After its last patient nobody can tell
    whether it had none or no longer reports: it counts as one that left.
    """
    from kvalspc.network import total_of_grid

    numerator = grid.numerator.copy().reshape(len(series), -1)
    patients = numerator if grid.denominator is None else grid.denominator.reshape(numerator.shape)
    for row, of in zip(numerator, patients, strict=True):
        if events:
            row[1 + max(np.flatnonzero(of > 0), default=-1) :] = np.nan
    total = total_of_grid(kind, replace(grid, numerator=numerator.ravel()))
    labels = {part.first.isoformat(): str(part.period) for one in series for part in one.plan.parts}
    return replace(total, points={**total.points, "period": [labels[first] for first in total.points["period"]]})


def _columns(rows: Sequence[tuple[Series, int]]) -> tuple[list[float], list[float]]:
    return [float(one.part_numerator[k]) for one, k in rows], [float(one.part_denominator[k]) for one, k in rows]


def _units(rows: Sequence[tuple[Series, int]]) -> list[str]:
    return [one.plan.unit for one, _ in rows]
