"""Variation between units from Python: the summary, the units, time, and what must not change the answer."""

from __future__ import annotations

import math

import numpy as np
import pytest

import kvalspc

EVENTS = [12, 20, 8, 30, 15, 25, 40, 9, 18, 22]
PATIENTS = [100, 150, 90, 160, 120, 300, 350, 60, 140, 160]


def test_the_summary_of_ten_units() -> None:
    found = kvalspc.variation(EVENTS, PATIENTS, better="lower")
    assert found.n_units == 10
    assert found.level == pytest.approx(0.1220859, abs=1e-7)
    assert found.heterogeneity.statistic == pytest.approx(12.75165, abs=1e-5)
    assert found.heterogeneity.p_value == pytest.approx(0.17417, abs=1e-5)
    assert not found.heterogeneity.simulated
    assert found.tau2 == found.tau**2
    assert found.median_ratio == pytest.approx(math.exp(0.9538725524 * found.tau))
    assert found.tau_lower <= found.tau <= found.tau_upper
    assert np.array_equal(found.units["worse"], found.units["above"])
    assert found.over_time is None


def test_small_units_lean_on_all_units_together() -> None:
    x, n = [1, 30, 60, 45, 20, 55], [2, 100, 110, 100, 90, 105]
    units = kvalspc.variation(x, n).units
    assert units["value"][0] == 0.5
    assert abs(units["shrunk"][0] - 0.416) < 0.05  # nearly what all units together have
    assert units["shrunk_upper"][0] - units["shrunk_lower"][0] > units["shrunk_upper"][1] - units["shrunk_lower"][1]
    assert all(math.isnan(worse) for worse in units["worse"])  # nobody said which way is better


def test_the_order_of_units_and_the_measure_of_exposure_change_nothing() -> None:
    x, n = [3, 9, 2, 14, 6, 0, 20, 7], [20.0, 40, 30, 50, 25, 12, 60, 45]
    one = kvalspc.variation(x, n, kind="u")
    back = kvalspc.variation(x[::-1], n[::-1], kind="u")
    days = kvalspc.variation(x, [30.0 * e for e in n], kind="u")
    for other in (back, days):
        assert other.tau == pytest.approx(one.tau, rel=1e-5)
        assert other.systematic == pytest.approx(one.systematic, rel=1e-12)
    assert days.units["shrunk"][3] == pytest.approx(one.units["shrunk"][3] / 30, rel=1e-6)
    assert back.units["shrunk"][0] == pytest.approx(one.units["shrunk"][7], rel=1e-9)
    assert kvalspc.variation(x, n, kind="oe").tau == one.tau


def test_delta_asks_for_more_than_being_above() -> None:
    at_all, by_far = (kvalspc.variation(EVENTS, PATIENTS, delta=delta).units["above"] for delta in (0.0, 0.05))
    assert all(by_far < at_all)


def test_ranks_come_with_intervals_and_only_when_asked_for() -> None:
    x, n = [100, 300, 500, 501, 900], [1000] * 5
    assert "rank" not in kvalspc.variation(x, n).units
    units = kvalspc.variation(x, n, better="higher", ranks=True).units
    assert list(units["rank"][[0, 1, 4]]) == [5.0, 4.0, 1.0]
    assert (units["rank_lower"][2], units["rank_upper"][2]) == (2.0, 3.0)


def test_over_time_each_period_stands_alone() -> None:
    x = [10, 12, 11, 9, 30, 2, 14, 25]
    n = [40, 45, 50, 38, 40, 45, 50, 38]
    unit, year = list("abcdabcd"), [2023] * 4 + [2024] * 4
    found = kvalspc.variation(x, n, unit=unit, period=[str(y) for y in year])
    assert found.over_time is not None
    assert list(found.over_time["period"]) == ["2023", "2024"]
    later = kvalspc.variation(x[4:], n[4:])
    assert found.over_time["tau"][1] == later.tau
    assert found.over_time["p_value"][1] == later.heterogeneity.p_value
    assert found.over_time["p_value"][0] > 0.5
    assert found.over_time["n_units"][0] == 4
    assert len(found) == 4  # all periods of a unit together
    assert found.units["numerator"][0] == 40.0


def test_no_variation_no_units_and_missing_units_are_facts() -> None:
    assert math.isnan(kvalspc.variation([], []).tau)
    assert math.isnan(kvalspc.variation([0, 0], [5, 9]).heterogeneity.p_value)
    found = kvalspc.variation([1, None, 4], [10, 10, 12])
    assert found.n_units == 2
    assert math.isnan(found.units["shrunk"][1])


def test_misuse() -> None:
    with pytest.raises(ValueError, match="delta: got -1, need 0 or more"):
        kvalspc.variation([1], [2], delta=-1)
    with pytest.raises(ValueError, match="alpha: got 2, need a share between 0 and 1"):
        kvalspc.variation([1], [2], alpha=2)
    with pytest.raises(ValueError, match="period: got 1 values, need as many as the numerator"):
        kvalspc.variation([1, 2], [2, 2], period=["2024"])
    with pytest.raises(ValueError, match="better: got 'more'"):
        kvalspc.variation([1], [2], better="more")


def test_lists_state_their_false_alarms() -> None:
    p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34]
    q = kvalspc.q_values(p)
    assert q[:6] == pytest.approx([0.015, 0.06, 0.126, 0.126, 0.126, 0.15])
    assert q[-1] == pytest.approx(0.34)
    found = kvalspc.shortlist(p, level=0.1)
    assert found.positions == [0, 1]
    assert (found.tested, found.expected_false) == (15, pytest.approx(0.2))
    assert len(kvalspc.shortlist(p, level=0.1, method="by")) == 1
    assert kvalspc.q_values([100.0, 2.0], method="e-bh") == pytest.approx([0.02, 0.5])
    with pytest.raises(ValueError, match='method: got "holm", need "bh", "by", "e-bh"'):
        kvalspc.q_values(p, method="holm")
    with pytest.raises(ValueError, match="level: got 5, need a share between 0 and 1"):
        kvalspc.shortlist(p, level=5)


def test_chosen_units_are_expected_to_do_better_anyway() -> None:
    x, n = [2, 20, 24, 19, 22, 25, 18, 21], [20, 60, 60, 60, 60, 60, 60, 60]
    window = kvalspc.variation(x, n, unit=list("abcdefgh"), better="higher")
    found = kvalspc.select_units(window, ["a"], window=("2024-01", "2024-03"), baseline_periods=12)
    assert found.units["value"][0] == 0.1
    assert 0.15 < found.units["expected"][0] < 0.36
    assert [str(one) for one in (*found.baseline, found.after)] == ["2023-01", "2023-12", "2024-04"]
    assert len(found) == 1
    with pytest.raises(ValueError, match="units: got 'z', need units of the variation"):
        kvalspc.select_units(window, ["z"], window=("2024-01", "2024-03"))
    with pytest.raises(ValueError, match="window: got 2024-03 to 2024-01"):
        kvalspc.select_units(window, ["a"], window=("2024-03", "2024-01"))
    with pytest.raises(ValueError, match="baseline_periods: got 0, need at least 1"):
        kvalspc.select_units(window, ["a"], window=("2024-01", "2024-03"), baseline_periods=0)


def test_scored_units_have_q_values() -> None:
    import pandas as pd

    rng = np.random.default_rng(3)
    months = [f"{2022 + k // 12}-{k % 12 + 1:02d}" for k in range(24)]
    rows = [
        {"unit": u, "month": m, "x": int(rng.binomial(30, 0.85 if u == "a" and k >= 12 else 0.4)), "n": 30}
        for u in "abcd" for k, m in enumerate(months)
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    options = {"kind": "p", "unit": "unit", "period": "month", "numerator": "x", "denominator": "n"}
    judged = kvalspc.score(frame, start=12, **options)
    assert judged.columns["q_value"] == pytest.approx(kvalspc.q_values(judged.columns["p_value"]))
    assert judged["a"]["q_value"] < 0.001
    scanned = kvalspc.score(frame, **options)
    assert scanned.columns["q_value"] == pytest.approx(kvalspc.q_values(scanned.columns["p_value"]))
    early = kvalspc.score(frame, start={"a": 12, "b": 3}, **options)
    assert math.isnan(early["b"]["q_value"])  # three months before: no test, and it does not count as one
    only_charted = kvalspc.score(frame.assign(x=frame.x + 1.0), kind="mr", unit="unit", period="month", numerator="x")
    assert "q_value" not in only_charted.columns
