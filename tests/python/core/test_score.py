"""score() and frames: the same columns from every library, in any order of rows, as compare() one by one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from series_examples import DENOMINATOR, MONTHS, NUMERATOR

import kvalspc
from kvalspc.frames import to_frame

NAMES: dict[str, Any] = {
    "kind": "p",
    "unit": "unit",
    "period": "period",
    "numerator": "events",
    "denominator": "patients",
}


def table() -> dict[str, list[Any]]:
    """Three units, rows in a scattered order, one month missing in b, one patientless month in c."""
    rows = []
    for unit, flat in (("b", True), ("a", False), ("c", True)):
        for k, month in enumerate(MONTHS):
            x, n = NUMERATOR[k % 12 if flat else k], DENOMINATOR[k]
            if unit == "c" and k == 3:
                x = n = 0
            rows.append(
                {
                    "unit": unit,
                    "period": dt.date.fromisoformat(f"{month}-01"),
                    "events": None if unit == "b" and k == 2 else x,
                    "patients": n,
                }
            )
    rows = [rows[(k * 31) % len(rows)] for k in range(len(rows))]
    return {name: [row[name] for row in rows] for name in rows[0]}


def frames() -> dict[str, Any]:
    columns = table()
    text = {**columns, "period": [str(day)[:7] for day in columns["period"]]}
    nullable = pd.DataFrame(columns)
    nullable["events"] = nullable["events"].astype("Int64")
    return {
        "pandas": pd.DataFrame(columns),
        "pandas nullable": nullable,
        "pandas datetimes": pd.DataFrame(columns).assign(period=lambda f: pd.to_datetime(f["period"])),
        "pandas periods": pd.DataFrame(columns).assign(period=lambda f: pd.to_datetime(f["period"]).dt.to_period("M")),
        "pandas labels": pd.DataFrame(text),
        "pandas other index": pd.DataFrame(columns).set_index(pd.Index(range(500, 500 + len(columns["unit"])))),
        "polars": pl.DataFrame(columns),
        "polars lazy": pl.DataFrame(columns).lazy(),
        "polars labels": pl.DataFrame(text),
        "pyarrow": pa.table(columns),
    }


@pytest.mark.parametrize("name", frames())
def test_every_library_gives_equal_columns(name: str) -> None:
    want = kvalspc.score(frames()["pyarrow"], start="2023-01", better="higher", **NAMES)
    got = kvalspc.score(frames()[name], start="2023-01", better="higher", **NAMES)
    assert got.units == want.units == ["a", "b", "c"]
    assert list(got.columns) == list(want.columns)
    for column, values in want.columns.items():
        assert values.tobytes() == got.columns[column].tobytes(), column


def test_a_duckdb_relation() -> None:
    duckdb = pytest.importorskip("duckdb")
    arrow = frames()["pyarrow"]
    with duckdb.connect() as connection:
        relation = connection.from_arrow(arrow)
        got = kvalspc.score(relation, start="2023-01", **NAMES)
    want = kvalspc.score(arrow, start="2023-01", **NAMES)
    for column, values in want.columns.items():
        assert values.tobytes() == got.columns[column].tobytes(), column


@pytest.mark.parametrize("start", [12, "2023-01", dt.date(2023, 1, 1), dt.date(2022, 12, 15), None], ids=repr)
def test_as_compare_one_by_one(start: Any) -> None:
    columns = table()
    scores = kvalspc.score(pa.table(columns), start=start, better="higher", **NAMES)
    for unit in "abc":
        mine = [k for k, name in enumerate(columns["unit"]) if name == unit]
        alone = kvalspc.compare(
            [columns["events"][k] for k in mine],
            [columns["patients"][k] for k in mine],
            kind="p",
            period=[columns["period"][k] for k in mine],
            start=start,
            better="higher",
        )
        row = scores[unit]
        assert kvalspc.Verdict(int(row["verdict"])).name.lower() == alone.verdict
        for name in ("p_value", "effect", "effect_lower", "effect_upper", "ratio", "change_p", "power"):
            assert np.array_equal(row[name], getattr(alone, name), equal_nan=True), (unit, name)
        assert row["exact_p"] == alone.exact.p
        assert row["baseline_level"] == alone.baseline.level
    assert kvalspc.Verdict(int(scores["a"]["verdict"])).name == ("SHIFTED" if start is None else "IMPROVED")


def test_a_straddling_start_is_left_out_of_the_charts_too() -> None:
    scores = kvalspc.score(pa.table(table()), start=dt.date(2022, 12, 15), **NAMES)
    # NUMERATOR[11] / DENOMINATOR[11] is in neither side, nor in the centre line.
    kept = [k for k in range(24) if k != 11]
    assert scores["a"]["centre"] == sum(NUMERATOR[k] for k in kept) / sum(DENOMINATOR[k] for k in kept)


def test_own_starts() -> None:
    scores = kvalspc.score(pa.table(table()), start={"a": "2023-01", "c": 12}, **NAMES)
    words = [kvalspc.Verdict(int(v)).name.lower() for v in scores.columns["verdict"]]
    assert words[0] == "changed"
    assert words[1] in {"stable", "shifted"}  # b has none
    assert words[2] in {"no_evidence", "uncertain"}
    with pytest.raises(ValueError, match="start: got unit 'z', need units of the frame"):
        kvalspc.score(pa.table(table()), start={"z": 12}, **NAMES)


def test_what_lasts_goals_and_looks_of_units() -> None:
    ends = {"a": "2023-07", "c": "2023-07"}
    asked: dict[str, Any] = {"better": "higher", "target": 0.5, "by": "2023-12", "looks": (3, 6)}
    scores = kvalspc.score(
        pa.table(table()), start={"a": "2023-01", "c": "2023-01"}, sustained_from=ends, **asked, **NAMES
    )
    said = {row["unit"]: row for row in scores.to_frame("pyarrow").to_pylist()}
    columns = table()
    for unit in ends:
        mine = [k for k, name in enumerate(columns["unit"]) if name == unit]
        alone = kvalspc.compare(
            [columns["events"][k] for k in mine],
            [columns["patients"][k] for k in mine],
            kind="p",
            period=[columns["period"][k] for k in mine],
            start="2023-01",
            sustained_from="2023-07",
            **asked,
        )
        assert (said[unit]["sustained"], said[unit]["goal"]) == (alone.sustained, alone.goal)
        assert said[unit]["look"] == 2
    assert said["a"]["sustained"] is not None
    assert (said["b"]["sustained"], said["b"]["look"]) == (None, -1)
    with pytest.raises(ValueError, match="sustained_from: got unit 'z', need units of the frame"):
        kvalspc.score(pa.table(table()), start=12, sustained_from={"z": 12}, **NAMES)


def test_years_get_the_minima_of_years() -> None:
    rows = [("a", str(2017 + k), x, 100) for k, x in enumerate([40, 42, 38, 41, 80, 85, 82])]
    frame = pa.table(
        {name: [row[k] for row in rows] for k, name in enumerate(("unit", "period", "events", "patients"))}
    )
    scores = kvalspc.score(frame, start="2021", better="higher", **NAMES)
    assert kvalspc.Verdict(int(scores["a"]["verdict"])) is kvalspc.Verdict.IMPROVED
    assert kvalspc.Strength(int(scores["a"]["strength"])) is kvalspc.Strength.MODERATE
    mixed = pa.concat_tables([frame, pa.table({"unit": ["b"], "period": ["2017-03"], "events": [1], "patients": [9]})])
    with pytest.raises(ValueError, match="shorter periods in unit 'b', need one type of period"):
        kvalspc.score(mixed, **NAMES)


def test_all_units_agree_on_the_length_of_a_period() -> None:
    """Unit b reported only in Januaries: months like those of a, not years."""
    days = [dt.date(2015 + k // 12, k % 12 + 1, 1) for k in range(72)]
    januaries = [day for day in days if day.month == 1]
    frame = pa.table(
        {
            "unit": ["a"] * len(days) + ["b"] * len(januaries),
            "period": days + januaries,
            "events": [3] * (len(days) + len(januaries)),
            "patients": [9] * (len(days) + len(januaries)),
        }
    )
    scores = kvalspc.score(frame, start=dt.date(2018, 1, 15), **NAMES)
    for r in scores.rows:
        assert r.calendar is not None
        assert r.calendar.labels[0] == "2015-01"
    assert kvalspc.Reason(int(scores["b"]["reason"])) is kvalspc.Reason.BASELINE_PERIODS  # 3 months, not 3 years


def test_charts_without_levels_are_scored_without_verdicts() -> None:
    frame = pa.table({"unit": ["a"] * 12, "period": MONTHS[:12], "x": NUMERATOR[:12]})
    scores = kvalspc.score(frame, kind="mr", unit="unit", period="period", numerator="x")
    assert "centre" in scores.columns
    assert "verdict" not in scores.columns


def test_rows_of_measurements_and_of_nobody() -> None:
    frame = pa.table({"unit": ["a"] * 24, "period": MONTHS, "x": NUMERATOR})
    scores = kvalspc.score(frame, kind="xmr", unit="unit", period="period", numerator="x", start="2023-01")
    assert kvalspc.Verdict(int(scores["a"]["verdict"])) is kvalspc.Verdict.CHANGED
    empty = kvalspc.score(frame.slice(0, 0), kind="i", unit="unit", period="period", numerator="x")
    assert len(empty) == 0
    assert empty.units == []


def test_scores_as_rows_and_as_frames() -> None:
    scores = kvalspc.score(pa.table(table()), start="2023-01", better="higher", **NAMES)
    assert len(scores) == 3
    assert [row["unit"] for row in scores] == ["a", "b", "c"]
    with pytest.raises(KeyError):
        scores["z"]
    assert "3 units" in repr(scores)
    for backend, kind in (("pandas", pd.DataFrame), ("polars", pl.DataFrame), ("pyarrow", pa.Table)):
        frame = scores.to_frame(backend)
        assert isinstance(frame, kind)
        columns = (
            frame.to_pydict()
            if backend == "pyarrow"
            else frame.to_dict("list")
            if backend == "pandas"
            else frame.to_dict(as_series=False)
        )
        assert columns["unit"] == ["a", "b", "c"]
        assert columns["verdict"][0] == "improved"
        assert columns["status"] == ["ok"] * 3


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow", None])
def test_the_points_of_a_chart_as_a_frame(backend: str | None) -> None:
    chart = kvalspc.chart("p", NUMERATOR, DENOMINATOR, period=MONTHS)
    frame = chart.to_frame(backend)
    names = frame.column_names if backend == "pyarrow" else list(frame.columns)
    assert names == list(chart.points)
    assert list(np.asarray(frame["value"])) == chart.points["value"].tolist()
    with pytest.raises(ValueError, match="backend: got 'excel', need one of pandas, polars, pyarrow"):
        to_frame(chart.points, "excel")


MISUSE: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"unit": "ward"}, ValueError, "unit: got 'ward', need one of the columns 'unit', 'period', 'events', 'patients'"),
    ({"numerator": "x"}, ValueError, "numerator: got 'x', need one of the columns"),
    ({"start": "soon"}, ValueError, "unit 'a': start: got soon, need"),
    ({"kind": "zz"}, ValueError, 'kind: got "zz"'),
    ({"better": "up"}, ValueError, 'better: got "up"'),
    ({"numerator": "unit"}, TypeError, "numerator: got"),
]


@pytest.mark.parametrize(("given", "error", "message"), MISUSE, ids=str)
def test_misuse(given: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        kvalspc.score(pa.table(table()), **{**NAMES, **given})


def test_misuse_of_rows_names_the_unit() -> None:
    columns = table()
    columns["unit"][5] = None
    with pytest.raises(ValueError, match="unit: got a missing value at row 5, need a unit on every row"):
        kvalspc.score(pa.table(columns), **NAMES)
    columns = table()
    columns["period"][7] = None
    with pytest.raises(ValueError, match=rf"unit '{columns['unit'][7]}': period\[\d+\]: got a missing value"):
        kvalspc.score(pa.table(columns), **NAMES)
    double = pa.table({"unit": ["a", "a"], "period": ["2024-01", "2024-01"], "x": [1.0, 2.0]})
    with pytest.raises(ValueError, match="unit 'a': period: got 2024-01 twice, need one value a period"):
        kvalspc.score(double, kind="i", unit="unit", period="period", numerator="x")
    with pytest.raises(TypeError, match=r"frame: got list, need a data frame"):
        kvalspc.score([1], **NAMES)


def test_scores_show_themselves_in_a_notebook() -> None:
    frame = pd.DataFrame({"unit": ["<a>"] * 12, "month": [f"2024-{k + 1:02d}" for k in range(12)], "x": [3] * 12})
    shown = kvalspc.score(frame, kind="c", unit="unit", period="month", numerator="x")._repr_html_()
    assert "&lt;a&gt;" in shown
    assert "<th>verdict</th>" in shown
    assert "nan" not in shown


def test_scores_say_whether_the_rows_arrived_in_order() -> None:
    scattered = pl.DataFrame(table())
    assert not kvalspc.score(scattered, **NAMES).in_order
    ordered = scattered.sort("unit", "period")
    assert kvalspc.score(ordered, **NAMES).in_order
    assert "arrived in order" in repr(kvalspc.score(ordered, **NAMES))
    assert kvalspc.score(scattered.sort("unit", "period", descending=[True, False]), **NAMES).in_order
    assert not kvalspc.score(scattered.sort("period", "unit"), **NAMES).in_order  # units are apart
    assert not kvalspc.score(scattered.sort("unit", "period", descending=[False, True]), **NAMES).in_order
