"""The figures behind a verdict as one sentence for a report: levels, difference, interval and p-value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.multiplicity import UNTESTED
from kvalspc.words import numbers
from kvalspc.words.effect import confidence_text, of_pairs
from kvalspc.words.facts import known
from kvalspc.words.rounding import shared_digits
from kvalspc.words.sentence import is_dated

if TYPE_CHECKING:
    from kvalspc.words.sentence import Sentence

__all__ = ["figures_text"]

_TELLS_LEVELS = {"improved", "worsened", "changed", "no_evidence"}
"""Verdicts whose sentence names the levels before and after."""


def figures_text(sentence: Sentence) -> str:
    """Word the figures: "Forskjell: +17 prosentpoeng (95 % KI +8 til +26; p < 0,001)."; empty without a test."""
    facts = sentence.facts
    if str(facts.verdict) in UNTESTED:
        return ""
    if facts.start is None:
        return _search(sentence)
    difference = _difference(sentence) or _ratio(sentence)
    if not difference:
        return ""
    told = str(facts.verdict) in _TELLS_LEVELS or str(facts.strength) == "weak"
    return difference if told else f"{_levels(sentence)} {difference}"


def _levels(sentence: Sentence) -> str:
    suffix = ".andel" if sentence.levels.measure.type == "andel" else ""
    return sentence.say(f"figures.levels{suffix}", **sentence.before_after())


def _difference(sentence: Sentence) -> str:
    ends = [known(value) for value in (sentence.facts.effect_lower, sentence.facts.effect_upper)]
    effect, lower, upper = known(sentence.facts.effect), *ends
    if effect is None or lower is None or upper is None:
        return ""
    levels = sentence.levels
    digits = levels.difference_digits(shared_digits(levels, sentence.facts), effect)
    return sentence.say(
        "figures.difference.typical" if of_pairs(sentence.facts, levels.measure) else "figures.difference",
        difference=levels.difference(effect, digits, sign=True),
        lower=levels.bare(lower, digits, sign=True),
        upper=levels.bare(upper, digits, sign=True),
        **_certainty(sentence),
    )


def _ratio(sentence: Sentence) -> str:
    ratio, lower, upper = (
        known(getattr(sentence.facts, name, None)) for name in ("ratio", "ratio_lower", "ratio_upper")
    )
    if ratio is None or lower is None or upper is None:
        return ""
    return sentence.say(
        "figures.ratio",
        ratio=numbers.number(ratio, 2, sentence.language),
        lower=numbers.number(lower, 2, sentence.language),
        upper=numbers.number(upper, 2, sentence.language),
        **_certainty(sentence),
    )


def _search(sentence: Sentence) -> str:
    """Without a start: when the level shifted, with its interval; or what the search found."""
    facts, timeline = sentence.facts, sentence.timeline
    if str(facts.verdict) == "stable" or not is_dated(facts):
        return sentence.say("figures.search", p=_certainty(sentence)["p"])
    first, last = timeline.moment(facts.change_lower), timeline.moment(facts.change_upper)
    if str(facts.verdict) != "shifted" or first is None or last is None:
        return ""
    when = timeline.range(first, last, sentence.language)
    return sentence.say("figures.shift", range=when, **_certainty(sentence))


def _certainty(sentence: Sentence) -> dict[str, str]:
    """The places {confidence} and {p}."""
    p = known(getattr(sentence.facts, "p_value", None))
    alpha = known(getattr(sentence.facts, "alpha", None))
    return {
        "confidence": confidence_text(alpha, sentence.language),
        "p": "p = –" if p is None else numbers.p_value(p, sentence.language),
    }
