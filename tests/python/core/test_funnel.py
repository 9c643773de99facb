"""The funnel from Python: limits, table and curve agree, and where another tool's figures differ, why."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from peer_data import cases, needs_data, number, rows_of

import kvalspc

EVENTS = [12, 20, 8, 30, 15, 25, 40, 9, 18, 22]
PATIENTS = [100, 150, 90, 160, 120, 300, 350, 60, 140, 160]


def test_the_overdispersion_of_ten_units_is_the_one_computed_in_r() -> None:
    found = kvalspc.funnel(EVENTS, PATIENTS)
    assert found.centre == pytest.approx(0.1220859, abs=1e-7)
    assert found.raw_phi == pytest.approx(1.275165, abs=1e-6)
    assert found.phi == pytest.approx(0.4024757, abs=1e-7)
    assert found.tau2 == 0.0
    assert not found.adjusted
    # with phi below one, nothing is scaled down: the limits are those of chance alone
    alone = kvalspc.funnel(EVENTS, PATIENTS, overdispersion=None)
    for name in ("lower_95", "upper_95", "lower_99.8", "upper_99.8", "p_value"):
        assert np.array_equal(found.units[name], alone.units[name])


def test_limits_are_spiegelhalters() -> None:
    found = kvalspc.funnel([5], [50], centre=0.1)
    for name, probability in (("lower_95", (25, 1000)), ("upper_95", (975, 1000)), ("upper_99.8", (999, 1000))):
        assert found.units[name][0] == pytest.approx(float(interpolated(Fraction(*probability))), rel=1e-12)
    assert found.units["lower_95"][0] == pytest.approx(0.01386293, abs=1e-8)
    assert found.units["upper_99.8"][0] == pytest.approx(0.24012842, abs=1e-8)
    assert interpolated(Fraction(1, 1000)) < 0
    assert found.units["lower_99.8"][0] == 0.0


def interpolated(p: Fraction, n: int = 50, level: Fraction = Fraction(1, 10)) -> Fraction:
    """Spiegelhalter's limit in whole fractions, without any rounding."""
    cumulative = Fraction(0)
    for r in range(n + 1):
        at = math.comb(n, r) * level**r * (1 - level) ** (n - r)
        cumulative += at
        if cumulative > p:
            return (r - (cumulative - p) / at) / n
    raise AssertionError


def test_table_and_curve_have_the_same_limits() -> None:
    found = kvalspc.funnel(EVENTS, PATIENTS, unit=list("abcdefghij"), levels=(0.9, 0.99))
    assert list(found.limits) == ["denominator", "lower_90", "upper_90", "lower_99", "upper_99"]
    for k, n in enumerate(found.units["denominator"]):
        at = int(np.flatnonzero(found.limits["denominator"] == n)[0])
        for name in list(found.limits)[1:]:
            assert found.limits[name][at] == found.units[name][k]


def test_a_unit_is_outside_where_its_point_lies_beyond_its_limits() -> None:
    x, n = [2, 60, 30, 28, 31, 29, 33, 27, 30, 32, 30], [100] * 11
    found = kvalspc.funnel(x, n, unit=list("abcdefghijk"), overdispersion=None)
    units = found.units
    assert list(units["unit"][units["unusual"]]) == ["a", "b"]
    assert list(units["direction"][:3]) == ["below", "above", ""]
    assert list(units["outside"][:3]) == [0.998, 0.998, 0.0]
    assert units["q_value"][0] < 0.001
    assert found.to_frame("pandas").shape == (11, len(units))


def test_rows_of_a_unit_are_added_up_and_missing_units_stay_missing() -> None:
    found = kvalspc.funnel([1, 2, 3, None, 5], [10, 10, 10, 10, 10], unit=["a", "b", "a", "c", "b"])
    assert list(found.units["unit"]) == ["a", "b", "c"]
    assert list(found.units["numerator"][:2]) == [4.0, 7.0]
    assert math.isnan(found.units["value"][2])
    assert len(found) == 3


def test_under_ten_units_nothing_is_adjusted() -> None:
    wild = [1, 90, 5, 60, 30, 80, 10, 99, 50]
    assert not kvalspc.funnel(wild, [100] * 9).adjusted
    assert kvalspc.funnel([*wild, 20], [100] * 10).adjusted


def test_the_hierarchical_model_tells_an_outlier_from_a_wide_spread() -> None:
    spread = [10 + 8 * ((7 * k) % 20) for k in range(20)]
    wide = kvalspc.funnel(spread, [200] * 20, overdispersion=None)
    assert wide.units["unusual"].sum() > 10  # far from the common level ...
    assert not wide.units["outlier"].any()  # ... and yet as units of this kind are
    alike = kvalspc.funnel([*([40, 42, 38, 41] * 5), 110], [200] * 21)
    assert list(np.flatnonzero(alike.units["outlier"])) == [20]


def test_ratios_are_compared_with_one() -> None:
    found = kvalspc.funnel([0, 12, 30], [8.5, 11.0, 14.2], kind="oe")
    assert found.centre == 1.0
    assert found.units["exact_p"][0] == pytest.approx(math.exp(-8.5))
    assert found.units["direction"][2] == "above"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "i"}, 'kind: got "i", need "p", "u", "oe"'),
        ({"limits": "sigma"}, 'limits: got "sigma", need "spiegelhalter", "mid-p"'),
        ({"overdispersion": "both"}, 'overdispersion: got "both", need "additive", "multiplicative"'),
        ({"trim": "drop"}, 'trim: got "drop", need "winsorise", "truncate"'),
        ({"trim_share": 0.7}, "trim_share: got 0.7, need at least 0 and below 0.5"),
        ({"scale": "log"}, 'scale: got "log", need "natural", "arcsine" for proportions'),
        ({"kind": "u", "scale": "arcsine"}, 'scale: got "arcsine", need "natural", "log" for rates and ratios'),
        ({"levels": (95,)}, "levels: got 95, need shares between 0 and 1"),
        ({"levels": ()}, "levels: got none, need at least one"),
        ({"centre": 1.5}, "centre: got 1.5, need a level that is possible"),
        ({"better": "up"}, 'better: got \'up\', need "higher", "lower"'),
        ({"unit": ["a"]}, "unit: got 1 values, need as many as the numerator (2)"),
        ({"unit": ["a", None]}, "unit: got a missing value at row 1, need a unit on every row"),
    ],
)
def test_misuse(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        kvalspc.funnel([1, 2], [10, 20], **options)


def test_impossible_counts_are_refused_row_by_row() -> None:
    with pytest.raises(ValueError, match=r"numerator\[0\]: got 5, need at most the denominator \(3\)"):
        kvalspc.funnel([5, 1], [3, 30], unit=["a", "a"])


# --- FunnelPlotR 0.6.0: the same where it follows its sources, and proof where it does not ---

Z = {"95": 1.959964, "99": 3.090232}  # as the peer writes them


def golden(identifier: str) -> tuple[list[dict[str, float]], dict[str, float]]:
    rows = [{k: number(v) for k, v in row.items() if k != "group"} for row in rows_of(f"funnelplotr/{identifier}.csv")]
    return rows, {"phi": rows[0]["phi"], "tau2": rows[0]["tau2"]}


def of(rows: list[dict[str, float]], **options: Any) -> kvalspc.Funnel:
    return kvalspc.funnel([r["numerator"] for r in rows], [r["denominator"] for r in rows], **options)


SHARES = ["fun_008_PR", "fun_009_PR", "fun_012_PR", "fun_015_PR", "fun_023_PR", "fun_024_PR"]


def identifiers() -> set[str]:
    return {case["id"] for case in cases("FunnelPlotR")}


@needs_data
@pytest.mark.parametrize("identifier", SHARES)
def test_shares_on_the_arcsine_scale_have_the_peers_dispersion_and_limits(identifier: str) -> None:
    rows, peer = golden(identifier)
    found = of(rows, scale="arcsine")
    assert found.phi == pytest.approx(peer["phi"], rel=1e-9)
    assert found.tau2 == pytest.approx(peer["tau2"], rel=1e-9)
    assert_limits_are_the_wider_ones(rows, found)


def assert_limits_are_the_wider_ones(rows: list[dict[str, float]], found: kvalspc.Funnel) -> None:
    """Ours are the peer's overdispersed limits, or the exact ones where those lie further out."""
    if not found.adjusted:
        return
    exact = kvalspc.funnel(
        found.units["numerator"], found.units["denominator"], kind=found.kind, centre=found.centre, overdispersion=None
    )
    for k, row in enumerate(rows):
        for level, name in (("95", "95"), ("99", "99.8")):
            lower, upper = exact.units[f"lower_{name}"][k], exact.units[f"upper_{name}"][k]
            if found.kind == "p" and folds_back(found.centre, Z[level], row, found.tau2):
                assert found.units[f"upper_{name}"][k] == 1.0
                continue
            assert found.units[f"lower_{name}"][k] == pytest.approx(min(row[f"OD{level}LCL"], lower), rel=1e-6)
            assert found.units[f"upper_{name}"][k] == pytest.approx(max(row[f"OD{level}UCL"], upper), rel=1e-6)


def folds_back(centre: float, z: float, row: dict[str, float], tau2: float) -> bool:
    """Whether an arcsine limit lies beyond a quarter turn, where the sine comes down again."""
    return math.asin(math.sqrt(centre)) + z * math.sqrt(0.25 / row["denominator"] + tau2) > math.pi / 2


@needs_data
@pytest.mark.parametrize("identifier", ["fun_001_SR", "fun_002_SR"])
def test_ratios_on_the_log_scale_have_the_peers_dispersion_and_limits(identifier: str) -> None:
    rows, peer = golden(identifier)
    found = of(rows, kind="oe", scale="log", trim="truncate")
    assert found.phi == pytest.approx(peer["phi"], rel=1e-9)
    assert found.tau2 == pytest.approx(peer["tau2"], rel=1e-9)
    assert_limits_are_the_wider_ones(rows, found)


@needs_data
def test_the_peers_truncation_drops_more_units_above_than_below() -> None:
    # Ranks 1 to 54, five parts: floor(rank * 5 / 55) is 0 for ten units and 4 for eleven.
    rows, peer = golden("fun_007_SR")
    z = sorted(row["Uzscore"] for row in rows)
    assert math.fsum(one * one for one in z[10:-11]) / 33 == pytest.approx(peer["phi"], rel=1e-9)
    found = of(rows, kind="oe", scale="log", trim="truncate", trim_share=0.2)
    assert found.phi == pytest.approx(math.fsum(one * one for one in z[10:-10]) / 34, rel=1e-9)


@needs_data
def test_units_without_events_break_the_peers_dispersion_only_until_they_are_trimmed_away() -> None:
    rows, peer = golden("fun_030_SR")
    assert [r["Uzscore"] for r in rows].count(-math.inf) == 2
    truncated = of(rows, kind="oe", scale="log", trim="truncate")
    assert truncated.phi == pytest.approx(peer["phi"], rel=1e-9)
    assert np.isfinite(of(rows, kind="oe", scale="log", trim=None).phi)  # its own would be infinite
    assert all(np.isfinite(truncated.units["p_value"]))


@needs_data
def test_six_units_get_no_adjustment_where_the_peer_adjusts() -> None:
    rows, peer = golden("fun_021_PR")
    found = of(rows, scale="arcsine")
    assert found.phi == pytest.approx(peer["phi"], rel=1e-9)
    assert peer["tau2"] > 0
    assert found.tau2 == 0.0


@needs_data
def test_the_peers_cqc_limits_are_half_as_wide_as_they_should_be() -> None:
    rows, peer = golden("fun_005_SR")
    for row in rows:
        s = 0.5 / math.sqrt(row["denominator"])
        deviation = math.sqrt(s * s + peer["tau2"])
        # its limits: a deviation of the square root of the ratio, drawn as if it were one of the ratio
        assert row["OD95UCL"] == pytest.approx(1 + Z["95"] * deviation, rel=1e-9)
        squared = (1 + Z["95"] * deviation) ** 2
        assert (squared - 1) / (row["OD95UCL"] - 1) > 1.9
    # Where there is chance alone: E = 100. The peer's .902 to 1.098 leaves out a third of all units.
    ours = kvalspc.funnel([100], [100], kind="oe")
    assert ours.units["lower_95"][0] == pytest.approx(0.81, abs=0.01)
    assert ours.units["upper_95"][0] == pytest.approx(1.20, abs=0.01)


@needs_data
def test_the_peers_rates_take_the_exposure_for_a_random_count() -> None:
    rows, peer = golden("fun_022_RC")
    z = []
    centre = math.log(math.fsum(r["numerator"] for r in rows) / math.fsum(r["denominator"] for r in rows))
    for row in rows:
        y, n = row["numerator"], row["denominator"]
        s = math.sqrt(y / (y + 0.5) ** 2 + n / (n + 0.5) ** 2)
        z.append((math.log((y + 0.5) / (n + 0.5)) - centre) / s)
        assert z[-1] == pytest.approx(row["Uzscore"], rel=1e-9)
        # and its limits use another deviation than its z: 1 / (2 sqrt(n)), whatever the number of events
        assert row["LCL95"] == pytest.approx(1e4 * math.exp(centre - Z["95"] / (2 * math.sqrt(n))), rel=1e-6)
    # Counting exposure in months, not days, changes its dispersion; ours does not know what a day is.
    days = of(rows, kind="u", scale="log")
    months = kvalspc.funnel(
        [r["numerator"] for r in rows], [r["denominator"] / 30.4 for r in rows], kind="u", scale="log"
    )
    assert months.phi == pytest.approx(days.phi, rel=1e-12)
    assert peer["phi"] > 0


@needs_data
def test_unadjusted_limits_are_exact_where_the_peers_are_not() -> None:
    # Ratios: its limits are Garwood's interval for an expectation of E, not the range of counts around E.
    rows, _ = golden("fun_027_SR")
    for row in rows:
        e = row["denominator"]
        ours = kvalspc.funnel([0], [e], kind="oe")
        peers, own = row["LCL95"] / 100, ours.units["lower_95"][0]
        assert poisson_below(peers * e, e) > 0.025  # by chance alone, more than one unit in forty is below its limit
        assert poisson_below(own * e, e) <= 0.025
    # Shares: two of five where 2 % is usual happens once in 260 times, three of five once in 13 000. Arcsine limits
    # call only the latter unusual.
    ours = kvalspc.funnel([2], [5], centre=0.02)
    assert ours.units["unusual"][0]
    assert math.sin(math.asin(math.sqrt(0.02)) + Z["99"] / (2 * math.sqrt(5))) ** 2 == pytest.approx(0.547, abs=0.001)


def poisson_below(limit: float, mean: float) -> float:
    counts = range(math.ceil(limit))
    return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in counts)


@needs_data
def test_every_case_of_the_peer_is_compared_here() -> None:
    compared = {
        *SHARES, "fun_001_SR", "fun_002_SR", "fun_007_SR", "fun_030_SR", "fun_021_PR", "fun_005_SR", "fun_022_RC",
        "fun_027_SR",
    }  # fmt: skip
    # The same data and formulas as one of those, with limits at the other level, another multiplier, or E unrounded;
    # or rates, whose formula fun_022_RC disproves.
    repeated = {"fun_006_SR", "fun_010_PR", "fun_014_PR", "fun_011_RC", "fun_017_RC", "fun_018_RC"}
    assert identifiers() == compared | repeated
