"""chart(): names, positions, phases, duplicates, order, missing values, messages."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from series_examples import DENOMINATOR, MONTHS, NUMERATOR, months

import kvalspc

NAN = math.nan
POINTS = [
    "period",
    "value",
    "numerator",
    "denominator",
    "centre",
    "lower",
    "upper",
    "lower_raw",
    "upper_raw",
    "phase",
    "included",
    "beyond",
    "provisional",
    "target",
]
PHASE = ["n", "useful", "centre", "longest_run", "longest_run_max", "crossings", "crossings_min", "runs_signal"]


def p(**options: Any) -> kvalspc.Chart:
    return kvalspc.chart("p", NUMERATOR, DENOMINATOR, **{"period": MONTHS, **options})


def test_signature_of_the_contract() -> None:
    parameters = inspect.signature(kvalspc.chart).parameters
    assert " ".join(parameters) == (
        "kind numerator denominator period breaks freeze exclude limits screen rules target better notes centre sigma "
        "lower upper spread per constants profile complete_until start width"
    )
    defaults = {name: q.default for name, q in parameters.items()}
    assert defaults["limits"] == "auto"
    assert defaults["rules"] == "anhoej"
    assert defaults["constants"] == "field"
    assert defaults["screen"] is False
    assert defaults["per"] == 1
    assert all(q.kind is q.KEYWORD_ONLY for q in list(parameters.values())[3:])


def test_points_phases_signals_of_the_contract() -> None:
    chart = p(freeze=12, better="lower")
    assert list(chart.points) == POINTS
    assert {len(column) for column in chart.points.values()} == {24}
    dtypes = {name: chart.points[name].dtype for name in POINTS}
    assert dtypes["included"] == dtypes["beyond"] == np.bool_
    assert dtypes["phase"].kind == "i"
    assert all(dtypes[name] == np.float64 for name in POINTS[1:9])
    (phase,) = chart.phases
    for name in PHASE:
        assert name in phase
    for name in PHASE[1:2] + PHASE[3:]:
        assert f"baseline_{name}" in phase
        assert f"after_{name}" in phase
    assert chart.signals
    for signal in chart.signals:
        assert list(signal) == ["rule", "source", "first", "last", "direction", "effect"]
        assert signal["source"] in {"limit", "rule"}
        assert signal["direction"] in {"up", "down", None}
        assert signal["effect"] in {"improvement", "deterioration", None}


def test_attributes_of_the_other_parts() -> None:
    chart = p(
        breaks=12,
        target=0.5,
        better="higher",
        notes={3: "new ward"},
        per=100,
        profile="qicharts2-0.8.1",
        limits="sigma",
    )
    assert (chart.kind, chart.target, chart.better, chart.per, chart.profile) == (
        "p",
        0.5,
        "higher",
        100,
        "qicharts2-0.8.1",
    )
    assert chart.notes == {3: "new ward"}
    assert chart.period == MONTHS
    assert chart.limits_used == ["sigma", "sigma"]
    assert chart.status is kvalspc.Status.OK
    assert chart.moving_range is None
    assert len(chart) == 24
    assert repr(chart).startswith("<kvalspc.Chart p, 24 points 2022-01 to 2023-12: ")


def test_per_computes_nothing() -> None:
    for name, column in p(per=1000, target=0.2).points.items():
        assert column.tolist() == p(target=0.2).points[name].tolist()


def test_xmr_is_i_with_its_moving_range_panel() -> None:
    chart = kvalspc.chart("xmr", NUMERATOR, period=MONTHS, better="lower", target=10)
    assert chart.kind == "i"
    panel = chart.moving_range
    assert panel is not None
    assert panel.kind == "mr"
    assert (panel.better, panel.target) == (None, None)
    assert panel.period == chart.period
    np.testing.assert_array_equal(panel.points["value"][1:], np.abs(np.diff(NUMERATOR)))
    assert math.isnan(panel.points["value"][0])
    alone = kvalspc.chart("mr", NUMERATOR)
    assert alone.points["upper"].tobytes() == panel.points["upper"].tobytes()


def test_without_period_points_are_numbered() -> None:
    chart = kvalspc.chart("i", NUMERATOR)
    assert chart.period is None
    assert chart.points["period"].tolist() == list(range(24))
    assert chart.points["denominator"].tolist() == [1.0] * 24


# ------------------------------------------------------------------------------------------- positions and periods

SAME_BREAK = [
    12,
    np.int64(12),
    "2023-01",
    "2023-01-01",
    dt.date(2023, 1, 1),
    dt.datetime(2023, 1, 1, 12),  # noqa: DTZ001 (registries have local wall time)
    pd.Timestamp("2023-01-01"),
    np.datetime64("2023-01-01"),
    "2023-Q1",
    "2023",
]


@pytest.mark.parametrize("where", SAME_BREAK, ids=repr)
def test_a_break_as_position_period_or_date(where: Any) -> None:
    for given in (where, [where]):
        chart = p(breaks=given)
        assert [(phase["first"], phase["end"]) for phase in chart.phases] == [(0, 12), (12, 24)]
        assert chart.points["included"].all()


def test_a_position_in_a_period_that_is_a_number_stays_a_position() -> None:
    chart = kvalspc.chart("p", NUMERATOR, DENOMINATOR, period=list(range(2000, 2024)), breaks=12)
    assert chart.phases[1]["first"] == 12


@pytest.mark.parametrize(
    "where", [dt.date(2023, 1, 15), "2023-01-15", np.datetime64("2023-01-15"), pd.Timestamp("2023-01-15")], ids=repr
)
@pytest.mark.parametrize("argument", ["breaks", "freeze"])
def test_a_date_inside_a_period_leaves_that_period_out(where: Any, argument: str) -> None:
    chart = p(**{argument: where})
    assert np.flatnonzero(~chart.points["included"]).tolist() == [12]
    phase = chart.phases[0]
    assert (phase["end"] if argument == "breaks" else phase["baseline_end"]) == 13
    assert phase["centre"] == sum(NUMERATOR[:12]) / sum(DENOMINATOR[:12])


def test_a_month_inside_a_quarter_leaves_the_quarter_out() -> None:
    quarters = [f"{2020 + k // 4}-Q{k % 4 + 1}" for k in range(24)]
    chart = kvalspc.chart("p", NUMERATOR, DENOMINATOR, period=quarters, breaks="2022-02")
    assert np.flatnonzero(~chart.points["included"]).tolist() == [8]
    assert chart.phases[1]["first"] == 9


def firsts(step: int, n: int = 24) -> list[dt.date]:
    return [dt.date(2001 + k * step // 12, k * step % 12 + 1, 1) for k in range(n)]


FIRST_DAYS: dict[str, tuple[list[dt.date], str]] = {
    "months": (firsts(1), "2002-01"),
    "quarters": (firsts(3), "2004-Q1"),
    "tertials": (firsts(4), "2005-T1"),
    "half-years": (firsts(6), "2007-H1"),
    "years": (firsts(12), "2013"),
    "weeks": ([dt.date(2024, 1, 1) + dt.timedelta(weeks=k) for k in range(24)], "2024-W13"),
    "days": ([dt.date(2024, 1, 1) + dt.timedelta(days=k) for k in range(24)], "2024-01-13"),
    "months with gaps": ([day for day in firsts(1, 36) if day.month not in {5, 6, 9}][:24], "2002-04"),
}


@pytest.mark.parametrize(("days", "label"), FIRST_DAYS.values(), ids=FIRST_DAYS)
def test_dates_stand_for_the_periods_that_they_begin(days: list[dt.date], label: str) -> None:
    chart = kvalspc.chart("p", NUMERATOR, DENOMINATOR, period=days)
    assert chart.period is not None
    at = chart.period.index(label)
    assert chart.points["numerator"][at] == NUMERATOR[12]
    if label != "2024-01-13":  # nothing falls inside of a day
        torn = kvalspc.chart("p", NUMERATOR, DENOMINATOR, period=days, breaks=days[12] + dt.timedelta(days=3))
        assert np.flatnonzero(~torn.points["included"] & chart.points["included"]).tolist() == [at]
        assert torn.phases[1]["first"] == at + 1


def test_three_dates_a_quarter_apart_are_quarters_two_are_months() -> None:
    days = [dt.date(2024, 1, 1), dt.date(2024, 4, 1), dt.date(2024, 7, 1)]
    assert kvalspc.chart("p", [1, 2, 3], [9, 9, 9], period=days).period == ["2024-Q1", "2024-Q2", "2024-Q3"]
    assert kvalspc.chart("p", [1, 2], [9, 9], period=days[:2]).period == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert kvalspc.chart("p", [1, 2], [9, 9], period=days[::2]).period == [f"2024-0{k}" for k in range(1, 8)]


def test_a_date_in_a_gap_means_the_next_period() -> None:
    gap = MONTHS[:12] + months(12, 2024)
    chart = kvalspc.chart("p", NUMERATOR, DENOMINATOR, period=gap, breaks=dt.date(2023, 6, 15))
    assert chart.period is not None
    assert chart.period[chart.phases[1]["first"]] == "2023-07"
    assert chart.phases[0]["centre"] == sum(NUMERATOR[:12]) / sum(DENOMINATOR[:12])
    assert np.flatnonzero(~chart.points["included"]).tolist() == list(range(12, 24))  # 2023 has no rows


BAD_BREAKS = [
    (0, IndexError, "breaks: got 0, need a position from 1 to 23"),
    (24, IndexError, "breaks: got 24, need a position from 1 to 23"),
    (-1, IndexError, "breaks: got -1, need a position of 0 or more"),
    ("2030-01", IndexError, "breaks: got 24"),
    ([5, 5], ValueError, "breaks: got 5, need positions that increase"),
    ([10, 5], ValueError, "breaks: got 5, need positions that increase"),
    ("spring", ValueError, "breaks: got spring, need a position, a date or a period"),
    (1.5, ValueError, "breaks: got 1.5, need a position"),
    (True, TypeError, "breaks: got a truth value"),
    (np.True_, TypeError, "breaks: got a truth value"),
]


@pytest.mark.parametrize(("where", "error", "message"), BAD_BREAKS, ids=repr)
def test_bad_breaks(where: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        p(breaks=where)


def test_free_labels_can_be_named() -> None:
    labels = [f"round {k}" for k in range(24)]
    chart = kvalspc.chart(
        "p", NUMERATOR, DENOMINATOR, period=labels, breaks="round 12", exclude=["round 3"], notes={"round 5": "!"}
    )
    assert chart.phases[1]["first"] == 12
    assert not chart.points["included"][3]
    assert chart.notes == {5: "!"}
    with pytest.raises(ValueError, match=r"breaks: got round 99, need a position, or one of the periods"):
        kvalspc.chart("p", NUMERATOR, DENOMINATOR, period=labels, breaks="round 99")


# ---------------------------------------------------------------------------------------------------------- freeze


@pytest.mark.parametrize("freeze", [12, "2023-01", dt.date(2023, 1, 1), {0: 12}, [12]], ids=repr)
def test_freeze(freeze: Any) -> None:
    chart = p(freeze=freeze)
    assert chart.phases[0]["baseline_end"] == 12
    np.testing.assert_array_equal(chart.points["centre"], sum(NUMERATOR[:12]) / sum(DENOMINATOR[:12]))
    assert chart.points["included"].all()


def test_freeze_several_phases_and_leave_others() -> None:
    chart = p(breaks=[8, 16], freeze={2: 3, 0: 4})
    assert [phase["baseline_end"] for phase in chart.phases] == [4, 16, 19]
    assert ["after_useful" in phase for phase in chart.phases] == [True, False, True]


def test_frozen_rows_with_missing_values_count() -> None:
    numerator: list[float] = [*NUMERATOR]
    numerator[3] = NAN
    chart = kvalspc.chart("p", numerator, DENOMINATOR, freeze=6)
    kept = [k for k in range(6) if k != 3]
    assert chart.points["centre"][0] == sum(NUMERATOR[k] for k in kept) / sum(DENOMINATOR[k] for k in kept)


BAD_FREEZE = [
    (0, IndexError, "freeze: got 0, need a position inside a phase"),
    (24, IndexError, "freeze: got 24"),
    (-1, IndexError, "freeze: got -1, need a position of 0 or more"),
    ({2: 3}, IndexError, "freeze: got phase 2, need a phase from 0 to 1"),
    ({-1: 3}, IndexError, "freeze: got phase -1"),
    ({0: 12}, IndexError, r"freeze\[0\]: got 12 points, need from 1 to 11: the phase has 12"),
    ({0: 13}, IndexError, r"freeze\[0\]: got 13 points"),  # it would lie in the next phase
    ({0: 0}, IndexError, r"freeze\[0\]: got 0 points"),
    ({0: -1}, IndexError, r"freeze\[0\]: got -1 points"),
    ({0: 1.5}, TypeError, r"freeze\[0\]: got float, need a whole number"),
    ({"a": 3}, TypeError, "freeze: phase: got str, need a whole number"),
    ({True: 3}, TypeError, "freeze: phase: got bool"),
    ([3, 4], ValueError, "freeze: got 4, need at most one position a phase"),
]


@pytest.mark.parametrize(("freeze", "error", "message"), BAD_FREEZE, ids=repr)
def test_bad_freeze(freeze: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        p(breaks=12, freeze=freeze)


# ------------------------------------------------------------------------------------------------ exclude and notes


@pytest.mark.parametrize(
    "exclude", [2, [2], "2022-03", dt.date(2022, 3, 1), dt.date(2022, 3, 20), "2022-03-20", [2, "2022-03"]], ids=repr
)
def test_exclude(exclude: Any) -> None:
    chart = p(exclude=exclude)
    assert np.flatnonzero(~chart.points["included"]).tolist() == [2]
    assert chart.points["value"][2] == NUMERATOR[2] / DENOMINATOR[2]  # still shown
    assert chart.phases[0]["n"] == 23


@pytest.mark.parametrize("argument", ["exclude", "notes"])
@pytest.mark.parametrize(
    ("where", "error"),
    [("2021-12", ValueError), ("2024-01", ValueError), (24, IndexError), (-1, IndexError), (True, TypeError)],
)
def test_only_what_is_there_can_be_excluded_or_noted(argument: str, where: Any, error: type[Exception]) -> None:
    """An absent month must not quietly become the month after it."""
    with pytest.raises(error, match=f"{argument}: got .*, need"):
        p(**{argument: [where] if argument == "exclude" else {where: "text"}})


def test_notes_by_day_and_wrong_notes() -> None:
    assert p(notes={"2022-03-20": "a", 4: "b"}).notes == {2: "a", 4: "b"}
    with pytest.raises(TypeError, match=r"notes: got list, need a mapping"):
        p(notes=["a"])
    with pytest.raises(TypeError, match=r"notes\[4\]: got int, need a word"):
        p(notes={4: 5})


# ------------------------------------------------------------------------------------- order, duplicates, missing


def equal(one: kvalspc.Chart, other: kvalspc.Chart) -> bool:
    same = all(
        a.tolist() == b.tolist() if a.dtype == object else a.tobytes() == b.tobytes()
        for a, b in zip(one.points.values(), other.points.values(), strict=True)
    )
    return same and one.signals == other.signals and str(one.phases) == str(other.phases)


SHUFFLED = [(k * 7) % 24 for k in range(24)]
PERIODS: dict[str, list[Any]] = {
    "labels": MONTHS,
    "dates": [dt.date.fromisoformat(f"{m}-01") for m in MONTHS],
    "days": [dt.date(2024, 1, 1) + dt.timedelta(days=k) for k in range(24)],
    "weeks": [f"2024-W{k + 1:02d}" for k in range(24)],
    "years": [str(2000 + k) for k in range(24)],
    "whole numbers": list(range(90, 114)),
    "numbers": [k / 2 for k in range(24)],
}


@pytest.mark.parametrize("periods", PERIODS.values(), ids=PERIODS)
@pytest.mark.parametrize(
    "kind", ["p", "pp", "np", "u", "up", "ip", "c", "cp", "g", "t", "i", "run", "mr"]
)  # subgroups: test_subgroups.py
def test_the_order_of_rows_does_not_matter(periods: list[Any], kind: str) -> None:
    denominator = DENOMINATOR if kind in {"p", "pp", "np", "u", "up", "ip"} else None
    want = kvalspc.chart(kind, NUMERATOR, denominator, period=periods, breaks=12)
    got = kvalspc.chart(
        kind,
        [NUMERATOR[k] for k in SHUFFLED],
        None if denominator is None else [DENOMINATOR[k] for k in SHUFFLED],
        period=[periods[k] for k in SHUFFLED],
        breaks=12,
    )
    assert equal(want, got)


@pytest.mark.parametrize("kind", ["p", "u"])
def test_rows_of_counts_that_share_a_period_are_added_up(kind: str) -> None:
    half = [x // 2 for x in NUMERATOR] + [x - x // 2 for x in NUMERATOR]
    sizes = [n // 2 for n in DENOMINATOR] + [n - n // 2 for n in DENOMINATOR]
    want = kvalspc.chart(kind, NUMERATOR, DENOMINATOR, period=MONTHS)
    assert equal(want, kvalspc.chart(kind, half, sizes, period=MONTHS * 2))
    free = [f"round {k}" for k in range(24)]
    assert equal(
        kvalspc.chart(kind, NUMERATOR, DENOMINATOR, period=free), kvalspc.chart(kind, half, sizes, period=free * 2)
    )


@pytest.mark.parametrize("kind", ["i", "run", "mr"])
@pytest.mark.parametrize("labels", [["2024-01", "2024-02", "2024-01"], ["a", "b", "a"], [1, 2, 1]], ids=repr)
def test_two_values_in_one_period_are_an_error(kind: str, labels: list[Any]) -> None:
    with pytest.raises(ValueError, match=rf"period: got {labels[0]} twice, need one value a period for chart '{kind}'"):
        kvalspc.chart(kind, [1.0, 2.0, 3.0], period=labels)


def test_a_sum_with_a_missing_row_is_missing() -> None:
    chart = kvalspc.chart("p", [1, NAN, 2, 3], [10, 10, 10, 10], period=["2024-01", "2024-01", "2024-02", "2024-03"])
    np.testing.assert_array_equal(chart.points["value"], [NAN, 0.2, 0.3])


def test_rows_are_checked_before_they_are_added_up() -> None:
    """A negative count must not hide in the sum of its period."""
    with pytest.raises(ValueError, match=r"numerator\[1\]: got -1, need a whole number, 0 or more"):
        kvalspc.chart("p", [3, -1, 2], [10, 10, 10], period=["2024-01", "2024-01", "2024-02"])
    with pytest.raises(ValueError, match=r"got 12, need at most the denominator \(10\)"):
        kvalspc.chart("p", [12, 1, 2], [10, 10, 10], period=["2024-01", "2024-01", "2024-02"])


@pytest.mark.parametrize("kind", ["p", "u", "i", "run"])
@pytest.mark.parametrize("missing", [None, NAN])
def test_a_missing_point_keeps_its_slot(kind: str, missing: float | None) -> None:
    numerator: list[float | None] = [*NUMERATOR]
    numerator[5] = missing
    denominator = DENOMINATOR if kind in {"p", "u"} else None
    chart = kvalspc.chart(kind, numerator, denominator, period=MONTHS)
    assert math.isnan(chart.points["value"][5])
    assert not chart.points["included"][5]
    assert not chart.points["beyond"][5]
    assert chart.phases[0]["n"] == 23
    assert len(chart) == 24


def test_a_period_without_patients() -> None:
    chart = kvalspc.chart("p", [0, *NUMERATOR], [0, *DENOMINATOR])
    assert math.isnan(chart.points["value"][0])
    assert math.isnan(chart.points["upper"][0])
    assert chart.points["centre"][0] == sum(NUMERATOR) / sum(DENOMINATOR)


def test_nothing_at_all() -> None:
    for kind in ("p", "u"):
        chart = kvalspc.chart(kind, [], [])
        assert chart.status is kvalspc.Status.NO_DATA
        assert len(chart) == 0
    assert kvalspc.chart("i", [NAN] * 5).status is kvalspc.Status.NO_DATA
    assert kvalspc.chart("i", [3.0] * 12).status is kvalspc.Status.NO_VARIATION


# ---------------------------------------------------------------------------------------------------------- misuse

MISUSE: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"kind": "x"}, ValueError, 'kind: got "x", need one of'),
    ({"kind": None}, TypeError, "kind: got None, need a word"),
    ({"limits": "wide"}, ValueError, 'limits: got "wide", need "auto", "sigma", "exact"'),
    ({"limits": None}, TypeError, "limits: got None"),
    ({"kind": "i", "limits": "exact"}, ValueError, 'limits: got "exact" for chart "i", need "sigma" or "auto"'),
    ({"kind": "run", "limits": "exact"}, ValueError, 'limits: got "exact" for chart "run"'),
    ({"rules": "all"}, ValueError, 'rules: got "all", need'),
    ({"rules": 1}, TypeError, "rules: got int"),
    ({"better": "up"}, ValueError, 'better: got "up", need "higher", "lower"'),
    ({"better": 1}, TypeError, "better: got int"),
    ({"constants": "rounded"}, ValueError, 'constants: got "rounded", need "field", "exact"'),
    ({"profile": "qcc"}, ValueError, 'profile: got "qcc", need "qicharts2-0.8.1"'),
    ({"centre": "a"}, TypeError, "centre: got str, need a number"),
    ({"centre": NAN}, ValueError, "centre: got nan, need a finite number"),
    ({"centre": 2.0}, ValueError, 'centre: got 2, need a possible level of chart "p": a share from 0 to 1'),
    (
        {"target": 50},
        ValueError,
        'target: got 50, need a possible level of chart "p": a share from 0 to 1 .50 % is 0.5.',
    ),
    ({"sigma": 0}, ValueError, "sigma: got 0, need a number above 0"),
    ({"sigma": -1}, ValueError, "sigma: got -1, need a number above 0"),
    ({"target": "a"}, TypeError, "target: got str, need a number"),
    ({"per": 0}, ValueError, "per: got 0, need a number above 0"),
    ({"per": True}, TypeError, "per: got bool"),
    ({"numerator": [-1, *NUMERATOR[1:]]}, ValueError, r"numerator\[0\]: got -1, need a whole number, 0 or more"),
    ({"numerator": [1.5, *NUMERATOR[1:]]}, ValueError, r"numerator\[0\]: got 1.5, need a whole number"),
    ({"numerator": [51, *NUMERATOR[1:]]}, ValueError, r"numerator\[0\]: got 51, need at most the denominator \(50\)"),
    ({"numerator": [math.inf, *NUMERATOR[1:]]}, ValueError, r"numerator\[0\]: got inf, need a finite number"),
    ({"denominator": [-1, *DENOMINATOR[1:]]}, ValueError, r"denominator\[0\]: got -1, need 0 \(no patients\) or more"),
    ({"denominator": [0, *DENOMINATOR[1:]]}, ValueError, r"numerator\[0\]: got 9, need 0 where the denominator is 0"),
    ({"denominator": DENOMINATOR[1:]}, ValueError, r"denominator: got 23 values, need as many as the numerator \(24\)"),
    ({"period": MONTHS[1:]}, ValueError, r"period: got 23 values, need as many as the numerator \(24\)"),
    ({"period": [None, *MONTHS[1:]]}, ValueError, r"period\[0\]: got a missing value, need a period for every point"),
    ({"period": ["2022-Q1", *MONTHS[1:]]}, ValueError, "mixed granularity"),
]


@pytest.mark.parametrize(("given", "error", "message"), MISUSE, ids=lambda value: str(value)[:50])
def test_misuse_says_what_was_given_and_what_is_needed(
    given: dict[str, Any], error: type[Exception], message: str
) -> None:
    arguments: dict[str, Any] = {
        "kind": "p",
        "numerator": NUMERATOR,
        "denominator": DENOMINATOR,
        "period": MONTHS,
        **given,
    }
    if arguments["kind"] in {"i", "run"}:
        arguments["denominator"] = None
    with pytest.raises(error, match=message) as caught:
        kvalspc.chart(**arguments)
    assert len(str(caught.value)) < 250, "a message never prints the data"


def test_given_centre_and_sigma() -> None:
    chart = kvalspc.chart("i", NUMERATOR, centre=15, sigma=2)
    np.testing.assert_array_equal(chart.points["centre"], 15.0)
    np.testing.assert_array_equal(chart.points["upper"], 21.0)
    np.testing.assert_array_equal(chart.points["lower"], 9.0)
    np.testing.assert_array_equal(chart.points["beyond"], [not 9 <= x <= 21 for x in NUMERATOR])


def test_limits_are_clamped_only_where_shown() -> None:
    chart = kvalspc.chart("p", [0, 1, 0, 2, 1, 0], [10] * 6, limits="sigma")
    assert (chart.points["lower"] == 0.0).all()
    assert (chart.points["lower_raw"] < 0.0).all()


def test_rules_none_means_no_signals_of_runs() -> None:
    with_rules, without = p(limits="sigma"), p(limits="sigma", rules=None)
    assert any(signal["source"] == "rule" for signal in with_rules.signals)
    assert not any(signal["source"] == "rule" for signal in without.signals)
    assert not without.phases[0]["runs_signal"]


def test_provisional_points_enter_nothing() -> None:
    chart = p(complete_until=dt.date(2023, 10, 15))
    short = kvalspc.chart("p", NUMERATOR[:21], DENOMINATOR[:21], period=MONTHS[:21])
    assert chart.points["provisional"].tolist() == [False] * 21 + [True] * 3
    assert chart.points["included"].tolist() == [True] * 21 + [False] * 3
    assert chart.points["value"][21:].tolist() == p().points["value"][21:].tolist()
    assert chart.phases[0]["centre"] == short.phases[0]["centre"]
    assert chart.phases[0]["longest_run"] == short.phases[0]["longest_run"]


@pytest.mark.parametrize("until", [dt.date(2023, 9, 30), "2023-09-30", "2023-09", "2023-Q3"])
def test_complete_until_is_the_last_day_or_period_with_data(until: Any) -> None:
    assert np.flatnonzero(p(complete_until=until).points["provisional"]).tolist() == [21, 22, 23]


def test_complete_until_needs_dates() -> None:
    with pytest.raises(ValueError, match="complete_until: got periods that are no dates"):
        kvalspc.chart("p", NUMERATOR, DENOMINATOR, period=[f"uke {k}" for k in range(24)], complete_until="2023")
    with pytest.raises(ValueError, match=r"complete_until: got soon, need a date or a period"):
        p(complete_until="soon")
    with pytest.raises(ValueError, match="complete_until: got 2023 without periods"):
        p(complete_until="2023", period=None)


def test_a_prompt_says_the_verdict_and_a_notebook_shows_the_picture() -> None:
    chart = p(breaks="2023-01", better="higher")
    assert repr(chart) == (
        "<kvalspc.Chart p, 24 points 2022-01 to 2023-12: Clear improvement: 41% after the change (January 2023), "
        "against 20% before.>"
    )
    shown = chart._repr_mimebundle_()
    assert shown["text/plain"] == repr(chart)
    assert shown["image/svg+xml"].startswith("<svg")


def test_a_prompt_says_the_signals_where_there_is_no_verdict() -> None:
    assert "1 phase(s), 0 beyond limits, runs signal in 0 phase(s)" in repr(kvalspc.chart("mr", NUMERATOR))
    assert "3 phase(s)" in repr(p(breaks=[8, 16]))


@pytest.mark.parametrize("kind", ["p", "c", "i", "run"])
def test_a_chart_is_compared_as_compare_does(kind: str) -> None:
    denominator = DENOMINATOR if kind == "p" else None
    chart = kvalspc.chart(kind, NUMERATOR, denominator, period=MONTHS, breaks="2023-01", better="higher", exclude=[3])
    want = kvalspc.compare(
        NUMERATOR, denominator, kind=kind, period=MONTHS, start="2023-01", better="higher", exclude=[3]
    )
    got = chart.compare()
    assert (got.verdict, got.p_value, got.effect, got.start) == (want.verdict, want.p_value, want.effect, 12)
    assert chart.compare(alpha=0.01).alpha == 0.01


def test_the_sentence_about_a_rate_is_on_the_scale_of_the_chart() -> None:
    chart = kvalspc.chart("u", NUMERATOR, [1000.0] * 24, breaks=12, per=1000, better="higher")
    assert "20.5 per 1,000" in chart.compare().text("en")


def test_compare_of_a_chart_knows_its_start() -> None:
    assert p().compare().start is None
    assert p().compare(start="2023-03").start == 14
    with pytest.raises(ValueError, match="start: got none and 3 phases, need the start of the intervention"):
        p(breaks=[8, 16]).compare()


def test_a_summary_has_a_row_a_phase() -> None:
    chart = p(breaks="2023-01", limits="sigma", complete_until="2023-10")
    table = chart.summary("pandas")
    assert table["first"].tolist() == ["2022-01", "2023-01"]
    assert table["last"].tolist() == ["2022-12", "2023-12"]
    assert table["n"].tolist() == [12, 10]
    assert table["centre"].tolist() == [phase["centre"] for phase in chart.phases]
    assert table["upper"].tolist() == [chart.points["upper"][11], chart.points["upper"][23]]


@pytest.mark.parametrize("kind", ["p", "i", "run"])
def test_every_field_of_a_chart_is_set(kind: str) -> None:
    chart = kvalspc.chart(kind, NUMERATOR, DENOMINATOR if kind == "p" else None)
    fields = {field.name for field in dataclasses.fields(kvalspc.Chart)}
    assert set(vars(chart)) == fields
    assert chart.moving_range is None or set(vars(chart.moving_range)) == fields
    with pytest.raises(dataclasses.FrozenInstanceError):
        chart.kind = "u"  # type: ignore[misc]


def test_the_callers_arrays_may_change_afterwards() -> None:
    numerator, denominator = np.array(NUMERATOR, dtype=np.float64), np.array(DENOMINATOR, dtype=np.float64)
    chart, expected = kvalspc.chart("p", numerator, denominator), p(period=None).false_alarms(100)
    numerator[:], denominator[:] = 0.0, 1.0
    assert chart.points["numerator"].tolist() == [float(x) for x in NUMERATOR]
    assert chart.points["denominator"].tolist() == [float(n) for n in DENOMINATOR]
    chart.points["numerator"][:] = 0.0
    assert chart.false_alarms(100) == expected
