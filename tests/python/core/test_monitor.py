"""Monitors from Python: the same numbers as the core, the peers' numbers, signals in the contract's form."""

from __future__ import annotations

import math

import numpy as np
import peer_data
import pytest

import kvalspc
from kvalspc._monitor import baseline_residuals

MONTHS = [f"{year}-{month:02}" for year in (2021, 2022, 2023, 2024) for month in range(1, 13)]
STABLE = [9, 11, 10, 8, 12, 10, 9, 11, 10, 12, 8, 10]
MONTGOMERY = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08, 9.37, 10.62,
    10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
]  # fmt: skip


def test_a_change_after_the_baseline_is_alerted_with_its_probable_start():
    events = STABLE * 2 + STABLE[:6] + [15, 14, 16, 15, 15, 14] + [16] * 12
    found = kvalspc.monitor(events, [20] * 48, kind="p", start="2023-01", period=MONTHS, better="lower")
    assert [s["rule"] for s in found.signals] == ["cusum"]
    signal = found.signals[0]
    assert signal["source"] == "monitor"
    assert signal["direction"] == "up"
    assert signal["effect"] == "deterioration"
    assert 29 <= signal["first"] <= 31
    assert 32 <= signal["signalled"] <= 40
    assert signal["last"] == 47
    assert not signal["ended"]
    assert found.active == found.signals
    assert found.horizon == 60
    assert found.level == pytest.approx(240.5 / 481)
    assert found.baseline_n == 24
    assert found.level_up == pytest.approx(2 / 3, abs=1e-3)
    assert found.reason is None
    assert found.points["up"][signal["signalled"]] > found.threshold >= found.points["up"][signal["signalled"] - 1]
    assert np.isnan(found.points["up"][:24]).all()
    assert list(found.points["monitored"]) == [False] * 24 + [True] * 24
    assert "varsl" in found.text("nb")


def test_a_quarter_counts_three_months_of_the_promise():
    quarters = [f"{y}-Q{q}" for y in range(2019, 2025) for q in (1, 2, 3, 4)]
    found = kvalspc.monitor([30] * 24, [60] * 24, kind="p", start="2022-Q1", period=quarters)
    assert found.horizon == 20
    assert found.signals == []


def test_rare_alarms_and_given_thresholds():
    data = {"numerator": STABLE * 3, "denominator": [20] * 36, "kind": "p", "start": 24}
    usual = kvalspc.monitor(**data)
    rare = kvalspc.monitor(**data, false_alarm=0.01)
    assert rare.threshold > usual.threshold
    assert kvalspc.monitor(**data, threshold=3.5).threshold == 3.5
    assert kvalspc.monitor(**data, dispersion=2).threshold > 1.5 * kvalspc.monitor(**data, dispersion=1).threshold


def test_other_units_lend_their_dispersion():
    data = {"numerator": STABLE * 3, "denominator": [20] * 36, "kind": "p", "start": 24}
    others = [baseline_residuals([4, 16] * 12, [20] * 24, kind="p") for _ in range(5)]
    chi_square, degrees = (sum(column) for column in zip(*others, strict=True))
    assert degrees == 5 * 23
    assert chi_square / degrees > 5
    assert kvalspc.monitor(**data, others=(chi_square, degrees)).dispersion > kvalspc.monitor(**data).dispersion


def test_tabular_cusum_and_ewma_of_montgomery():
    cusum = kvalspc.monitor(MONTGOMERY, kind="i", level=10, sigma=1, threshold=5)
    assert cusum.points["up"][28] == pytest.approx(5.28)
    assert [(s["first"], s["signalled"]) for s in cusum.signals] == [(22, 28)]
    ewma = kvalspc.monitor(MONTGOMERY, kind="i", method="ewma", level=10, sigma=1, weight=0.1, width=2.7)
    assert [(s["signalled"], s["last"]) for s in ewma.signals] == [(28, 29)]


def test_an_ewma_around_a_baseline():
    found = kvalspc.monitor(STABLE * 2 + [18] * 12, [20] * 36, kind="p", method="ewma", start=24, better="higher")
    assert found.signals[0]["rule"] == "ewma"
    assert found.signals[0]["effect"] == "improvement"
    first = found.points["upper"][24] - found.level
    assert first == pytest.approx(3 * 0.2 * math.sqrt(found.level * (1 - found.level) / 20))
    assert math.isnan(found.false_alarm)


@pytest.mark.parametrize("ended", [False, True])
def test_risk_adjusted_cusum_and_vlad(ended):
    risk = [0.05, 0.1, 0.2, 0.4] * 100
    died = [0.0] * 400
    died[:20] = [1.0] * 20
    if ended:
        died[20:] = [0.0] * 380
    cusum = kvalspc.monitor(died, [1] * 400, kind="p", expected=risk, better="lower", threshold=4.5)
    assert cusum.signals[0]["rule"] == "risk_adjusted_cusum"
    assert cusum.signals[0]["ended"]
    display = kvalspc.monitor(died, [1] * 400, kind="p", method="vlad", expected=risk)
    assert display.points["vlad"][-1] == pytest.approx(sum(risk) - 20)
    assert display.threshold > 0


def test_an_e_process_against_a_target():
    found = kvalspc.monitor([16] * 12, [20] * 12, kind="p", method="e_process", level=0.5, better="higher")
    assert found.threshold == pytest.approx(math.log(20))
    assert [s["rule"] for s in found.signals] == ["e_process"]
    assert found.signals[0]["effect"] == "improvement"
    assert found.horizon == -1
    quiet = kvalspc.monitor([10] * 12, [20] * 12, kind="p", method="e_process", level=0.5)
    assert quiet.signals == []


def test_what_cannot_be_monitored_says_why():
    assert kvalspc.monitor([5] * 10, [20] * 10, kind="p", start=4).reason == "baseline_periods"
    assert kvalspc.monitor([5.0] * 30, kind="i", start=24).reason == "no_variation"
    yearly = kvalspc.monitor([500] * 6, [1000] * 6, kind="p", start="2022", period=[str(y) for y in range(2019, 2025)])
    assert yearly.reason is None
    assert yearly.horizon == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kind": "p"}, "start: got none"),
        ({"kind": "p", "method": "shewhart"}, "method: got"),
        ({"kind": "p", "method": "vlad"}, "expected: got none"),
        ({"kind": "p", "method": "e_process"}, "level: got none"),
        ({"kind": "p", "start": 9, "change": -1}, "change: got"),
        ({"kind": "u", "start": 9, "change": 0.5}, "change: got 0.5, need a ratio of rates above 1"),
        ({"kind": "i", "level": 5}, "sigma: got none"),
        ({"kind": "i", "expected": [1.0] * 12}, "kind: got"),
        ({"kind": "g", "start": 8}, "kind: got"),
        ({"kind": "p", "method": "ewma", "start": 8, "weight": 2}, "weight: got 2"),
    ],
)
def test_misuse(arguments, message):
    with pytest.raises(ValueError, match=message):
        kvalspc.monitor([5] * 12, [20] * 12, **arguments)


def test_rows_may_come_in_any_order():
    events = STABLE * 2 + [16] * 24
    forwards = kvalspc.monitor(events, [20] * 48, kind="p", start="2023-01", period=MONTHS)
    backwards = kvalspc.monitor(events[::-1], [20] * 48, kind="p", start="2023-01", period=MONTHS[::-1])
    assert forwards.signals == backwards.signals
    assert forwards.threshold == backwards.threshold


def test_run_lengths():
    assert kvalspc.run_length("cusum", threshold=5) == pytest.approx(465.44, abs=0.005)
    assert kvalspc.run_length("cusum", 1, threshold=4, head_start=2) == pytest.approx(5.29, abs=0.005)
    assert kvalspc.run_length("ewma", 1, weight=0.1, width=2.814) == pytest.approx(10.3, abs=0.05)
    assert kvalspc.run_length("runs") == pytest.approx(370.40, abs=0.005)
    assert kvalspc.run_length("runs", rules=[(1, 1, 3), (8, 8, 0)]) == pytest.approx(152.73, abs=0.005)
    with pytest.raises(ValueError, match="rules: got 3 of 2"):
        kvalspc.run_length("runs", rules=[(3, 2, 1.0)])
    with pytest.raises(ValueError, match="method: got"):
        kvalspc.run_length("shewhart")


CASES = [case for case in peer_data.cases("qcc") if case["chart"] in {"cusum", "ewma"}]


@peer_data.needs_data
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_numbers_of_qcc(case):
    """qcc's sums and averages, from its own centre and standard deviation (of the mean of each group)."""
    rows = peer_data.rows_of(case["file"])
    values = np.array([peer_data.number(row["stat"]) for row in rows])
    centre = peer_data.number(rows[0]["center"])
    sigma = peer_data.number(rows[0]["std.dev"]) / math.sqrt(float(rows[0]["size"]))
    if case["chart"] == "cusum":
        shift = 2.0 if "se.shift = 2" in case["call"] else 1.0
        found = kvalspc.monitor(values, kind="i", level=centre, sigma=sigma, threshold=5, change=shift * sigma)
        active = [s["signalled"] for s in found.signals]
        end = next((s["last"] + 1 for s in found.signals if s["ended"]), len(rows))
        for name, column, side in (("up", "pos", 1), ("down", "neg", -1)):
            theirs = np.array([side * peer_data.number(row[column]) for row in rows])
            np.testing.assert_allclose(found.points[name][:end], theirs[:end], rtol=1e-9, atol=1e-9)
        violations = [k for k, row in enumerate(rows) if row["viol.upper"] == "1" or row["viol.lower"] == "1"]
        assert active[:1] == violations[:1]
        return
    weight = 0.1 if "lambda = 0.1" in case["call"] else 0.2
    width = 2.7 if "2.7" in case["call"] else 3.0
    found = kvalspc.monitor(values, kind="i", method="ewma", level=centre, sigma=sigma, weight=weight, width=width)
    for name, column in (("average", "ewma"), ("lower", "lcl"), ("upper", "ucl")):
        theirs = np.array([peer_data.number(row[column]) for row in rows])
        np.testing.assert_allclose(found.points[name], theirs, rtol=1e-9)


@peer_data.needs_data
def test_enough_cases_of_qcc():
    assert len(CASES) == 6
