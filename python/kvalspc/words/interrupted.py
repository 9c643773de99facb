"""An interrupted time series in words: the jump at the start, the bend after it, and the trend before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.words import numbers
from kvalspc.words.catalogue import check_language, say
from kvalspc.words.labels import label
from kvalspc.words.levels import LevelWords
from kvalspc.words.measure import Measure

if TYPE_CHECKING:
    from kvalspc._interrupted import Interrupted, Term


def interrupted_text(found: Interrupted, language: str = "nb", measure: Measure | None = None) -> str:
    """Word it, as in "Nivået endret seg med 8 prosentpoeng ved tiltaket (95 % KI 2 til 14)".

    Args:
        found: The result of `kvalspc.interrupted`.
        language: "nb", "nn" or "en".
        measure: How the indicator is worded and scaled; None: by the kind of chart.

    Raises:
        ValueError: An unknown language.
    """
    check_language(language)
    if found.reason is not None:
        known = found.reason if found.reason in {"periods", "no_variation"} else "few"
        return say(f"its.none.{known}", language)
    kind = None if found.calendar is None else found.calendar.type
    words = LevelWords(measure or Measure.for_kind(found.kind), language, kind)
    per = label(f"per.{kind or 'period'}", language)
    confidence = numbers.percent(round(1 - found.alpha, 6), 0, language)
    parts = []
    for name, term in (("trend", found.slope_before), ("level", found.level_change), ("slope", found.slope_change)):
        sure = "" if term.p < found.alpha else ".unsure"
        if name == "trend" and sure:
            continue
        parts.append(say(f"its.{name}{sure}", language, **_places(term, words), per=per, confidence=confidence))
    return " ".join(parts)


def _places(term: Term, words: LevelWords) -> dict[str, str]:
    digits = words.difference_digits(words.digits(abs(term.estimate)), term.estimate)
    return {
        "difference": words.difference(term.estimate, digits, sign=True),
        "lower": words.bare(term.lower, digits, sign=True),
        "upper": words.bare(term.upper, digits, sign=True),
    }
