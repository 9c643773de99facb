"""What every sentence about a comparison starts from: its levels, its start, its periods, in one language."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kvalspc.multiplicity import LISTED
from kvalspc.words import numbers
from kvalspc.words.catalogue import say
from kvalspc.words.facts import known
from kvalspc.words.levels import LevelWords
from kvalspc.words.measure import Measure
from kvalspc.words.rounding import shared_digits
from kvalspc.words.timeline import Timeline

if TYPE_CHECKING:
    from kvalspc.words.facts import ComparisonFacts, Graded
    from kvalspc.words.timeline import Moment

__all__ = ["Sentence", "is_dated", "is_sure", "strength_of", "worded_strength"]


def strength_of(strength: object) -> str:
    """The part of an id that tells "strong" from the rest."""
    return "strong" if str(strength) == "strong" else "moderate"


def is_dated(answer: object) -> bool:
    """Whether the time of a change may be named: of one that was searched for, it may be all but unknown."""
    return bool(getattr(answer, "change_dated", True))


def is_sure(answer: object, q: float = math.nan) -> bool:
    """Whether a change may be called clear: no shift without a known time, and on the list of all units' tests.

    Args:
        answer: a verdict and what it rests on.
        q: its q-value among the units that are shown with it; NaN where it stands alone.
    """
    return not q > LISTED and is_dated(answer)


def worded_strength(answer: Graded, q: float = math.nan) -> str | None:
    """The strength as words may say it: "strong" only of what is sure; arguments as for `is_sure`."""
    return "moderate" if str(answer.strength) == "strong" and not is_sure(answer, q) else answer.strength


class Sentence:
    """The places that sentences of one comparison share."""

    def __init__(self, comparison: ComparisonFacts, language: str, measure: Measure | None, *, own_words: bool) -> None:
        self.facts = comparison
        self.language = language
        self.timeline = Timeline.of(comparison)
        self.start = self.timeline.moment(comparison.start)
        self.levels = LevelWords(measure or Measure.of(comparison), language, self.timeline.type)
        self.title = self.levels.title() if own_words else ""

    def say(self, identifier: str, **places: str) -> str:
        """A text of the catalogue with its places filled."""
        return say(identifier, self.language, **places)

    @property
    def subject(self) -> str:
        """The last part of an id: the indicator's own words, or the general word of its type."""
        return "named" if self.title else self.levels.measure.type

    @property
    def named(self) -> str:
        """The last part of an id that has only two forms: ".named", or nothing."""
        return ".named" if self.title else ""

    def both_levels(self) -> tuple[float, float]:
        """The levels before and after. Raises ValueError where one is not known."""
        before = known(self.facts.baseline.level)
        after = known(self.facts.after.level) if self.facts.after is not None else None
        if before is None or after is None:
            raise ValueError(f"verdict {self.facts.verdict!r} needs a level before and after, got {before} and {after}")
        return before, after

    def before_after(self) -> dict[str, str]:
        """The places {before}, {after} and {title}."""
        before, after = self.both_levels()
        after_text, before_text = self.levels.pair(after, before, shared_digits(self.levels, self.facts))
        return {"after": after_text, "before": before_text, "title": self.title}

    def intervention(self) -> str:
        """The change, with its month where that is known: "tiltaket (mars 2025)"."""
        if self.start is None or self.start.period is None:
            return self.say("intervention.undated")
        return self.say("intervention.dated", month=numbers.period_first(self.start.period, self.language))

    def change_moment(self) -> Moment | None:
        """Where the level most likely moved."""
        return self.timeline.moment(self.facts.change_at)
