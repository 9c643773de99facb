"""charts(): every shape of frame gives the charts and verdicts that chart() and compare() give one by one."""

from __future__ import annotations

import datetime as dt
import math
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from series_examples import DENOMINATOR, MONTHS, NUMERATOR

import kvalspc
from kvalspc.periods import Period, PeriodType

FLAT = [NUMERATOR[k % 12] for k in range(24)]
UNITS = {"a": NUMERATOR, "b": FLAT}
NAMES: dict[str, Any] = {"kind": "p", "by": "unit", "period": "month", "numerator": "x", "denominator": "n"}


def long() -> dict[str, list[Any]]:
    """Two units, 24 months each; rows in a scattered order."""
    rows = [(unit, MONTHS[k], x, DENOMINATOR[k]) for unit, column in UNITS.items() for k, x in enumerate(column)]
    rows = [rows[(k * 31) % len(rows)] for k in range(len(rows))]
    return dict(zip(("unit", "month", "x", "n"), map(list, zip(*rows, strict=True)), strict=True))


class Capsule:
    """Nothing but Arrow's PyCapsule protocol."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def frames() -> dict[str, Any]:
    columns = long()
    days = {**columns, "month": [dt.date.fromisoformat(f"{month}-01") for month in columns["month"]]}
    wide = {"month": MONTHS, "a": NUMERATOR, "b": FLAT, "n": DENOMINATOR}
    return {
        "pandas": pd.DataFrame(columns),
        "pandas dates": pd.DataFrame(days).assign(month=lambda f: pd.to_datetime(f["month"])),
        "polars": pl.DataFrame(columns),
        "polars lazy dates": pl.DataFrame(days).lazy(),
        "pyarrow": pa.table(columns),
        "capsule": Capsule(pa.table(columns)),
        "wide": pl.DataFrame(wide),
    }


def charted(name: str, **options: Any) -> kvalspc.ChartSet:
    columns = {**NAMES, "by": None, "numerator": ["a", "b"]} if name == "wide" else NAMES
    return kvalspc.charts(frames()[name], **{**columns, **options})


def same(a: kvalspc.Chart, b: kvalspc.Chart) -> None:
    assert list(a.points) == list(b.points)
    for name, values in a.points.items():
        np.testing.assert_array_equal(values, b.points[name], err_msg=name)
    assert a.signals == b.signals
    for one, other in zip(a.phases, b.phases, strict=True):
        np.testing.assert_equal(one, other)


@pytest.mark.parametrize("name", frames())
def test_every_shape_gives_the_charts_of_chart(name: str) -> None:
    found = charted(name, better="higher", target=0.5)
    assert list(found) == ["a", "b"]
    for unit, x in UNITS.items():
        same(found[unit], kvalspc.chart("p", x, DENOMINATOR, period=MONTHS, better="higher", target=0.5))


def test_a_duckdb_relation() -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        found = kvalspc.charts(connection.from_arrow(pa.table(long())), **NAMES)
    same(found["a"], charted("pandas")["a"])


@pytest.mark.parametrize("start", [None, "2023-01", dt.date(2023, 1, 1), 12, {"a": "2023-01"}])
def test_verdicts_are_those_of_compare(start: Any) -> None:
    found = charted("pandas", start=start, better="higher")
    for k, (unit, x) in enumerate(UNITS.items()):
        own = start.get(unit) if isinstance(start, dict) else start
        want = kvalspc.compare(x, DENOMINATOR, kind="p", period=MONTHS, start=own, better="higher")
        assert found.verdicts[unit] == found.comparison(unit).verdict == want.verdict
        assert found.text(unit, "en") == want.text("en")
        for name in ("p_value", "effect", "effect_lower", "effect_upper"):
            np.testing.assert_equal(float(found.columns[name][k]), getattr(want, name), err_msg=name)
    assert found["a"].start == (None if start is None else 12)


def test_the_columns_are_those_of_the_charts() -> None:
    own = {"a": 12, "b": 15}
    found = charted("pandas", breaks=own, exclude={"b": [3]}, rules="nhs")
    for k, (unit, one) in enumerate(found.items()):
        assert len(one.phases) == 2
        assert int((one.points["phase"] == 1).argmax()) == own[unit]
        for name in ("centre", "useful", "longest_run", "crossings"):
            assert found.columns[name][k] == one.phases[-1][name], name
        assert bool(found.columns["runs_signal"][k]) is any(phase["runs_signal"] for phase in one.phases)
        counted = one.points["beyond"] & one.points["included"]
        assert found.columns["beyond"][k] == np.count_nonzero(counted)


def test_a_start_begins_a_phase_unless_phases_are_given() -> None:
    assert len(charted("pandas", start=12)["a"].phases) == 2
    assert len(charted("pandas", start=12, freeze=12)["a"].phases) == 1
    assert len(charted("pandas", start="2030-01")["a"].phases) == 1


def test_several_columns_make_a_unit() -> None:
    frame = pd.DataFrame(long()).assign(region=lambda f: np.where(f["unit"] == "a", "north", "south"))
    found = kvalspc.charts(frame, **{**NAMES, "by": ["region", "unit"]})
    assert list(found) == [("north", "a"), ("south", "b")]
    table = found.summary("pandas")
    assert list(table.columns[:3]) == ["region", "unit", "phase"]
    assert found.to_frame("pandas")["region"].tolist() == ["north", "south"]


def test_no_grouping_is_one_unit() -> None:
    found = kvalspc.charts(pd.DataFrame(long()), **{**NAMES, "by": None})
    assert list(found) == ["all"]
    assert found["all"].points["denominator"].tolist() == [2 * n for n in DENOMINATOR]


def test_a_month_without_a_row_is_a_missing_point() -> None:
    frame = pd.DataFrame(long())
    frame = frame[~((frame["unit"] == "a") & frame["month"].isin(["2022-04", "2022-05"]))]
    found = kvalspc.charts(frame, **{**NAMES, "kind": "i"})["a"]
    assert found.period == MONTHS
    assert np.flatnonzero(np.isnan(found.points["value"])).tolist() == [3, 4]
    assert math.isnan(found.moving_range.points["value"][5])  # no range is taken across the gap


def test_provisional_points_enter_nothing() -> None:
    found = charted("pandas", complete_until=dt.date(2023, 10, 15), start="2023-01", better="higher")
    short = kvalspc.compare(
        NUMERATOR[:21], DENOMINATOR[:21], kind="p", period=MONTHS[:21], start="2023-01", better="higher"
    )
    assert found["a"].points["provisional"].tolist() == [False] * 21 + [True] * 3
    assert found.comparison("a").p_value == found.columns["p_value"][0] == short.p_value
    assert found.columns["centre"][0] == found["a"].phases[-1]["centre"]


def test_shared_dispersion_is_that_of_batch() -> None:
    rows = [
        {"unit": f"{unit:02d}", "month": month, "x": NUMERATOR[(k * 7 + unit) % 24], "n": DENOMINATOR[k]}
        for unit in range(12)
        for k, month in enumerate(MONTHS)
    ]
    frame = pl.DataFrame(rows)
    own, shared = (kvalspc.charts(frame, **NAMES, start=12, dispersion=how) for how in ("own", "shared"))
    assert own.columns["dispersion_used"].tolist() != shared.columns["dispersion_used"].tolist()
    for k, unit in enumerate(shared):
        assert shared.comparison(unit).p_value == shared.columns["p_value"][k]
        assert shared.take([unit]).comparison(unit).p_value == shared.columns["p_value"][k]


def test_what_is_left_out_is_left_out_of_the_verdict() -> None:
    found = charted("pandas", start=dt.date(2023, 1, 10), exclude=[3, 20])
    want = kvalspc.compare(NUMERATOR, DENOMINATOR, kind="p", period=MONTHS, start=dt.date(2023, 1, 10), exclude=[3, 20])
    assert found.columns["p_value"][0] == found.comparison("a").p_value == want.p_value


# --- events ---


def events() -> pl.DataFrame:
    """One row a patient: a yes or no, and minutes; unit b has no patient in February."""
    rows = [
        {
            "unit": unit,
            "day": dt.date(2024, month, day),
            "fast": (day * month) % 3 == 0,
            "minutes": 20.0 + (day * 7) % 31,
        }
        for unit in ("a", "b")
        for month in range(1, 7)
        for day in range(1, 27, 3)
        if (unit, month) != ("b", 2)
    ]
    return pl.DataFrame(rows)


def test_events_are_put_into_periods() -> None:
    found = kvalspc.charts(events(), kind="p", by="unit", period="day", numerator="fast", each="month")["b"]
    assert found.period == [f"2024-{month:02d}" for month in range(1, 7)]
    for k, month in enumerate(range(1, 7)):
        fast = [(day * month) % 3 == 0 for day in range(1, 27, 3)]
        if month == 2:
            assert math.isnan(found.points["value"][k])
        else:
            assert (found.points["numerator"][k], found.points["denominator"][k]) == (sum(fast), 9)


def test_values_of_a_period_become_their_mean_or_median() -> None:
    days = sorted(20.0 + (day * 7) % 31 for day in range(1, 27, 3))
    for kind, aggregate, want in [
        ("run", None, days[4]),
        ("i", None, sum(days) / 9),
        ("i", "median", days[4]),
        ("run", "mean", sum(days) / 9),
    ]:
        found = kvalspc.charts(
            events(), kind=kind, by="unit", period="day", numerator="minutes", each="month", aggregate=aggregate
        )
        assert found["a"].points["value"] == pytest.approx([want] * 6, rel=1e-15)


def test_rows_are_counted_where_there_is_no_numerator() -> None:
    frame = events().filter((pl.col("unit") == "b") | (pl.col("day") < dt.date(2024, 5, 1)))
    found = kvalspc.charts(frame, kind="c", by="unit", period="day", each="month")
    assert found["a"].points["value"].tolist() == [9, 9, 9, 9, 0, 0]
    assert found["b"].points["value"].tolist() == [9, 0, 9, 9, 9, 9]


def test_a_missing_value_is_one_patient_less() -> None:
    frame = pd.DataFrame({"day": ["2024-01-03", "2024-01-09", "2024-02-11"], "x": [1, None, 0]})
    chart = kvalspc.charts(frame, kind="p", period="day", numerator="x", each="month")["all"]
    assert chart.points["denominator"].tolist() == [1, 1]
    counts = kvalspc.charts(frame, kind="c", period="day", numerator="x", each="month")["all"]
    assert math.isnan(counts.points["value"][0])


@pytest.mark.parametrize("each", [str(kind) for kind in PeriodType])
def test_every_length_of_period(each: str) -> None:
    days = [dt.date(2023, 11, 5) + dt.timedelta(days=17 * k) for k in range(40)]
    frame = pd.DataFrame({"day": pd.to_datetime(days), "x": [k % 3 == 0 for k in range(40)]})
    chart = kvalspc.charts(frame, kind="p", period="day", numerator="x", each=each)["all"]
    periods = [Period.parse(label) for label in chart.period or []]
    assert all(after - before == 1 for before, after in pairwise(periods))
    assert periods[0].type is PeriodType(each)
    for k, period in enumerate(periods):
        inside = [i for i, day in enumerate(days) if period.start <= day < period.end]
        assert np.nan_to_num(chart.points["denominator"][k]) == len(inside)
        if inside:
            assert chart.points["numerator"][k] == sum(i % 3 == 0 for i in inside)


def test_shorter_periods_are_put_together() -> None:
    found = charted("pandas", each="quarter")["a"]
    want = [sum(DENOMINATOR[k : k + 3]) for k in range(0, 24, 3)]
    assert found.points["denominator"].tolist() == want
    assert found.period[0] == "2022-Q1"


# --- the set ---


def test_filters() -> None:
    found = charted("pandas", start=12, better="higher")
    assert list(found.filter("improved")) == ["a"]
    assert list(found.filter("improved", found.verdicts["b"])) == ["a", "b"]
    assert list(found.filter("improved", strength="strong")) == ["a"]
    assert list(found.filter("worsened")) == []
    shown = [unit for unit, chart in found.items() if chart.signals]
    assert list(found.filter(signal=True)) == shown
    assert list(found.filter(signal=False)) == [unit for unit in found if unit not in shown]
    assert found.filter("improved").columns["p_value"].tolist() == found.columns["p_value"][:1].tolist()
    with pytest.raises(ValueError, match="filter: got verdict 'better', need one of improved, worsened"):
        found.filter("better")


def test_a_kind_without_a_verdict() -> None:
    found = charted("pandas", kind="ip")
    assert "verdict" not in found.columns
    assert repr(found) == "<kvalspc.ChartSet 2 ip charts>"
    with pytest.raises(ValueError, match="verdicts: got charts of kind 'ip'"):
        found.filter("stable")
    assert "verdict" not in found.summary("pandas").columns


def test_tables() -> None:
    found = charted("pandas", start=12, better="higher", limits="sigma")
    units, phases, points, signals = (
        table("pandas") for table in (found.to_frame, found.summary, found.points, found.signals)
    )
    assert units["unit"].tolist() == ["a", "b"]
    assert units["verdict"].tolist() == list(found.verdicts.values())
    assert phases[["unit", "phase", "first"]].to_numpy().tolist() == [
        ["a", 0, "2022-01"],
        ["a", 1, "2023-01"],
        ["b", 0, "2022-01"],
        ["b", 1, "2023-01"],
    ]
    assert phases["centre"][1] == found["a"].phases[1]["centre"]
    assert phases["upper"][1] == found["a"].points["upper"][-1]
    assert len(points) == 48
    assert len(signals) == sum(len(chart.signals) for chart in found.values())
    assert repr(found).startswith("<kvalspc.ChartSet 2 p charts: 1 improved")


def test_a_target_of_each_unit() -> None:
    found = charted("pandas", target={"a": 0.5})
    assert (found["a"].target, found["b"].target) == (0.5, None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"numerator": "y"}, "numerator: got 'y', need one of the columns"),
        ({"by": "hospital"}, "by: got 'hospital', need one of the columns"),
        ({"numerator": None}, "numerator: got none, need a column; or each= to count rows"),
        ({"each": "fortnight"}, "each: got 'fortnight', need 'day', 'week', 'month'"),
        ({"each": "week"}, r"period\[0\]: got 20\d\d-\d\d, a month, need dates or periods that lie within a week"),
        ({"each": "month", "aggregate": "mean"}, "aggregate: got 'mean' for counts, need 'sum'"),
        ({"each": "month", "kind": "i", "denominator": None, "aggregate": "mode"}, "aggregate: got 'mode', need 'sum'"),
        ({"each": "month", "kind": "g"}, "each: got month for chart 'g', whose rows are events"),
        ({"each": "month", "numerator": None}, "numerator: got none, need a column for chart 'p'"),
        ({"period": None, "each": "month"}, "each: got month without dates, need period="),
        ({"start": {"c": 12}}, "start: got unit 'c', need units of the frame"),
        ({"breaks": {"a": "soon"}}, "unit 'a': breaks: got soon"),
        ({"by": "unit", "numerator": ["x"]}, "by: got 'unit' beside several columns"),
    ],
)
def test_misuse_is_said(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        charted("pandas", **options)


def test_a_missing_unit_or_date_is_said() -> None:
    frame = pd.DataFrame(long())
    with pytest.raises(ValueError, match="unit: got a missing value at row 2"):
        kvalspc.charts(frame.assign(unit=["a", "a", None, *frame["unit"][3:]]), **NAMES)
    with pytest.raises(ValueError, match=r"period\[1\]: got a missing value, need a date on every row"):
        kvalspc.charts(frame.assign(month=["2022-01", None, *frame["month"][2:]]), **NAMES, each="year")


def test_when_units_changed() -> None:
    frame = pd.DataFrame(
        [
            {"unit": unit, "month": f"{2022 + k // 12}-{k % 12 + 1:02d}", "x": 8 + 8 * (k >= at), "n": 20}
            for unit, at in (("a", 10), ("b", 24), ("c", 99))
            for k in range(36)
        ]
    )
    found = kvalspc.charts(frame, kind="p", by="unit", period="month", numerator="x", denominator="n")
    table = found.to_frame("pandas").set_index("unit")
    assert table["change_period"].tolist()[:2] == ["2022-11", "2024-01"]
    assert table["change_period_lower"]["b"] <= "2024-01" <= table["change_period_upper"]["b"]
    assert list(found.filter(changed=True)) == ["a", "b"]
    assert list(found.filter(changed=False)) == ["c"]
    assert list(found.filter(after="2023-06")) == ["b"]
    assert list(found.filter("shifted", after="2022-11")) == ["a", "b"]


def test_q_values_are_those_of_all_units() -> None:
    found = kvalspc.charts(frames()["pandas"], **NAMES)
    names = {name: value for name, value in NAMES.items() if name != "by"}
    scores = kvalspc.score(frames()["pandas"], unit="unit", **names)
    np.testing.assert_array_equal(found.columns["q_value"], scores.columns["q_value"])
    unit = list(found)[-1]
    assert found.take([unit]).columns["q_value"][0] == found.columns["q_value"][-1]


def test_one_unit_that_shifted_is_found_among_four_hundred() -> None:
    # Every other unit alternates around one level; the last goes from 4 to 16 of 20 after two of four years.
    def counts(unit: int, month: int) -> int:
        return (4 if month < 24 else 16) if unit == 399 else 9 + (unit + month) % 3

    rows = [(u, f"{2020 + m // 12}-{m % 12 + 1:02}", counts(u, m), 20) for u in range(400) for m in range(48)]
    frame = pd.DataFrame(rows, columns=["unit", "month", "x", "n"])
    found = kvalspc.charts(frame, kind="p", by="unit", period="month", numerator="x", denominator="n")
    q = np.asarray(found.columns["q_value"])
    assert q[399] <= 0.05
    assert (q[:399] > 0.05).all()


def test_unit_is_another_name_of_by() -> None:
    names = {name: value for name, value in NAMES.items() if name != "by"}
    frame = frames()["pandas"]
    assert list(kvalspc.charts(frame, unit="unit", **names)) == list(kvalspc.charts(frame, **NAMES))
    with pytest.raises(ValueError, match="need one of them"):
        kvalspc.charts(frame, unit="unit", **NAMES)


@pytest.mark.parametrize("kind", ["xbar", "s", "r"])
@pytest.mark.parametrize("each", [None, "month"])
def test_subgroups_of_many_units(kind: str, each: str | None) -> None:
    """Each unit's chart is that of its measurements; March of B is missing, and shown."""
    random = np.random.default_rng(9)
    rows = [
        (unit, f"2024-{month:02d}" if each is None else f"2024-{month:02d}-{day:02d}", random.normal(50, 5))
        for unit in "AB"
        for month in range(1, 8)
        for day in range(1, 6)
        if (unit, month) != ("B", 3)
    ]
    frame = pd.DataFrame(rows, columns=["unit", "when", "value"])
    found = kvalspc.charts(frame, kind=kind, by="unit", period="when", numerator="value", each=each)
    for unit, own in frame.groupby("unit"):
        months = [when[:7] for when in own["when"]]
        alone = kvalspc.chart(kind, own["value"], period=months)
        for column in ("value", "centre", "upper_raw", "lower_raw"):
            np.testing.assert_array_equal(found[unit].points[column], alone.points[column])
    assert np.isnan(found["B"].points["value"]).tolist() == [k == 2 for k in range(7)]
    assert found.columns["beyond"][0] == found["A"].points["beyond"].sum()


def test_slips_are_answered_with_what_was_meant() -> None:
    found = both()
    with pytest.raises(KeyError, match=r"got unit 'Nord', need one of the 2 units \(did you mean 'North'\?\)"):
        found["Nord"]
    with pytest.raises(KeyError, match="need one of the 2 units"):
        found.comparison("Nowhere")
    assert "Nord" not in found
    assert found.get("Nord") is None
    with pytest.raises(TypeError, match=r"charts: got limit=, need one of frame, .* \(did you mean 'limits'\?\)"):
        both(limit="exact")
    with pytest.raises(ValueError, match=r'^kind: got "q", need one of run, i,'):
        both(kind="q")


def both(**options: Any) -> kvalspc.ChartSet:
    frame = pd.DataFrame(
        {"unit": ["North"] * 12 + ["South"] * 12, "month": [f"2023-{k:02d}" for k in range(1, 13)] * 2}
    )
    frame["x"], frame["n"] = 4, 9
    names: dict[str, Any] = {"kind": "p", "by": "unit", "period": "month", "numerator": "x", "denominator": "n"}
    return kvalspc.charts(frame, **{**names, **options})


def test_results_are_frames_of_the_same_library() -> None:
    frame = pd.DataFrame({"unit": "A", "month": [f"2024-{k:02}" for k in range(1, 13)], "x": 4, "n": 9})
    options = {"kind": "p", "period": "month", "numerator": "x", "denominator": "n"}
    for native, library in ((frame, pd), (pl.from_pandas(frame), pl)):
        found = kvalspc.charts(native, by="unit", **options)
        for one in (found, found.filter("stable")):
            for made in (one.to_frame(), one.summary(), one.points(), one.signals()):
                assert isinstance(made, library.DataFrame)
        assert isinstance(kvalspc.score(native, unit="unit", **options).to_frame(), library.DataFrame)
        assert isinstance(found.to_frame("pandas"), pd.DataFrame)
    with pytest.raises(KeyError, match="got unit 'B', need one of the 1 units"):
        found.text("B")
