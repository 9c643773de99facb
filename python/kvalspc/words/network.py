"""The sentences about several units: what they achieved together, and one unit beside the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from kvalspc.words.catalogue import check_language, say
from kvalspc.words.facts import AnswerFacts, known
from kvalspc.words.levels import LevelWords
from kvalspc.words.measure import Measure
from kvalspc.words.numbers import integer, percent, period_long
from kvalspc.words.sentence import strength_of
from kvalspc.words.waiting import power_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvalspc.periods import Period

__all__ = ["against_text", "pooled_text", "units_changed_text"]


class NetworkFacts(AnswerFacts, Protocol):
    """What the sentences are worded from: the members that Pooled and Against share."""

    @property
    def contrast(self) -> Any:
        """Levels after and expected, and the interval of their difference."""
        ...


def pooled_text(facts: NetworkFacts, language: str = "nb", measure: Measure | None = None) -> str:
    """Say what the units achieved together: "Tydelig forbedring samlet: 52 % etter tiltaket, mot 44 % ..."."""
    return _text("pooled", facts, check_language(language), measure)


def against_text(facts: NetworkFacts, language: str = "nb", measure: Measure | None = None) -> str:
    """Say how one unit did beside the others: "Klart bedre enn de andre: 52 % etter tiltaket, mot 44 % ..."."""
    return _text("against", facts, check_language(language), measure)


def units_changed_text(period: Period, reporting: int, joined: float, left: float, language: str = "nb") -> str:
    """Say that units came or went: "Avdelingene som rapporterer, er ikke de samme som før: ...".

    `joined` and `left` are shares of all patients of the period and of the one before.
    """
    return say(
        "units_changed",
        check_language(language),
        period=period_long(period, language),
        reporting=integer(reporting, language),
        joined=percent(joined, 0, language),
        left=percent(left, 0, language),
    )


def _text(topic: str, facts: NetworkFacts, language: str, measure: Measure | None) -> str:
    levels = LevelWords(measure or Measure.for_kind(facts.kind), language)
    verdict = str(facts.verdict)
    if verdict in {"improved", "worsened", "changed"}:
        return say(f"{topic}.{verdict}.{strength_of(facts.strength)}", language, **_levels(facts, levels))
    if verdict == "no_evidence":
        bounds = [known(facts.contrast.difference_lower), known(facts.contrast.difference_upper)]
        furthest = max((abs(bound) for bound in bounds if bound is not None), default=0.0)
        digits = levels.digits(facts.contrast.after, facts.contrast.expected)
        return say(f"{topic}.no_evidence", language, **_levels(facts, levels), bound=levels.bound(furthest, digits))
    power, change = known(facts.power), known(facts.relevant_change)
    if verdict in {"uncertain", "too_few_data"} and power is not None and change is not None:
        return say(f"{topic}.{verdict}", language, power=power_text(power, language), change=levels.change(change))
    reason = "no_contrast" if facts.reason == "no_contrast" else "other"
    return say(f"{topic}.not_assessable.{reason}", language)


def _levels(facts: NetworkFacts, levels: LevelWords) -> Mapping[str, str]:
    after, expected = levels.pair(
        facts.contrast.after, facts.contrast.expected, levels.digits(facts.contrast.after, facts.contrast.expected)
    )
    return {"after": after, "expected": expected}
