"""What stands beside a unit's answer in two or three words: its goal, and its open alerts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kvalspc.job.goals import leading
from kvalspc.words import label, sustained_text
from kvalspc.words.catalogue import say_count
from kvalspc.words.numbers import integer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvalspc._goal import Goal
    from kvalspc.job.results import UnitResult


@dataclass(frozen=True)
class Badge:
    """A few words; `kind` ("yes", "no", "undecided", "not_due", "alert") decides how they look."""

    kind: str
    text: str


def badges_of(unit: UnitResult, alerts: int, language: str) -> tuple[Badge, ...]:
    """The badges of one unit and indicator."""
    goal = leading(unit.goals)
    found = []
    if goal is not None:
        answer = answer_of(goal)
        found.append(Badge(answer, label(f"badge.goal.{answer}", language)))
    if alerts:
        found.append(Badge("alert", say_count("count.alert", alerts, language)))
    return tuple(found)


def answer_of(goal: Goal) -> str:
    """The answer as it is shown: a goal whose date has not come has none yet."""
    return "not_due" if goal.problem == "not_due" else goal.outcome


def goals_text(units: Sequence[UnitResult], language: str) -> str:
    """In how many units the goal is reached; the empty text where no unit's goal has come to its date."""
    answers = [answer_of(goal) for unit in units if (goal := leading(unit.goals)) is not None]
    due = [answer for answer in answers if answer != "not_due"]
    if not due:
        return ""
    yes, undecided = due.count("yes"), due.count("undecided")
    if undecided:
        text = "report.goal_count.open" if yes else "report.goal_count.none_open"
    else:
        text = "report.goal_count" if yes else "report.goal_count.none"
    places = {"yes": integer(yes, language), "open": integer(undecided, language)}
    return say_count(text, len(due), language, **places)


def lasting_text(unit: UnitResult, language: str) -> str:
    """Whether an improvement has lasted after the project's end; the empty text where nobody asked."""
    comparison = unit.comparison
    if comparison is None or comparison.lasting is None or unit.verdict != "improved":
        return ""
    kind = None if comparison.calendar is None else comparison.calendar.type
    return sustained_text(comparison.lasting, language, period_type=kind)
