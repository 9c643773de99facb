"""Units beside each other: funnel, variation, and each unit's change beside the others', of one indicator.

The statistics are the core's; here it is only decided which periods are compared.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from kvalspc.job.evidence import evidence_of
from kvalspc.job.together import side_by_side
from kvalspc.periods import add_months

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kvalspc._funnel import Funnel
    from kvalspc._variation import Variation
    from kvalspc.job.evidence import Evidence
    from kvalspc.job.project import Indicator, Project
    from kvalspc.job.series import Integers, Numbers, Series
    from kvalspc.job.together import Together
    from kvalspc.network import Against, Total

YEAR = 12
"""Months that units are compared in: a year leaves no season out."""

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
            Of indicators that are only screened there are no over_time, no against and no total.
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
    """Compare the units of one indicator, each with at least one part that is over.

    Where it is only screened that is the latest year; the years before it, the total and each unit's change beside the
    others' are told on pages, and take most of the time.
    """
    import kvalspc

    series = together.beside
    evidence = evidence_of(together.series, kind, indicator, project) if indicator.type in COMPARABLE else {}
    if len(series) < 2:
        return Network(evidence=evidence)
    shown = not indicator.is_screened
    against = {one.unit: one for one in together.against if one.contrast.identified} if shown else None
    if indicator.type not in COMPARABLE:
        return Network(against=against)
    total = _total(kind, series, events=project.data.kind == "events") if shown else None
    rows = [(one, _present(one)) for one in series]
    last = max((one.plan.cut.parts[parts[-1]].end for one, parts in rows if len(parts)), default=None)
    recent = [] if last is None else [(one, _from(one, parts, add_months(last, -YEAR))) for one, parts in rows]
    recent = [(one, parts) for one, parts in recent if len(parts)]
    if last is None or len(recent) < 2:
        return Network(against=against, total=total, evidence=evidence)
    compared: Any = {"kind": COMPARABLE[indicator.type], "better": indicator.better}
    columns = _columns(recent)
    return Network(
        first=min(one.plan.cut.parts[parts[0]].first for one, parts in recent),
        last=last,
        funnel=kvalspc.funnel(*columns, unit=_units(recent), per=indicator.per, **compared),
        variation=kvalspc.variation(*columns, unit=_units(recent), **compared),
        over_time=_over_time(rows, compared["kind"]) if shown else None,
        against=against,
        total=total,
        evidence=evidence,
    )


def _total(kind: str, series: Sequence[Series], *, events: bool) -> Total:
    """All units together, by labels of periods: counts have the same parts in every unit.

    A unit of a file of events has 0 patients in every period without rows. After its last patient nobody can tell
    whether it had none or no longer reports: it counts as one that left. Before the first patient of all nobody
    reports. A month that a start lies inside of is in the total as the others are.
    """
    from kvalspc.network import total_of_grid

    grid = side_by_side(series, mended=True)
    numerator = grid.numerator.copy().reshape(len(series), -1)
    patients = numerator if grid.denominator is None else grid.denominator.reshape(numerator.shape)
    if events:
        numerator[:, : min(np.flatnonzero((patients > 0).any(axis=0)), default=0)] = np.nan
        for row, of in zip(numerator, patients, strict=True):
            row[1 + max(np.flatnonzero(of > 0), default=-1) :] = np.nan
    total = total_of_grid(kind, replace(grid, numerator=numerator.ravel()))
    cuts = dict.fromkeys(one.plan.cut for one in reversed(series))  # units with the same days share one
    labels = {part.first.isoformat(): str(part.period) for cut in reversed(cuts) for part in cut.parts}
    return replace(total, points={**total.points, "period": [labels[first] for first in total.points["period"]]})


_Rows: TypeAlias = "Sequence[tuple[Series, Integers]]"
"""Units, and the parts of each that are meant."""


def _present(series: Series) -> Integers:
    """The parts that are over and have a number, in order of time."""
    return np.flatnonzero(~np.isnan(series.part_numerator[: series.plan.cut.complete_parts]))


def _from(series: Series, parts: Integers, day: date) -> Integers:
    """Those of the parts that begin on that day or later."""
    return parts[parts >= bisect_left(series.plan.cut.parts, day, key=lambda part: part.first)]


def _over_time(rows: _Rows, kind: str) -> Mapping[str, Any]:
    """The variation between units in each calendar year."""
    from kvalspc import _core
    from kvalspc._variation import over_time

    numerators, denominators, units, years = [], [], [], []
    for one, parts in rows:
        of_parts = [one.plan.cut.parts[k].first.year for k in parts]
        own, begins = np.unique(np.array(of_parts, dtype=np.int64), return_index=True)
        offsets = np.append(begins, len(parts)).astype(np.int64)
        numerators.append(_core.aggregate_sum(one.part_numerator[parts], offsets))
        denominators.append(_core.aggregate_sum(one.part_denominator[parts], offsets))
        units += [one.plan.unit] * len(own)
        years += own.tolist()
    return over_time(np.concatenate(numerators), np.concatenate(denominators), kind=kind, unit=units, period=years)


def _columns(rows: _Rows) -> tuple[Numbers, Numbers]:
    numerator = np.concatenate([one.part_numerator[parts] for one, parts in rows])
    return numerator, np.concatenate([one.part_denominator[parts] for one, parts in rows])


def _units(rows: _Rows) -> list[str]:
    return [one.plan.unit for one, parts in rows for _ in parts]
