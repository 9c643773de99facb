"""Goal attainment by an indicator's own levels: high from the target on, low beyond what is acceptable, else middle."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kvalspc.job.project import Indicator


def attainment(indicator: Indicator, level: float | None) -> str | None:
    """Return "high", "middle" or "low"; None without a level, a target or a wanted direction.

    Without an acceptable level there is no middle.
    """
    if level is None or not math.isfinite(level) or indicator.target is None or indicator.better is None:
        return None
    sign = 1.0 if indicator.better == "higher" else -1.0
    if sign * level >= sign * indicator.target:
        return "high"
    if indicator.acceptable is None or sign * level < sign * indicator.acceptable:
        return "low"
    return "middle"
