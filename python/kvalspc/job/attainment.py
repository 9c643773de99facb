"""Goal attainment by an indicator's own levels: high from the target on, low beyond what is acceptable, else middle."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kvalspc.job.project import Indicator
    from kvalspc.job.project_chart import Target


def attainment(indicator: Indicator, level: float | None, target: float | None) -> str | None:
    """Return "high", "middle" or "low"; None without a level, a target or a wanted direction.

    Without an acceptable level there is no middle.
    """
    if level is None or not math.isfinite(level) or target is None or indicator.better is None:
        return None
    sign = 1.0 if indicator.better == "higher" else -1.0
    if sign * level >= sign * target:
        return "high"
    if indicator.acceptable is None or sign * level < sign * indicator.acceptable:
        return "low"
    return "middle"


def targets_of(indicator: Indicator, unit: str | None) -> list[Target]:
    """Return a unit's own targets, or those of units that have none of their own (None: only these); by date."""
    own = [one for one in indicator.targets if unit is not None and one.unit == unit]
    return sorted(own or [one for one in indicator.targets if one.unit is None], key=_begin)


def target_on(indicator: Indicator, unit: str | None, day: date) -> float | None:
    """Return the target of a period that begins on a day: the last one that holds by then."""
    held = [one.value for one in targets_of(indicator, unit) if _begin(one) <= day]
    return held[-1] if held else indicator.target


def _begin(target: Target) -> date:
    return date.min if target.from_ is None else target.from_
