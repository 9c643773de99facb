"""How many decimals the figures of one comparison share, so that they add up wherever they stand together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.words.facts import known

if TYPE_CHECKING:
    from kvalspc.words.facts import ComparisonFacts
    from kvalspc.words.levels import LevelWords

__all__ = ["shared_digits"]


def shared_digits(levels: LevelWords, comparison: ComparisonFacts) -> int:
    """Return the decimals of the levels before and after, of their difference and of its interval.

    Those of the levels; one more where the rounded levels do not differ by the rounded difference ("56 %, 50 %,
    7 lower"), or where an end of the interval that is not 0 would read 0. A measure that names its decimals keeps them.
    """
    sides = (comparison.baseline, comparison.after)
    shown = [level for side in sides if side is not None and (level := known(side.level)) is not None]
    digits = levels.digits(*shown)
    effect, *ends = (known(value) for value in (comparison.effect, comparison.effect_lower, comparison.effect_upper))
    interval = [end for end in ends if end is not None]
    if levels.measure.digits is not None or effect is None or len(shown) + len(interval) < 4:
        return digits
    before, after = shown
    fits = levels.adds_up(before, after, effect, digits) and all(levels.is_shown(end, digits) for end in interval)
    return digits if fits else digits + 1
