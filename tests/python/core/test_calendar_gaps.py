"""Periods without a row are missing points, dates are read the same in every form, and other forms are refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from series_examples import DENOMINATOR, MONTHS, NUMERATOR

import kvalspc
from kvalspc.periods import Period, PeriodType

VALUES = [
    7.1,
    6.3,
    8.2,
    5.9,
    7.7,
    9.4,
    6.1,
    7.5,
    5.2,
    8.8,
    7.3,
    6.6,
    8.1,
    7.9,
    6.4,
    5.5,
    9.1,
    7.2,
    6.9,
    8.3,
    12,
    13,
    11,
    14,
]
ABSENT = [5, 6, 15]  # the periods that have no row
KEPT = [k for k in range(24) if k not in ABSENT]
FIRSTS = [f"{month}-01" for month in MONTHS]

FORMS = {
    "months": MONTHS,
    "days as text": FIRSTS,
    "dates": [dt.date.fromisoformat(day) for day in FIRSTS],
    "pandas": list(pd.to_datetime(FIRSTS)),
    "NumPy": list(np.array(FIRSTS, dtype="datetime64[D]")),
}


def kept(column: Any) -> list[Any]:
    return [column[k] for k in KEPT]


def with_holes(column: Any) -> list[float]:
    return [float("nan") if k in ABSENT else float(column[k]) for k in range(24)]


@pytest.mark.parametrize("form", FORMS)
def test_no_moving_range_bridges_a_month_without_a_row(form: str) -> None:
    shown = kvalspc.chart("i", kept(VALUES), period=kept(FORMS[form]))
    whole = kvalspc.chart("i", with_holes(VALUES), period=MONTHS)
    assert shown.period == MONTHS
    for name in ("centre", "upper", "value"):
        np.testing.assert_array_equal(shown.points[name], whole.points[name])
    bridged = kvalspc.chart("i", kept(VALUES))  # without periods nobody can know of the gaps
    assert shown.points["upper"][0] != bridged.points["upper"][0]


@pytest.mark.parametrize("form", FORMS)
def test_one_series_and_a_frame_agree_on_gaps(form: str) -> None:
    frame = pd.DataFrame({"unit": "A", "when": kept(FORMS[form]), "x": kept(NUMERATOR), "n": kept(DENOMINATOR)})
    frame = pd.concat([frame, frame.assign(unit="B")]).sample(frac=1, random_state=7)
    found = kvalspc.charts(
        frame, kind="p", by="unit", period="when", numerator="x", denominator="n", start="2023-01-15"
    )
    alone = kvalspc.chart("p", kept(NUMERATOR), kept(DENOMINATOR), period=kept(FORMS[form]), start="2023-01-15")
    assert found["A"].period == alone.period == MONTHS
    assert found["A"].start == alone.start == MONTHS.index("2023-02")
    assert found.comparison("A").p_value == found.comparison("B").p_value == alone.compare().p_value
    score = kvalspc.score(
        frame, kind="p", unit="unit", period="when", numerator="x", denominator="n", start="2023-01-15"
    )
    assert score.columns["p_value"][0] == alone.compare().p_value
    one = kvalspc.compare(kept(NUMERATOR), kept(DENOMINATOR), kind="p", period=kept(FORMS[form]), start="2023-01-15")
    assert (one.p_value, one.baseline.n, one.after.n) == (alone.compare().p_value, 10, 10)  # January is torn


def test_a_position_counts_points_missing_ones_too() -> None:
    shown = kvalspc.chart("p", kept(NUMERATOR), kept(DENOMINATOR), period=kept(MONTHS), breaks=12)
    assert shown.points["phase"].tolist() == [0] * 12 + [1] * 12
    left_out = kvalspc.chart("p", kept(NUMERATOR), kept(DENOMINATOR), period=kept(MONTHS), exclude={23: "moved"})
    assert left_out.exclusions == {23: "moved"}
    result = kvalspc.compare(kept(NUMERATOR), kept(DENOMINATOR), kind="p", period=kept(MONTHS), start=12)
    assert result.start == 12
    again = kvalspc.chart("p", kept(NUMERATOR), kept(DENOMINATOR), period=kept(MONTHS), breaks=result.change_at)
    assert again.phases[1]["first"] == result.change_at  # what comes out can go in
    by_row = [0.1 * k for k in range(21)]
    target = kvalspc.chart("p", kept(NUMERATOR), kept(DENOMINATOR), period=kept(MONTHS), target=[t / 3 for t in by_row])
    assert target.points["target"][4] == pytest.approx(0.4 / 3)
    assert np.isnan(target.points["target"][5])
    assert target.points["target"][7] == pytest.approx(0.5 / 3)


def test_subgroups_keep_their_spread_across_a_gap() -> None:
    values = [float(10 + (7 * k) % 5) for k in range(4 * len(KEPT))]
    periods = [month for month in kept(MONTHS) for _ in range(4)]
    shown = kvalspc.chart("xbar", values, period=periods)
    assert shown.period == MONTHS
    assert np.isnan(shown.points["value"][ABSENT]).all()
    bare = kvalspc.chart("xbar", values, period=[f"group {month}" for month in periods])
    np.testing.assert_array_equal(shown.points["upper"][KEPT], bare.points["upper"])


def test_events_and_days_have_no_gaps() -> None:
    assert len(kvalspc.chart("g", kept(NUMERATOR), period=kept(MONTHS))) == len(KEPT)
    days = [f"2024-01-{k:02d}" for k in (1, 3, 4, 8, 9, 10, 15, 16)]
    assert kvalspc.chart("i", VALUES[:8], period=days).period == days


def test_periods_counted_from_a_day_of_their_own_are_left_as_they_are() -> None:
    cut = [Period.parse("2022-01"), Period(PeriodType.MONTH, 0, dt.date(2022, 1, 17)), Period.parse("2022-02")]
    assert kvalspc.compare([1, 2, 3], [9, 9, 9], kind="p", period=cut, start=1).baseline.numerator == 1
    anchored = [Period.anchored(dt.date(2022, 2, 15), PeriodType.QUARTER, n) for n in (0, 1, 3)]
    assert len(kvalspc.chart("p", [1, 2, 3], [9, 9, 9], period=anchored)) == 3


@pytest.mark.parametrize(
    "labels",
    [
        ["01.06.2023", "01.07.2023"], ["1/6/2023", "1/7/2023"], ["01.06.23", "01.07.23"], ["Jun 2021", "jul 2021"],
        ["juni 2021", "juli 2021"], ["2023/06", "2023/07"], ["202306", "202307"], ["20230601", "20230701"],
        ["2023-6", "2023-7"], ["2023-06-01 00:00:00", "2023-07-01 00:00:00"], ["1. mars 2024", "1. april 2024"],
        ["Mar-24", "Apr-24"],
    ],
    ids=lambda labels: str(labels[0]),
)  # fmt: skip
def test_dates_in_another_form_are_refused(labels: list[str]) -> None:
    with pytest.raises(ValueError, match=r"period\[0\]: got .* need 2024-03, .*pandas.to_datetime"):
        kvalspc.chart("p", [1, 2], [5, 5], period=labels)


def test_the_first_date_in_another_form_is_named() -> None:
    with pytest.raises(ValueError, match=r"period\[1\]: got '2022-13', need 2024-03, "):
        kvalspc.chart("p", [1, 2, 3], [5, 5, 5], period=["2022-12", "2022-13", "2023-1"])


@pytest.mark.parametrize(
    "labels", [["before", "after"], ["Week 1", "Week 2"], ["A2023", "A2024"], ["1", "2"], ["mars", "mai"]]
)
def test_free_labels_are_free(labels: list[str]) -> None:
    assert kvalspc.chart("p", [1, 2], [5, 5], period=labels).period == labels


def test_start_begins_a_phase_and_the_comparison() -> None:
    shown = kvalspc.chart("p", NUMERATOR, DENOMINATOR, period=MONTHS, start="2023-01", better="higher")
    assert shown.points["phase"].tolist() == [0] * 12 + [1] * 12
    assert shown.start == 12
    same = kvalspc.compare(NUMERATOR, DENOMINATOR, kind="p", period=MONTHS, start="2023-01", better="higher")
    assert shown.compare() == same
    frozen = kvalspc.chart("p", NUMERATOR, DENOMINATOR, period=MONTHS, start="2023-01", freeze="2023-01")
    assert len(frozen.phases) == 1
    assert frozen.start == 12
    later = kvalspc.chart("p", NUMERATOR, DENOMINATOR, period=MONTHS, start="2030-01")
    assert len(later.phases) == 1


def test_a_start_inside_of_a_month_leaves_it_out_whatever_begins_the_phase() -> None:
    given: dict[str, Any] = {"kind": "p", "period": MONTHS, "start": "2023-01-15"}
    alone = kvalspc.compare(NUMERATOR, DENOMINATOR, **given)
    frozen = kvalspc.chart("p", NUMERATOR, DENOMINATOR, period=MONTHS, start="2023-01-15", freeze=12)
    assert np.flatnonzero(~frozen.points["included"]).tolist() == [12]
    assert frozen.compare().baseline == alone.baseline
    with pytest.raises(IndexError, match=r"start: got 500, need at most 24"):
        kvalspc.chart("p", NUMERATOR, DENOMINATOR, start=500, breaks=[10])


def test_a_mistyped_year_is_refused() -> None:
    with pytest.raises(ValueError, match=r"from 0204-01 to 2024-02, 21842 periods; need .* \(is a year mistyped"):
        kvalspc.chart("p", [1, 2, 3], [5, 5, 5], period=["0204-01", "2024-01", "2024-02"])


def test_a_set_of_charts_keeps_reasons_and_goals() -> None:
    frame = pd.DataFrame({"unit": "A", "when": MONTHS, "x": NUMERATOR, "n": DENOMINATOR})
    ask: dict[str, Any] = {"kind": "p", "period": "when", "numerator": "x", "denominator": "n"}
    goal: dict[str, Any] = {"start": "2023-01", "target": 0.3, "better": "higher"}
    found = kvalspc.charts(frame, by="unit", exclude={"A": {"2022-04": "moved"}}, **ask, **goal)
    assert found["A"].exclusions == {3: "moved"}
    scores = kvalspc.score(frame, unit="unit", **ask, **goal)
    assert found.comparison("A").goal == "yes"
    assert found.columns["goal"][0] == scores.columns["goal"][0] == kvalspc.GoalOutcome.YES
    for call in (
        lambda: kvalspc.charts(frame, by="unit", target=50, **ask),
        lambda: kvalspc.score(frame, unit="unit", target=50, **ask),
    ):
        with pytest.raises(ValueError, match=r"target: got 50, need .* a share from 0 to 1"):
            call()
    assert (
        kvalspc.score(frame, unit="unit", complete_until="2023-06", start="2023-01", **ask).columns["p_value"][0]
        == (kvalspc.charts(frame, by="unit", complete_until="2023-06", start="2023-01", **ask).columns["p_value"][0])
    )


def test_an_error_names_unit_period_and_remedy() -> None:
    frame = pd.DataFrame({"unit": "A", "when": MONTHS, "met": NUMERATOR, "n": DENOMINATOR})
    frame.loc[5, "met"] = 99
    ask: dict[str, Any] = {"kind": "p", "by": "unit", "period": "when", "numerator": "met", "denominator": "n"}
    with pytest.raises(ValueError, match=rf"unit 'A': numerator\[5\] \({MONTHS[5]}\): got 99, need at most the denom"):
        kvalspc.charts(frame, **ask)
    with pytest.raises(ValueError, match=r"got 'mett', need one of the columns .* \(did you mean 'met'\?\)"):
        kvalspc.charts(frame, **{**ask, "numerator": "mett"})
    with pytest.raises(ValueError, match=r"numerator\[\d+\].*: got .*, need 0 or 1, or a denominator: none was given"):
        kvalspc.charts(frame, **{**ask, "denominator": None})
    with pytest.raises(TypeError, match=r"decimal comma"):
        kvalspc.charts(frame.assign(met="0,5"), **ask)
    with pytest.raises(TypeError, match="start: got 2 places, need one position, period or date"):
        kvalspc.compare(NUMERATOR, DENOMINATOR, kind="p", period=MONTHS, start=["2022-06", "2023-01"])


LASTS = {
    "dates": [dt.date.fromisoformat(day) - dt.timedelta(days=1) for day in FIRSTS[1:]],
    "text": [str(dt.date.fromisoformat(day) - dt.timedelta(days=1)) for day in FIRSTS[1:]],
    "pandas": list(pd.to_datetime(FIRSTS[1:]) - pd.Timedelta(days=1)),
}


@pytest.mark.parametrize("form", LASTS)
def test_last_days_of_months_are_those_months(form: str) -> None:
    """Registries deliver 2024-01-31 for January: the same chart, gaps and goal as with 2024-01."""
    rows = [k for k in range(23) if k not in ABSENT]
    x, n, days, months = ([column[k] for k in rows] for column in (NUMERATOR, DENOMINATOR, LASTS[form], MONTHS))
    ours = kvalspc.chart("p", x, n, period=days, breaks="2023-01", better="higher")
    theirs = kvalspc.chart("p", x, n, period=months, breaks="2023-01", better="higher")
    assert list(ours.points["period"]) == list(theirs.points["period"]) == MONTHS[:23]
    for start in ("2023-01", "2023-01-15", "2023-01-31"):
        one, other = (
            kvalspc.compare(x, n, kind="p", period=period, start=start, better="higher", target=0.6, by="2023-10-31")
            for period in (days, months)
        )
        assert (one.text("nb"), one.lines("nb")) == (other.text("nb"), other.lines("nb"))


def test_last_days_of_quarters_and_years_and_sundays() -> None:
    quarters = ["2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31"]
    assert next(iter(kvalspc.chart("c", [1, 2, 3, 4], period=quarters).points["period"])) == "2023-Q1"
    years = ["2020-12-31", "2021-12-31", "2022-12-31"]
    assert next(iter(kvalspc.chart("c", [1, 2, 3], period=years).points["period"])) == "2020"
    sundays = ["2024-01-07", "2024-01-14", "2024-01-21"]
    assert next(iter(kvalspc.chart("c", [1, 2, 3], period=sundays).points["period"])) == "2024-W01"


def test_one_or_two_last_days_may_be_chance_and_other_days_are_days() -> None:
    for days in (
        ["2024-01-31", "2024-03-31"],
        ["2024-01-31", "2024-02-29", "2024-03-30"],
        ["2024-01-05", "2024-02-11"],
    ):
        assert list(kvalspc.chart("c", list(range(len(days))), period=days).points["period"]) == days
