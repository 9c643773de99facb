"""The sentences about when a level moved: before the start, or in a series without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.periods import PeriodType
from kvalspc.words.catalogue import check_language, say
from kvalspc.words.numbers import integer, period_long
from kvalspc.words.sentence import is_dated, strength_of, worded_strength
from kvalspc.words.timeline import Timeline

if TYPE_CHECKING:
    from kvalspc.words.facts import ComparisonFacts
    from kvalspc.words.sentence import Sentence
    from kvalspc.words.timeline import Moment

__all__ = ["baseline_unstable", "changed_before", "moved_when", "shifted"]


def baseline_unstable(sentence: Sentence) -> str:
    """Say when the level moved before the start, where that is known."""
    if str(sentence.facts.reason) == "odd_periods":
        return sentence.say("verdict.baseline_unstable.odd")
    check = getattr(sentence.facts, "baseline_check", None)
    moment = sentence.change_moment() if check is None else sentence.timeline.moment(check.change_at)
    if moment is None or not _before(moment, sentence.start):
        return sentence.say("verdict.baseline_unstable.undated")
    return sentence.say("verdict.baseline_unstable.dated", around=moment.around(sentence.language))


def changed_before(sentence: Sentence) -> str:
    """Say when the level moved, and when the change began."""
    moment, start = sentence.change_moment(), sentence.start
    if moment is None or start is None:
        return sentence.say("verdict.changed_before.undated")
    one_year = (
        moment.period is not None
        and start.period is not None
        and moment.period.type is not PeriodType.YEAR
        and moment.period.start.year == start.period.start.year
    )
    return sentence.say(
        "verdict.changed_before.dated",
        around=moment.around(sentence.language),
        start=start.begins(sentence.language, year=not one_year),
    )


def shifted(sentence: Sentence) -> str:
    """Say when, from where and to where the level shifted; where its time is not known only between which times."""
    moment = sentence.change_moment()
    if moment is None:
        raise ValueError(f"verdict 'shifted' needs change_at, got {sentence.facts.change_at!r}")
    before, after = sentence.both_levels()
    digits = sentence.levels.digits(before, after)
    dated = is_dated(sentence.facts)
    return sentence.say(
        f"verdict.shifted.{strength_of(worded_strength(sentence.facts)) if dated else 'undated'}{sentence.named}",
        around=moment.around(sentence.language),
        range=possible_times(sentence.facts, sentence.timeline, sentence.language),
        before=sentence.levels.short(before, digits),
        after=sentence.levels.full(after, digits),
        title=sentence.title,
    )


def possible_times(comparison: ComparisonFacts, timeline: Timeline, language: str) -> str:
    """Word the 95 % set of times of a change: "mai–juli 2023"; empty where it is not known."""
    first, last = timeline.moment(comparison.change_lower), timeline.moment(comparison.change_upper)
    return "" if first is None or last is None else timeline.range(first, last, language)


def moved_when(comparison: ComparisonFacts, language: str = "nb") -> str:
    """Word when the level most likely moved, with its 95 % set: "juni 2023 (mai–juli 2023)"; empty if unknown.

    Where the set holds nearly every period, it says that the time is not known.
    """
    check_language(language)
    timeline = Timeline.of(comparison)
    moment = timeline.moment(comparison.change_at)
    if moment is None:
        return ""
    first, last = timeline.moment(comparison.change_lower), timeline.moment(comparison.change_upper)
    if moment.period is None:
        when = say("chart.position", language, n=integer((moment.position or 0) + 1, language))
    else:
        when = period_long(moment.period, language)
    if first is None or last is None or first == last:
        return when
    identifier = "moved.range" if is_dated(comparison) else "moved.undated"
    return say(identifier, language, when=when, range=timeline.range(first, last, language))


def _before(moment: Moment, start: Moment | None) -> bool:
    if start is None:
        return False
    if moment.position is not None and start.position is not None:
        return moment.position < start.position
    if moment.period is not None and start.period is not None:
        return moment.period < start.period
    return False
