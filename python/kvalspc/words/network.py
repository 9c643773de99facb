"""The sentences about several units: what they achieved together, and one unit beside the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from kvalspc.words.catalogue import check_language, say, say_count
from kvalspc.words.effect import confidence_text
from kvalspc.words.facts import AnswerFacts, Level, known
from kvalspc.words.levels import LevelWords
from kvalspc.words.measure import Measure
from kvalspc.words.numbers import integer, percent, period_long
from kvalspc.words.sentence import strength_of
from kvalspc.words.waiting import power_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvalspc.periods import Period

__all__ = ["against_text", "pooled_lines", "pooled_text", "units_changed_text"]


class NetworkFacts(AnswerFacts, Protocol):
    """What the sentences are worded from: the members that Pooled and Against share."""

    @property
    def contrast(self) -> Any:
        """Levels after and expected, and the interval of their difference."""
        ...


class PooledFacts(NetworkFacts, Protocol):
    """What is told of units together: the members of Pooled."""

    @property
    def started(self) -> int:
        """Units that started."""
        ...

    @property
    def controls(self) -> int:
        """Units without a start."""
        ...

    @property
    def after(self) -> Level:
        """Those that started, after their starts."""
        ...

    @property
    def alpha(self) -> float:
        """The interval covers 1 - alpha."""
        ...


def pooled_text(facts: PooledFacts, language: str = "nb", measure: Measure | None = None) -> str:
    """Say what the units achieved together: "Tydelig forbedring samlet: 52 % etter tiltaket, mot 44 % ...".

    Where some have not started it says of how many it speaks: "... i de 4 av 40 avdelingene som har startet: ...".
    """
    check_language(language)
    return _text("pooled", facts, language, measure, whom=_whom(facts, language))


def pooled_lines(facts: PooledFacts, language: str = "nb", measure: Measure | None = None) -> list[str]:
    """The numbers behind `pooled_text`: what the level after rests on, and the difference with its interval."""
    check_language(language)
    ends = [facts.contrast.difference, facts.contrast.difference_lower, facts.contrast.difference_upper]
    if str(facts.verdict) in {"too_few_data", "not_assessable"} or any(known(end) is None for end in ends):
        return []
    levels = LevelWords(measure or Measure.for_kind(facts.kind), language)
    digits = levels.difference_digits(levels.digits(facts.contrast.after, facts.contrast.expected), *ends)
    difference, lower, upper = ends
    return [
        _numbers(facts, levels),
        say(
            "pooled.difference",
            language,
            difference=levels.difference(difference, digits, sign=True),
            confidence=confidence_text(facts.alpha, language),
            lower=levels.bare(lower, digits, sign=True),
            upper=levels.bare(upper, digits, sign=True),
        ),
    ]


def _numbers(facts: PooledFacts, levels: LevelWords) -> str:
    language, after = levels.language, facts.after
    places = {"units": say_count("count.unit", facts.started, language)}
    numerator, denominator = known(after.numerator), known(after.denominator)
    if levels.measure.type not in {"andel", "rate"} or numerator is None or denominator is None:
        return say(
            "pooled.numbers.other", language, measurements=say_count("count.measurement", after.n, language), **places
        )
    counts = {"numerator": integer(numerator, language), "denominator": integer(denominator, language)}
    return say(f"pooled.numbers.{levels.measure.type}", language, **counts, **places)


def _whom(facts: PooledFacts, language: str) -> str:
    """Whom the answer is about: all together, or those of them that have started."""
    if not facts.controls:
        return say("pooled.all", language)
    return say_count("pooled.some", facts.started, language, of=integer(facts.started + facts.controls, language))


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


def _text(topic: str, facts: NetworkFacts, language: str, measure: Measure | None, **places: str) -> str:
    levels = LevelWords(measure or Measure.for_kind(facts.kind), language)
    verdict = str(facts.verdict)
    if verdict in {"improved", "worsened", "changed"}:
        return say(f"{topic}.{verdict}.{strength_of(facts.strength)}", language, **_levels(facts, levels), **places)
    if verdict == "no_evidence":
        bounds = [known(facts.contrast.difference_lower), known(facts.contrast.difference_upper)]
        furthest = max((abs(bound) for bound in bounds if bound is not None), default=0.0)
        digits = levels.digits(facts.contrast.after, facts.contrast.expected)
        places["bound"] = levels.bound(furthest, digits)
        return say(f"{topic}.no_evidence", language, **_levels(facts, levels), **places)
    power, change = known(facts.power), known(facts.relevant_change)
    if verdict in {"uncertain", "too_few_data"}:
        if not power or not change:  # of a level of 0 every change is too large to be called relevant
            return say(f"{topic}.{verdict}.plain", language)
        return say(f"{topic}.{verdict}", language, power=power_text(power, language), change=levels.change(change))
    reason = "no_contrast" if facts.reason == "no_contrast" else "other"
    return say(f"{topic}.not_assessable.{reason}", language)


def _levels(facts: NetworkFacts, levels: LevelWords) -> Mapping[str, str]:
    after, expected = levels.pair(
        facts.contrast.after, facts.contrast.expected, levels.digits(facts.contrast.after, facts.contrast.expected)
    )
    return {"after": after, "expected": expected}
