"""``period = "auto"``: the shortest period in which a unit's counts are large enough to judge (design rule).

A unit with twelve patients a year cannot be judged month by month: three in ten stable units would give a
false alarm.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from kvalspc.periods import PeriodType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ENOUGH = 5
"""Expected events, and expected non-events, that a typical period must hold."""

CANDIDATES = (
    PeriodType.MONTH,
    PeriodType.QUARTER,
    PeriodType.TERTIAL,
    PeriodType.HALF_YEAR,
    PeriodType.YEAR,
)


class Month(NamedTuple):
    """The baseline sums of one base period: its month counted from the start (negative: before it), and its counts."""

    at: int
    numerator: int
    denominator: Fraction


def candidates(base: PeriodType) -> tuple[PeriodType, ...]:
    """Return the periods that rows of a base type can be counted in: those that a whole number of them makes up."""
    if base.months is None:
        return CANDIDATES
    return tuple(c for c in CANDIDATES if (c.months or 0) % base.months == 0)


def choose_period(months: Iterable[Month], base: PeriodType, *, non_events: bool) -> PeriodType:
    """Return the shortest candidate in which the median expected events of the baseline reach 5.

    Expected counts are the period's denominator times the baseline level, so the median runs over
    denominators; periods of the baseline without a row count as 0 (nobody came). All arithmetic is in whole
    numbers and fractions. When no candidate suffices it is the longest one.

    months: the baseline sums by month, counted from the start. non_events: also non-events must reach 5
    (proportions).
    """
    rows = list(months)
    numerator = sum(m.numerator for m in rows)
    denominator = sum((m.denominator for m in rows), Fraction(0))
    fits = candidates(base)
    if not rows or denominator == 0:
        return fits[-1]
    level = numerator / denominator
    for kind in fits:
        middle = _median(_blocks(rows, kind.months or 1).values())
        if middle * level >= ENOUGH and (not non_events or middle * (1 - level) >= ENOUGH):
            return kind
    return fits[-1]


def _blocks(rows: list[Month], months: int) -> Mapping[int, Fraction]:
    """Return the denominators of periods of so many months, from the first to the last that has a row."""
    first, last = (f(m.at for m in rows) // months for f in (min, max))
    sums = dict.fromkeys(range(first, last + 1), Fraction(0))
    for m in rows:
        sums[m.at // months] += m.denominator
    return sums


def _median(values: Iterable[Fraction]) -> Fraction:
    ordered = sorted(values)
    n = len(ordered)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
