"""The verdict of a comparison as one sentence (a second one where the first alone would mislead).

The sentences stand in the catalogues; this file chooses one and fills its places. It says what was seen,
never what caused it, and never that nothing changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.words.catalogue import check_language, say, say_count
from kvalspc.words.effect import confidence_text
from kvalspc.words.facts import known
from kvalspc.words.figures import figures_text
from kvalspc.words.moved import baseline_unstable, changed_before, shifted
from kvalspc.words.rounding import shared_digits
from kvalspc.words.sentence import Sentence, strength_of
from kvalspc.words.too_few import too_few_data
from kvalspc.words.waiting import waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from kvalspc.words.facts import ComparisonFacts
    from kvalspc.words.measure import Measure

__all__ = ["REASONS", "verdict_short", "verdict_text"]

REASONS = (
    "no_variation",
    "no_data",
    "staggered",
    "not_summable",
    "rejected_rows",
    "failed",
    "mixed_definitions",
    "suppressed",
)
"""The reasons of not_assessable that have a sentence of their own; any other gets a general one."""


def verdict_text(
    comparison: ComparisonFacts,
    language: str = "nb",
    measure: Measure | None = None,
    *,
    own_words: bool = True,
    figures: bool = False,
) -> str:
    """Say the verdict in words a nurse would use: "Tydelig forbedring: Andelen er 52 % etter tiltaket ...".

    Args:
        comparison: The result of `kvalspc.compare`, or anything of that shape.
        language: "nb", "nn" or "en".
        measure: How the indicator is worded and scaled; None: by the kind of chart.
        own_words: Whether to name the indicator by the measure's title, where it has one. False where the
            title stands right above the sentence: then it says "Andelen", "Raten", ...
        figures: Whether the difference with its interval and the p-value follow, and the levels where the sentence
            has not named them.

    Raises:
        ValueError: An unknown language or verdict.
    """
    sentence = Sentence(comparison, check_language(language), measure, own_words=own_words)
    said = _WRITERS[_code(comparison.verdict)](sentence)
    return f"{said} {figures_text(sentence)}".strip() if figures else said


def verdict_short(verdict: str, strength: str | None = None, language: str = "nb", *, beyond: int = 0) -> str:
    """Say the verdict in a few words, for lists: "Tydelig forbedring", "For tidlig å si".

    Args:
        verdict: The contract's code.
        strength: "strong" or anything else.
        language: "nb", "nn" or "en".
        beyond: How many points of the drawing beside it lie beyond the limits: then a stable level is not "only natural
            variation".

    Raises:
        ValueError: An unknown language or verdict.
    """
    code = _code(verdict)
    if code in {"improved", "worsened", "changed", "shifted"}:
        code = f"{code}.{strength_of(strength)}"
    if code == "stable" and beyond > 0:
        return say_count("short.stable.beyond", beyond, check_language(language))
    return say(f"short.{code}", check_language(language))


def _code(verdict: object) -> str:
    code = str(verdict)
    if code not in _WRITERS:
        raise ValueError(f"got verdict {code!r}, need one of {', '.join(_WRITERS)}")
    return code


def _improved_or_worsened(sentence: Sentence) -> str:
    facts = sentence.facts
    identifier = f"verdict.{facts.verdict}.{strength_of(facts.strength)}.{sentence.subject}"
    return sentence.say(identifier, **sentence.before_after(), intervention=sentence.intervention())


def _changed(sentence: Sentence) -> str:
    identifier = f"verdict.changed.{strength_of(sentence.facts.strength)}{sentence.named}"
    return sentence.say(identifier, **sentence.before_after(), intervention=sentence.intervention())


def _weak(sentence: Sentence) -> str | None:
    """Remark that only the chance variation of counts was exceeded; None where that is not so."""
    if str(sentence.facts.strength) != "weak":
        return None
    before, after = sentence.both_levels()
    if before == after:
        return None
    direction = "higher" if after > before else "lower"
    identifier = f"verdict.{sentence.facts.verdict}.weak.{direction}.{sentence.subject}"
    return sentence.say(identifier, **sentence.before_after())


def _no_evidence(sentence: Sentence) -> str:
    weak = _weak(sentence)
    if weak is not None:
        return weak
    lower, upper = known(sentence.facts.effect_lower), known(sentence.facts.effect_upper)
    if lower is None or upper is None:
        return sentence.say(f"verdict.no_evidence.unbounded.{sentence.subject}", **sentence.before_after())
    bound = sentence.levels.bound(max(abs(lower), abs(upper)), shared_digits(sentence.levels, sentence.facts))
    return sentence.say(f"verdict.no_evidence.{sentence.subject}", **sentence.before_after(), bound=bound)


def _uncertain(sentence: Sentence) -> str:
    weak = _weak(sentence)
    return waiting(sentence, "uncertain", unknown="plain") if weak is None else weak


def _stable(sentence: Sentence) -> str:
    level = known(sentence.facts.baseline.level)
    if level is None:
        raise ValueError("verdict 'stable' needs a level, got none")
    identifier, places = (
        f"verdict.stable{sentence.named}",
        {"level": sentence.levels.one(level), "title": sentence.title},
    )
    beyond = getattr(sentence.facts, "beyond", 0)
    if beyond > 0:
        return say_count(f"{identifier}.beyond", beyond, sentence.language, **places)
    return sentence.say(identifier, **places)


def _not_assessable(sentence: Sentence) -> str:
    reason = str(sentence.facts.reason)
    bound = known(getattr(sentence.facts, "level_bound", None))
    if reason == "no_variation" and bound is not None:
        level = known(sentence.facts.baseline.level)
        confidence = confidence_text(getattr(sentence.facts, "alpha", None), sentence.language)
        identifier = f"verdict.not_assessable.{'all' if level else 'none'}"
        return sentence.say(identifier, bound=sentence.levels.one(bound), confidence=confidence)
    return sentence.say(f"verdict.not_assessable.{reason if reason in REASONS else 'other'}")


_WRITERS: dict[str, Callable[[Sentence], str]] = {
    "improved": _improved_or_worsened,
    "worsened": _improved_or_worsened,
    "changed": _changed,
    "no_evidence": _no_evidence,
    "uncertain": _uncertain,
    "too_few_data": too_few_data,
    "baseline_unstable": baseline_unstable,
    "changed_before": changed_before,
    "stable": _stable,
    "shifted": shifted,
    "not_assessable": _not_assessable,
}
