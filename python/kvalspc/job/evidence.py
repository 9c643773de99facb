"""Nightly evidence: how surely a unit's level is another than the indicator's target, whatever night one looks.

Verdicts and monitors spend a false-alarm rate on the looks that were planned. Evidence against a fixed target may be
read every night without a plan, and e-BH makes a list of it that holds whatever units have to do with each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kvalspc.job.project import Indicator, Project
    from kvalspc.job.series import Series

LEVEL = 0.05
"""Of the list on the average, and of one unit for ever: at most this share is a false alarm."""


@dataclass(frozen=True)
class Evidence:
    """What a unit's counts say against the target, from `first` to the last period that is over.

    `log_e` is the logarithm of the e-value; `direction` ("up" or "down") the side of the target on which it first was
    enough for the unit alone, None before.
    """

    first: date
    log_e: float
    direction: str | None


def evidence_of(series: Sequence[Series], kind: str, indicator: Indicator, project: Project) -> dict[str, Evidence]:
    """Return the evidence by unit: from its start on, without a start from the day that monitoring begins.

    Empty where there is no target, or one that every share reaches or none.
    """
    target = indicator.target
    if target is None or not target > 0 or (kind == "p" and not target < 1):
        return {}
    found = ((one.plan.unit, _of(one, kind, target, project.alerts.monitor_from)) for one in series)
    return {unit: evidence for unit, evidence in found if evidence is not None}


def _of(series: Series, kind: str, target: float, chosen: date | None) -> Evidence | None:
    import kvalspc

    plan = series.plan
    parts = plan.cut.parts_of("after" if plan.cut.boundaries else "before")
    if not plan.cut.boundaries and chosen is not None:
        parts = [k for k in parts if plan.cut.parts[k].first >= chosen]
    found = kvalspc.monitor(
        series.part_numerator[parts],
        series.part_denominator[parts],
        kind=kind,
        method="e_process",
        level=target,
        false_alarm=LEVEL,
    )
    known = [float(value) for value in found.points["log_e"] if math.isfinite(value)]
    if not known:
        return None
    direction = str(found.signals[0]["direction"]) if found.signals else None
    return Evidence(plan.cut.parts[parts[0]].first, known[-1], direction)
