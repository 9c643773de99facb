"""Differences in the tables of a report: of the levels beside them, or of pairs of measurements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.words.effect import of_pairs, typical_text
from kvalspc.words.facts import known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvalspc.job.results import UnitResult
    from kvalspc.words import Measure

__all__ = ["typical_cell", "typical_of", "typical_of_all"]


def typical_of(unit: UnitResult, measure: Measure) -> bool | None:
    """Whether a unit's difference is one of pairs of measurements, not of its two levels; None where it has none."""
    if unit.pooled is not None:
        return False
    comparison = unit.comparison
    return None if comparison is None or known(comparison.effect) is None else of_pairs(comparison, measure)


def typical_of_all(units: Sequence[UnitResult], measure: Measure) -> list[bool]:
    """The same of all units that have a difference."""
    return [found for unit in units if (found := typical_of(unit, measure)) is not None]


def typical_cell(text: str, unit: UnitResult, measure: Measure, kinds: Sequence[bool], language: str) -> str:
    """The text of a unit's difference in a column whose differences are of these `kinds`: marked where they differ."""
    return typical_text(text, typical_of(unit, measure) is True, kinds, language)
