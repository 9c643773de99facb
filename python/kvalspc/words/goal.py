"""Was the goal reached, and does the improvement last: the sentences for what the core decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.words import numbers
from kvalspc.words.catalogue import check_language, say
from kvalspc.words.levels import LevelWords

if TYPE_CHECKING:
    from datetime import date

    from kvalspc.periods import PeriodType
    from kvalspc.words.measure import Measure

GOAL_OUTCOMES = ("yes", "no", "open")
OUTCOMES = ("sustained", "partly_lost", "lost", "too_early")


def goal_text(
    outcome: str,
    language: str = "nb",
    *,
    level: float,
    by: date,
    measure: Measure,
    at_least: float | None = None,
    at_most: float | None = None,
) -> str:
    """Answer the goal, as in "Målet er nådd: 54 % per 31. desember 2024 (mål: minst 50 %)".

    Args:
        outcome: "yes", "no" or "open", as the core decided.
        level, at_least, at_most: On the scale of the level (.50 is 50 %); exactly one of the two bounds.
        by: The goal's date.

    Raises:
        ValueError: An unknown outcome or language, or not exactly one bound.
    """
    check_language(language)
    if outcome not in GOAL_OUTCOMES:
        raise ValueError(f"got goal outcome {outcome!r}, need one of {', '.join(GOAL_OUTCOMES)}")
    words = LevelWords(measure, language)
    if at_least is not None and at_most is None:
        identifier, bound = "goal.at_least", at_least
    elif at_most is not None and at_least is None:
        identifier, bound = "goal.at_most", at_most
    else:
        raise ValueError("a goal has at_least or at_most, need exactly one of them")
    target = say(identifier, language, level=words.one(bound))
    return say(
        f"goal.{outcome}",
        language,
        level=words.full(level, words.digits(level, bound)),
        date=numbers.day(by, language),
        target=target,
    )


def sustained_text(
    outcome: str,
    language: str = "nb",
    *,
    periods: int | None = None,
    needed: int | None = None,
    period_type: PeriodType | None = None,
) -> str:
    """Say whether it lasts, as in "Forbedringen har holdt seg i 12 måneder".

    Args:
        outcome: "sustained", "partly_lost", "lost" or "too_early", as the core decided.
        periods: How many periods it has lasted, or been watched: for sustained and too_early.
        needed: How many periods it takes to say: for too_early.
        period_type: The length of a period; None where only positions are known.

    Raises:
        ValueError: An unknown outcome or language, or a count that the sentence needs is missing.
    """
    check_language(language)
    if outcome not in OUTCOMES:
        raise ValueError(f"got outcome {outcome!r}, need one of {', '.join(OUTCOMES)}")
    if outcome in {"partly_lost", "lost"}:
        return say(f"sustained.{outcome}", language)
    if periods is None or (outcome == "too_early" and needed is None):
        raise ValueError(f"{outcome!r} needs its number of periods, got periods={periods}, needed={needed}")
    if outcome == "sustained":
        return say("sustained.sustained", language, duration=numbers.period_count(periods, period_type, language))
    return say(
        "sustained.too_early",
        language,
        have=numbers.integer(periods, language),
        needed=numbers.period_count(needed or 0, period_type, language),
    )
