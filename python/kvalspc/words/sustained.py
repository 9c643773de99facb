"""Does an improvement last: the sentences for what the core decided."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from kvalspc.words import numbers
from kvalspc.words.catalogue import check_language, say

if TYPE_CHECKING:
    from kvalspc.periods import PeriodType
    from kvalspc.words.facts import Level
    from kvalspc.words.levels import LevelWords

OUTCOMES = ("sustained", "partly_lost", "lost", "too_early")


class LastingFacts(Protocol):
    """What is said of an improvement after the end: the members of `Comparison.lasting`."""

    @property
    def outcome(self) -> str:
        """One of OUTCOMES."""
        ...

    @property
    def side(self) -> Level:
        """The periods after the end."""
        ...

    @property
    def needed(self) -> int:
        """How many periods it takes to say."""
        ...


def sustained_text(
    lasting: LastingFacts,
    language: str = "nb",
    *,
    period_type: PeriodType | None = None,
    levels: LevelWords | None = None,
) -> str:
    """Say whether it lasts, as in "Forbedringen har holdt seg i 12 måneder".

    Args:
        lasting: What became of the improvement.
        language: "nb", "nn" or "en".
        period_type: The length of a period; None where only positions are known.
        levels: Words the level after the end; None: it is not told.

    Raises:
        ValueError: An unknown outcome or language.
    """
    check_language(language)
    if lasting.outcome not in OUTCOMES:
        raise ValueError(f"got outcome {lasting.outcome!r}, need one of {', '.join(OUTCOMES)}")
    n = lasting.side.n
    if lasting.outcome == "too_early" and n < lasting.needed:
        needed = numbers.period_count(lasting.needed, period_type, language)
        return say("sustained.too_early", language, have=numbers.integer(n, language), needed=needed)
    if lasting.outcome == "too_early":
        text = say("sustained.undecided", language)
    elif lasting.outcome == "sustained":
        text = say("sustained.sustained", language, duration=numbers.period_count(n, period_type, language))
    else:
        text = say(f"sustained.{lasting.outcome}", language)
    if levels is None or not math.isfinite(lasting.side.level):
        return text
    return f"{text} {say('sustained.level', language, level=levels.one(lasting.side.level))}"
