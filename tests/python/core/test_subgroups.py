"""Charts of subgroups from rows of measurements: one measurement a row, the rows of a period are its subgroup."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import peer_data
import pytest
from series_examples import months

import kvalspc

# Three measurements a month, then two, then one; the last month's only measurement is missing.
PERIODS = ["2024-01"] * 3 + ["2024-02"] * 3 + ["2024-03"] * 2 + ["2024-04", "2024-05"]
VALUES = [8.0, 10.0, 12.0, 9.0, 11.0, 13.0, 10.0, 12.0, 11.0, math.nan]


def test_rows_become_subgroups() -> None:
    chart = kvalspc.chart("xbar", VALUES, period=PERIODS)
    assert chart.period == months(5, 2024)
    assert chart.points["denominator"].tolist() == [3, 3, 2, 1, 0]
    np.testing.assert_array_equal(chart.points["value"], [10, 11, 11, 11, np.nan])
    assert chart.points["centre"][0] == pytest.approx(96 / 9)
    s = kvalspc.chart("s", VALUES, period=PERIODS)
    np.testing.assert_allclose(s.points["value"], [2, 2, math.sqrt(2), np.nan, np.nan])
    r = kvalspc.chart("r", VALUES, period=PERIODS)
    np.testing.assert_array_equal(r.points["value"], [4, 4, 2, np.nan, np.nan])


def test_the_order_of_rows_does_not_matter() -> None:
    order = np.random.default_rng(1).permutation(len(VALUES))
    for kind in ("xbar", "s", "r"):
        a = kvalspc.chart(kind, VALUES, period=PERIODS)
        b = kvalspc.chart(kind, [VALUES[k] for k in order], period=[PERIODS[k] for k in order])
        for name in ("value", "denominator", "centre", "upper"):
            np.testing.assert_allclose(a.points[name], b.points[name], rtol=1e-14, err_msg=f"{kind} {name}")


def test_the_spread_of_an_xbar_chart() -> None:
    sd, by_range = (kvalspc.chart("xbar", VALUES, period=PERIODS, spread=s) for s in ("sd", "range"))
    assert kvalspc.chart("xbar", VALUES, period=PERIODS).points["upper"][0] == sd.points["upper"][0]
    # Ranges 4, 4 and 2 over 1.693, 1.693 and 1.128.
    sigma = (4 / 1.693 + 4 / 1.693 + 2 / 1.128) / 3
    assert by_range.points["upper"][0] == pytest.approx(96 / 9 + 3 * sigma / math.sqrt(3), rel=1e-14)
    with pytest.raises(ValueError, match=r'spread: got "quartile", need "sd", "range"'):
        kvalspc.chart("xbar", VALUES, period=PERIODS, spread="quartile")
    with pytest.raises(ValueError, match=r'spread: got "range" for chart "s", need'):
        kvalspc.chart("s", VALUES, period=PERIODS, spread="range")


def test_batch_and_score_give_the_same_bits() -> None:
    import pandas as pd

    rng = np.random.default_rng(2)
    rows: list[dict[str, Any]] = []
    for unit in ("a", "b", "c"):
        for month in months(14):
            rows += [{"unit": unit, "month": month, "x": float(v)} for v in rng.normal(50, 3, rng.integers(1, 6))]
    frame = pd.DataFrame(rows)
    for kind in ("xbar", "s", "r"):
        scores = kvalspc.score(
            frame, kind=kind, unit="unit", period="month", numerator="x", breaks="2022-07", better="higher", target=49
        )
        offsets = [0, *np.cumsum(frame.groupby("unit").size())]
        columns = kvalspc.batch(
            kind, frame["x"], None, offsets, period=frame["month"], breaks="2022-07", better="higher", target=49
        )
        for k, unit in enumerate("abc"):
            mine = frame[frame["unit"] == unit]
            chart = kvalspc.chart(kind, mine["x"], period=mine["month"], breaks="2022-07", better="higher", target=49)
            assert columns["centre"][k] == scores[unit]["centre"] == chart.phases[-1]["centre"]
            assert columns["beyond"][k] == scores[unit]["beyond"]
            for row in (scores[unit]["variation"], columns["variation"][k]):
                assert kvalspc.Cause(int(row)).name.lower() == chart.variation
            assert kvalspc.Assurance(int(columns["assurance"][k])).name.lower() == (chart.assurance or "not_assessable")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"period": None}, 'period for chart "xbar": got None'),
        ({"denominator": VALUES}, 'denominator for chart "xbar": got one, need none'),
        ({"period": PERIODS[:-1]}, "period: got 9 values, need as many as the numerator"),
        ({"limits": "exact"}, 'limits: got "exact" for chart "xbar"'),
    ],
)
def test_misuse(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        kvalspc.chart("xbar", VALUES, **{"period": PERIODS, **arguments})
    with pytest.raises(ValueError, match="period"):
        kvalspc.batch("xbar", VALUES, None, [0, len(VALUES)])


def test_a_range_of_many_is_refused() -> None:
    with pytest.raises(ValueError, match="got 26 measurements, need at most 25 for a range"):
        kvalspc.chart("r", range(26), period=["2024-01"] * 26)
    assert kvalspc.chart("s", range(26), period=["2024-01"] * 26).points["denominator"][0] == 26


# Montgomery, Introduction to Statistical Quality Control, tables 6.3 and 6.4: piston rings.


@peer_data.needs_data
def test_montgomery_piston_rings() -> None:
    rows = peer_data.rows_of("data/qicharts2__tbl_06.03.csv")
    values = [float(row["obs"]) for row in rows]
    samples = [int(row["sample"]) for row in rows]
    xbar = kvalspc.chart("xbar", values, period=samples)
    s = kvalspc.chart("s", values, period=samples)
    by_range = kvalspc.chart("xbar", values, period=samples, spread="range")
    r = kvalspc.chart("r", values, period=samples)
    # As printed: means 74.001, limits 74.014 and 73.988; s .0094 with .0196 and 0; ranges .023 with .049.
    for chart in (xbar, by_range):
        assert round(chart.points["centre"][0], 3) == 74.001
        assert abs(chart.points["upper"][0] - 74.014) < 1e-3
        assert abs(chart.points["lower"][0] - 73.988) < 1e-3
    assert round(s.points["centre"][0], 4) == 0.0094
    assert abs(s.points["upper"][0] - 0.0196) < 1e-4
    assert s.points["lower"][0] == 0.0
    assert round(r.points["centre"][0], 3) == 0.023
    assert abs(r.points["upper"][0] - 0.049) < 1e-3
    for chart in (xbar, s, by_range, r):
        assert not chart.points["beyond"].any()
