"""What verdicts are made of: the sides of a series, and the tests of two sides."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Side", "Test"]


@dataclass(frozen=True)
class Side:
    """One side of a start: its level, sums, and `n` periods with data."""

    level: float
    numerator: float
    denominator: float
    n: int


@dataclass(frozen=True)
class Test:
    """One test: p-value; effect (after minus before) and ratio, with the interval of that same test.

    NaN: not defined.
    """

    p: float
    effect: float
    effect_lower: float
    effect_upper: float
    ratio: float
    ratio_lower: float
    ratio_upper: float
