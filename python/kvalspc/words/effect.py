"""The difference between after and before as one cell of a table: "+17 prosentpoeng (8 til 26)"."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kvalspc.words import numbers
from kvalspc.words.catalogue import check_language, say
from kvalspc.words.facts import known
from kvalspc.words.levels import LevelWords
from kvalspc.words.measure import Measure
from kvalspc.words.rounding import shared_digits
from kvalspc.words.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kvalspc.words.facts import ComparisonFacts

__all__ = [
    "confidence_text",
    "difference_heading",
    "difference_text",
    "effect_text",
    "of_pairs",
    "shared_confidence",
    "typical_text",
]

_LEVEL = 0.95  # of the interval, where the comparison does not carry its alpha
_ALL, _MOST_DIGITS = 100, 6


def effect_text(
    comparison: ComparisonFacts,
    language: str = "nb",
    measure: Measure | None = None,
    *,
    unit: bool = True,
    same: bool = False,
    how_sure: bool = False,
) -> str:
    """Word the difference and its interval, each with its sign; the empty text where it is not known.

    Parameters and errors are those of `verdict_text`; without `unit` a heading names it, without `how_sure` it says
    how sure the interval is. With `same` it keeps the levels' decimals, as in a column, also where it then reads 0.
    """
    check_language(language)
    effect, lower, upper = (
        known(comparison.effect),
        known(comparison.effect_lower),
        known(comparison.effect_upper),
    )
    if effect is None or lower is None or upper is None or comparison.after is None:
        return ""
    levels = LevelWords(measure or Measure.of(comparison), language, Timeline.of(comparison).type)
    confidence = confidence_text(getattr(comparison, "alpha", None), language) if how_sure else ""
    digits = shared_digits(levels, comparison)
    return difference_text(levels, digits, effect, lower, upper, unit=unit, same=same, confidence=confidence)


def difference_text(
    levels: LevelWords,
    digits: int,
    difference: float,
    lower: float,
    upper: float,
    *,
    unit: bool = True,
    same: bool = False,
    confidence: str = "",
) -> str:
    """Word a difference and its interval, and with `confidence` how sure it is, beside levels of `digits` decimals."""
    digits = digits if same else levels.difference_digits(digits, difference)
    interval = say(
        "label.method.between",
        levels.language,
        lower=levels.bare(lower, digits, sign=True),
        upper=levels.bare(upper, digits, sign=True),
    )
    if confidence:
        interval = say("goal.interval", levels.language, confidence=confidence, interval=interval)
    worded = levels.difference if unit else levels.bare
    return f"{worded(difference, digits, sign=True)} ({interval})"


def of_pairs(comparison: ComparisonFacts, measure: Measure) -> bool:
    """Whether the difference is the middle one of all between a measurement after and one before.

    Then it is not that of the two levels: of medians always, of means where ranks decide.
    """
    effect = known(comparison.effect)
    if measure.type != "gjennomsnitt" or comparison.after is None or effect is None:
        return measure.type == "median" and effect is not None
    return not math.isclose(comparison.after.level - comparison.baseline.level, effect, abs_tol=1e-9)


def difference_heading(kinds: Iterable[bool], percent: str | None, language: str, unit: str = "") -> str:
    """The heading above differences, of which `kinds` says whether each is one of pairs; `unit` of all of them.

    Where only some are, they are told from the others in their cells (`typical_text`). `percent` is how sure all their
    intervals are; None: each cell says how sure its own is.
    """
    typical = set(kinds) == {True}
    if percent is None:
        return say("label.table.typical_each" if typical else "label.table.difference_each", language)
    named = "label.table.typical" if typical else "label.table.difference"
    return say(f"{named}_in", language, percent=percent, unit=unit) if unit else say(named, language, percent=percent)


def typical_text(text: str, is_one: bool, kinds: Iterable[bool], language: str) -> str:
    """The text of a cell with a difference, marked as one of pairs where it is, and others in its column are not."""
    return say("label.table.typically", language, difference=text) if is_one and set(kinds) == {True, False} else text


def confidence_text(alpha: float | None, language: str) -> str:
    """Word how sure an interval is: "95 %"; `alpha` None where the comparison does not carry it."""
    level = round(_LEVEL if alpha is None else 1 - alpha, 9)
    digits = 0 if round(level * 100, 6).is_integer() else 1
    while digits < _MOST_DIGITS and numbers.rounded(level, digits, 100) == _ALL:  # nothing is sure
        digits += 1
    return numbers.percent(level, digits, language)


def shared_confidence(alphas: Iterable[float | None], language: str) -> str | None:
    """Word how sure the intervals of a column are ("95 %"); None where they differ, as at planned looks."""
    said = {confidence_text(alpha, language) for alpha in alphas if alpha is not None}
    return None if len(said) > 1 else said.pop() if said else confidence_text(None, language)
