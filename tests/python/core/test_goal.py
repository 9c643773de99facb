"""goal(): at least, or at most, by a date; which periods are judged, and what is wrong with a goal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import kvalspc

MONTHS = [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)]
X = [8] * 12 + [14] * 12


def judged(**more: Any) -> kvalspc.Goal:
    given: dict[str, Any] = {"kind": "p", "period": MONTHS, "at_least": 0.5}
    return kvalspc.goal(X, [20] * 24, **{**given, **more})


def test_the_last_half_year_is_judged_unless_a_window_is_given() -> None:
    assert (judged().first, judged().end, judged().side.n, judged().held) == (18, 24, 6, 6)
    assert judged(window=3).side.n == 3
    assert judged(window=100, start="2024-01").first == 12  # nothing before the start counts
    quarters = [f"{year}-Q{q}" for year in range(2019, 2025) for q in (1, 2, 3, 4)]
    assert judged(period=quarters).side.n == 2
    assert judged(period=None).side.n == 6
    assert judged(period=[str(year) for year in range(2001, 2025)]).side.n == 1


def test_by_is_a_date_a_period_or_a_position() -> None:
    assert judged(by=date(2024, 6, 30)).end == 18
    assert judged(by=date(2024, 6, 29)).end == 17  # June is not over
    assert judged(by="2024-06").end == 18
    assert judged(by="2024-Q2").end == 18
    assert judged(by=18).end == 18
    assert judged(by="2024-06").by == date(2024, 6, 30)
    assert judged().by == date(2024, 12, 31)
    assert judged(by=18).by is None


def test_a_date_that_has_not_come() -> None:
    early = judged(by=date(2025, 1, 31))
    assert (early.outcome, early.problem) == ("undecided", "not_due")
    assert early.text("en") == (
        "The goal is due on 31 January 2025 (goal: at least 50%). So far the level is 70%. "
        "The goal was reached in all of the last 6 months."
    )
    assert judged(by=25).problem == "not_due"


def test_outcomes_and_problems() -> None:
    assert (judged().outcome, judged().problem) == ("yes", None)
    assert judged(at_least=0.85).outcome == "no"
    assert judged(at_least=None, at_most=0.85).outcome == "yes"
    assert judged(at_least=0.35, start="2024-01").problem == "already_met"
    small = kvalspc.goal([1] * 12, [1] * 12, kind="p", at_least=0.9)
    assert (small.outcome, small.problem) == ("undecided", "volume")
    empty = kvalspc.goal([8] * 12 + [0] * 6, [20] * 12 + [0] * 6, kind="p", at_least=0.5)
    assert (empty.outcome, empty.problem) == ("undecided", "no_data")
    assert (
        empty.text("nb")
        == "Målet kan ikke vurderes: Det finnes ingen målinger som kan vise det (mål: minst 50\u202f%)."
    )


def test_the_interval_agrees_with_the_answer() -> None:
    for bound in (0.5, 0.6, 0.65, 0.7, 0.75, 0.85):
        found = judged(at_least=bound)
        assert (found.outcome == "yes") == (found.lower > bound) == (found.p_reached < 0.05)
        assert (found.outcome == "no") == (found.upper < bound) == (found.p_missed < 0.05)


def test_rates_means_and_medians() -> None:
    assert kvalspc.goal([3] * 12, [900] * 12, kind="u", at_most=0.006).outcome == "yes"
    values = [41, 38, 44, 40, 39, 42, 28, 31, 27, 29, 30, 26]
    assert kvalspc.goal(values, kind="i", at_most=35).outcome == "yes"
    assert kvalspc.goal(values, kind="xmr", at_most=35).kind == "i"
    assert kvalspc.goal(values, kind="run", at_most=35).outcome == "yes"
    assert kvalspc.goal(values, kind="run", at_most=29).outcome == "undecided"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"at_least": None}, ValueError, "goal: got both or none of at_least and at_most, need exactly one"),
        ({"at_most": 0.5}, ValueError, "need exactly one of them"),
        ({"at_least": 50}, ValueError, "goal: got 50, need a share from 0 to 1"),
        ({"window": 0}, ValueError, "window: got 0, need 1 period or more"),
        ({"by": "soon"}, ValueError, "by: got 'soon'"),
        ({"by": date(2024, 1, 1), "period": None}, ValueError, "by: got 2024-01-01, need a position"),
        ({"kind": "g"}, ValueError, "kind: got"),
    ],
)
def test_misuse(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        judged(**arguments)
