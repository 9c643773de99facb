"""A verdict without a comparison: why a unit, or all units together, could not be judged at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import nan


@dataclass(frozen=True)
class NoLevel:
    """A side of a comparison that was not made."""

    level: float = nan
    numerator: float | None = None
    denominator: float | None = None
    n: int = 0


@dataclass(frozen=True)
class NotCompared:
    """Takes the place of a Comparison where words are made: the verdict is not_assessable for `reason`.

    Reasons that only the job knows: ``rejected_rows`` (bad rows), ``no_data`` (no rows), ``staggered`` (all
    units together, but their starts differ), ``not_summable`` (ready-made values cannot be joined),
    ``failed``, ``suppressed`` (not shown to the public).
    """

    kind: str
    reason: str
    verdict: str = "not_assessable"
    strength: str | None = None
    start: None = None
    period: None = None
    baseline: NoLevel = field(default_factory=NoLevel)
    after: None = None
    effect: None = None
    effect_lower: None = None
    effect_upper: None = None
    change_at: None = None
    change_lower: None = None
    change_upper: None = None
    relevant_change: None = None
    power: None = None
    months_needed: None = None
    min_baseline: None = None
    min_after: None = None
