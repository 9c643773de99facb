"""Was the goal reached: the sentences for what the core decided."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from kvalspc.words import numbers
from kvalspc.words.catalogue import check_language, say
from kvalspc.words.effect import confidence_text
from kvalspc.words.facts import known
from kvalspc.words.levels import LevelWords
from kvalspc.words.measure import Measure
from kvalspc.words.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kvalspc.calendar import Calendar
    from kvalspc.words.facts import Level

GOAL_OUTCOMES = ("yes", "no", "undecided")
REMARKS = ("already_met", "volume")
"""The problems that are told beside the answer; no_data and not_due stand in its place."""


class GoalFacts(Protocol):
    """What an answer is worded from: the members of `kvalspc.Goal`."""

    @property
    def kind(self) -> str:
        """The kind of chart."""
        ...

    @property
    def outcome(self) -> str:
        """One of yes, no, undecided."""
        ...

    @property
    def problem(self) -> str | None:
        """What is wrong with the goal."""
        ...

    @property
    def bound(self) -> float:
        """The goal's level."""
        ...

    @property
    def at_least(self) -> bool:
        """Whether the level should be at least the bound (else at most)."""
        ...

    @property
    def by(self) -> date | None:
        """The goal's last day, where known."""
        ...

    @property
    def side(self) -> Level:
        """The periods that it was judged by."""
        ...

    @property
    def first(self) -> int:
        """The position of the first of them."""
        ...

    @property
    def end(self) -> int:
        """The position after the last of them."""
        ...

    @property
    def lower(self) -> float:
        """The lower end of the level's interval."""
        ...

    @property
    def upper(self) -> float:
        """The upper end of the level's interval."""
        ...

    @property
    def alpha(self) -> float:
        """The level of each one-sided answer: the interval covers 1 - 2 alpha."""
        ...

    @property
    def held(self) -> int:
        """In how many of them it was reached."""
        ...

    @property
    def calendar(self) -> Calendar | None:
        """The periods' calendar, where known."""
        ...


def goal_text(goal: GoalFacts, language: str = "nb", measure: Measure | None = None) -> str:
    """Answer the goal, as in "Målet er nådd: 54 % per 31. desember 2024 (65 av 120, ...). Mål: minst 50 %".

    Args:
        goal: The result of `kvalspc.goal`, or anything of that shape.
        language: "nb", "nn" or "en".
        measure: How the indicator is worded and scaled; None: by the kind of chart.

    Raises:
        ValueError: An unknown outcome or language.
    """
    check_language(language)
    if goal.outcome not in GOAL_OUTCOMES:
        raise ValueError(f"got goal outcome {goal.outcome!r}, need one of {', '.join(GOAL_OUTCOMES)}")
    parts = [_answer(goal, language, LevelWords(measure or Measure.for_kind(goal.kind), language))]
    if goal.problem in REMARKS:
        parts.append(say(f"goal.{goal.problem}", language))
    if goal.problem != "no_data" and goal.side.n > 1:
        kind = None if goal.calendar is None else goal.calendar.type
        how_many = {0: "none", goal.side.n: "all"}.get(goal.held, "some")
        last, held = numbers.last_periods(goal.side.n, kind, language), numbers.integer(goal.held, language)
        parts.append(say(f"goal.held.{how_many}", language, periods=last, held=held))
    return " ".join(parts)


def _answer(goal: GoalFacts, language: str, words: LevelWords) -> str:
    target = say("goal.at_least" if goal.at_least else "goal.at_most", language, level=words.one(goal.bound))
    level = goal.side.level
    if not math.isfinite(level):
        if goal.problem == "not_due" and goal.by is not None:
            return say("goal.not_due.no_data", language, date=numbers.day(goal.by, language), target=target)
        return say("goal.no_data", language, target=target)
    places = {"level": words.full(level, words.digits(level, goal.bound)), "target": target}
    name = goal.outcome
    if goal.problem == "not_due":
        name = "not_due"
    else:
        places["basis"] = ", ".join(_basis(goal, language, words))
    if goal.by is None:
        return say(f"goal.{name}.undated", language, **places)
    return say(f"goal.{name}", language, **places, date=numbers.day(goal.by, language))


def _basis(goal: GoalFacts, language: str, words: LevelWords) -> Iterator[str]:
    """Whose number it is: the counts, the periods that it was judged by, and the interval."""
    numerator, denominator = known(goal.side.numerator), known(goal.side.denominator)
    if words.measure.type in {"andel", "rate"} and numerator is not None and denominator is not None:
        yield say(
            f"goal.basis.{words.measure.type}",
            language,
            numerator=numbers.integer(numerator, language),
            denominator=numbers.integer(denominator, language),
        )
    dated = goal.calendar is not None and goal.calendar.type is not None
    timeline = Timeline.of(goal) if dated else Timeline(None)
    first, last = timeline.moment(goal.first), timeline.moment(goal.end - 1)
    if first is None or last is None or first.period is None:
        yield numbers.period_count(goal.side.n, None if goal.calendar is None else goal.calendar.type, language)
    else:
        yield timeline.range(first, last, language)
    if known(goal.lower) is not None and known(goal.upper) is not None:
        confidence = confidence_text(2 * goal.alpha, language)
        yield say("goal.interval", language, confidence=confidence, interval=words.range(goal.lower, goal.upper))
