"""Where peers disagree, what kvalspc does: one test for each row of docs/differences.md, which names it."""

from __future__ import annotations

import datetime as dt
import math
import re
from pathlib import Path

import numpy as np
import pytest
from series_examples import DENOMINATOR, MONTHS, NUMERATOR

import kvalspc

NAN = math.nan
PAGE = Path(__file__).resolve().parents[3] / "docs" / "differences.md"
# A stable series with one spike, as in the table of the page.
SPIKE = [10, 11, 9, 12, 10, 11, 10, 9, 11, 40, 10, 12, 9, 11, 10, 12, 11, 9, 10, 12, 10, 11, 9, 10]
RANGES = np.abs(np.diff(SPIKE))
FIELD = 3.0 / 1.128


def width(chart: kvalspc.Chart, k: int = -1) -> float:
    return float(chart.points["upper_raw"][k] - chart.points["centre"][k])


def test_the_page_and_the_tests_name_each_other() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text(encoding="utf-8")))
    here = {name for name in globals() if name.startswith("test_")} - {"test_the_page_and_the_tests_name_each_other"}
    assert here <= named
    goldens = [Path(__file__).parents[1] / f"test_goldens{name}.py" for name in ("", "_mdc", "_qcc")]
    files = [*goldens, Path(__file__).with_name("test_funnel.py")]
    elsewhere = "".join(file.read_text(encoding="utf-8") for file in files)
    assert all(f"def {name}(" in elsewhere for name in named - here)


# -------------------------------------------------------------------------------------------------------- subgroups


def subgrouped(kind: str, groups: list[list[float]], **options: object) -> kvalspc.Chart:
    rows = [value for group in groups for value in group]
    period = [k for k, group in enumerate(groups) for _ in group]
    return kvalspc.chart(kind, rows, period=period, **options)


GROUPS = [[8.0, 10.0, 12.0], [9.0, 12.0, 12.0], [7.0, 8.0, 12.0], [10.0, 11.0, 15.0], [8.0, 9.0, 10.0]]


def test_one_subgroup_of_another_size_changes_little() -> None:
    equal = subgrouped("xbar", GROUPS)
    s = [math.sqrt(sum((v - sum(g) / 3) ** 2 for v in g) / 2) for g in GROUPS]
    c4 = math.sqrt(math.pi) / 2  # of three
    assert width(equal, 0) == pytest.approx(3 * (sum(s) / 5) / c4 / math.sqrt(3), rel=1e-13)
    # One subgroup of three hundred loses a measurement: pooling, divided by c4(3) = .886, widens every limit.
    groups = [list(rng) for rng in np.random.default_rng(6).normal(0, 1, (300, 3))]
    before = width(subgrouped("xbar", groups))
    one_less = [groups[0][:2], *groups[1:]]
    assert width(subgrouped("xbar", one_less)) == pytest.approx(before, rel=0.01)
    assert width(subgrouped("xbar", one_less, profile="qicharts2-0.8.1")) > 1.1 * before


def test_small_subgroups_do_not_sit_below_the_centre_of_an_s_chart() -> None:
    rng = np.random.default_rng(5)
    groups = [list(rng.normal(0, 1, 2 if k % 2 else 9)) for k in range(400)]
    ours, theirs = (subgrouped("s", groups, **options) for options in ({}, {"profile": "qicharts2-0.8.1"}))
    small = np.arange(400) % 2 == 1

    def lift(chart: kvalspc.Chart) -> float:
        return float(np.mean(chart.points["value"][small] - chart.points["centre"][small]))

    assert abs(lift(ours)) < 0.1
    assert lift(theirs) < -0.15
    assert ours.points["centre"][1] == pytest.approx(
        math.sqrt(2 / math.pi) * ours.points["centre"][0] / 0.969, rel=1e-3
    )


def test_a_subgroup_of_one_has_limits_for_its_mean() -> None:
    groups = [*GROUPS, [11.0]]
    chart = subgrouped("xbar", groups)
    assert width(chart) == pytest.approx(math.sqrt(3) * width(chart, 0), rel=1e-14)
    assert math.isnan(subgrouped("xbar", groups, profile="qicharts2-0.8.1").points["upper"][-1])
    assert math.isnan(subgrouped("s", groups).points["value"][-1])


def test_a_missing_measurement_makes_its_subgroup_smaller() -> None:
    holes = [[*group, NAN] for group in GROUPS]
    assert width(subgrouped("xbar", holes)) == width(subgrouped("xbar", GROUPS))
    assert subgrouped("xbar", holes).points["denominator"].tolist() == [3] * 5


def test_constants_of_subgroups() -> None:
    field, exact = (subgrouped("xbar", GROUPS, spread="range", constants=c) for c in ("field", "exact"))
    mean_range = sum(max(g) - min(g) for g in GROUPS) / 5
    assert width(field) == pytest.approx(3 * mean_range / 1.693 / math.sqrt(3), rel=1e-13)
    assert width(exact) == pytest.approx(3 * mean_range / (3 / math.sqrt(math.pi)) / math.sqrt(3), rel=1e-13)
    ranges = subgrouped("r", GROUPS)
    assert abs(ranges.points["upper"][0] / mean_range - 2.574) < 1e-3  # D4(3), Montgomery App. VI: 2.574


def test_the_median_range_has_its_own_constant() -> None:
    chart = kvalspc.chart("i", SPIKE, spread="median")
    median = sorted(RANGES)[len(RANGES) // 2]
    assert width(chart) == pytest.approx(3 / 0.954 * median, rel=1e-14)
    assert chart.moving_range is not None
    assert chart.moving_range.points["upper"][1] == pytest.approx(3.865 * median, rel=1e-14)
    # For normal values it aims at the same sigma as the mean range does; divided by 1.128 it would be 15 % less.
    values = np.random.default_rng(3).normal(0, 1, 20001)
    assert width(kvalspc.chart("i", values, spread="median")) == pytest.approx(3, rel=0.03)


def test_short_gaps_are_seen_by_exact_limits() -> None:
    gaps = [float(v) for v in 100 * np.random.default_rng(4).exponential(size=400)]
    nelson, exact = (kvalspc.chart("t", [*gaps, 0.05], freeze=400, limits=limits) for limits in ("auto", "exact"))
    assert not nelson.points["beyond"][-1]
    assert exact.points["beyond"][-1]
    mean = sum(gaps) / 400
    assert exact.points["lower"][0] == pytest.approx(-mean * math.log1p(-0.00135), rel=1e-12)


def test_a_date_outside_of_every_unit_is_an_error() -> None:
    data = ("p", NUMERATOR + NUMERATOR[:6], DENOMINATOR + DENOMINATOR[:6], [0, 24, 30])
    columns = kvalspc.batch(*data, period=MONTHS + MONTHS[:6], breaks="2023-01")
    assert columns["centre"][1] == kvalspc.chart("p", NUMERATOR[:6], DENOMINATOR[:6]).phases[0]["centre"]
    with pytest.raises(ValueError, match="need a place inside of at least one series"):
        kvalspc.batch(*data, period=MONTHS + MONTHS[:6], breaks="2031-01")
    with pytest.raises(IndexError, match="breaks"):
        kvalspc.chart("p", NUMERATOR, DENOMINATOR, period=MONTHS, breaks="2031-01")


def test_a_limit_on_the_target_reaches_it() -> None:
    always = kvalspc.chart("p", [10] * 20, [10] * 20, target=1.0, better="higher")
    assert always.assurance == "pass"
    values = [10.0, 12.0] * 10
    upper, lower = (float(kvalspc.chart("i", values).points[name][0]) for name in ("upper", "lower"))
    answers = {
        (better, limit): kvalspc.chart("i", values, target=at, better=better).assurance
        for better in ("higher", "lower")
        for limit, at in (("upper", upper), ("lower", lower))
    }
    assert answers == {
        ("higher", "upper"): "hit_or_miss",
        ("higher", "lower"): "pass",
        ("lower", "upper"): "pass",
        ("lower", "lower"): "hit_or_miss",
    }


# ------------------------------------------------------------------------------------------------------ individuals


def test_screening_is_asked_for_never_global() -> None:
    plain, screened = kvalspc.chart("i", SPIKE), kvalspc.chart("i", SPIKE, screen=True)
    assert width(plain) == pytest.approx(FIELD * RANGES.mean(), rel=1e-14)
    kept = RANGES[3.267 * RANGES.mean() >= RANGES]
    assert width(screened) == pytest.approx(FIELD * kept.mean(), rel=1e-14)
    assert (plain.phases[0]["ranges"], plain.phases[0]["ranges_screened"]) == (23, 0)
    assert screened.phases[0]["ranges_screened"] == len(RANGES) - len(kept) == 2


def test_ranges_are_screened_once_only() -> None:
    values = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 6, 0, 1, 0, 1, 0, 40, 0, 1, 0, 1]
    ranges = np.abs(np.diff(values))
    once = ranges[ranges <= 3.267 * ranges.mean()]
    assert (once > 3.267 * once.mean()).any(), "a second pass would drop more"
    assert width(kvalspc.chart("i", values, screen=True)) == pytest.approx(FIELD * once.mean(), rel=1e-14)


@pytest.mark.parametrize("screen", [False, True])
def test_a_constant_series_has_limits_on_its_centre_line(screen: bool) -> None:
    chart = kvalspc.chart("i", [5.0] * 20, screen=screen)
    for name in ("centre", "lower", "upper"):
        assert (chart.points[name] == 5.0).all()
    assert chart.status is kvalspc.Status.NO_VARIATION
    assert not chart.points["beyond"].any()
    assert chart.signals == []


def test_ranges_bridge_neither_gaps_nor_excluded_points() -> None:
    touching = np.delete(RANGES, [8, 9])  # the two ranges of point 9
    missing = [*SPIKE[:9], NAN, *SPIKE[10:]]
    assert width(kvalspc.chart("i", SPIKE, exclude=9)) == pytest.approx(FIELD * touching.mean(), rel=1e-14)
    assert width(kvalspc.chart("i", missing)) == pytest.approx(FIELD * touching.mean(), rel=1e-14)
    bridged = np.append(touching, abs(SPIKE[10] - SPIKE[8]))
    profile = kvalspc.chart("i", SPIKE, exclude=9, profile="qicharts2-0.8.1")
    assert width(profile) == pytest.approx(FIELD * bridged.mean(), rel=1e-14)


def test_ranges_do_not_cross_phases() -> None:
    chart = kvalspc.chart("i", NUMERATOR, breaks=12)
    for phase, rows in ((0, slice(0, 12)), (1, slice(12, 24))):
        want = FIELD * np.abs(np.diff(NUMERATOR[rows])).mean()
        assert width(chart, 12 * phase) == pytest.approx(want, rel=1e-14)
    assert chart.moving_range is not None
    assert math.isnan(chart.moving_range.points["value"][12])


def test_constants_of_the_field_or_exact() -> None:
    field, exact = kvalspc.chart("i", SPIKE), kvalspc.chart("i", SPIKE, constants="exact")
    assert width(field) == pytest.approx(3.0 / 1.128 * RANGES.mean(), rel=1e-14)
    assert width(exact) == pytest.approx(3.0 / (2.0 / math.sqrt(math.pi)) * RANGES.mean(), rel=1e-14)
    assert field.moving_range is not None
    assert field.moving_range.points["upper"][1] == pytest.approx(3.267 * RANGES.mean(), rel=1e-14)


def test_sigma_comes_from_moving_ranges() -> None:
    shifted = [float(x) for x in NUMERATOR]
    assert width(kvalspc.chart("i", shifted)) == pytest.approx(FIELD * np.abs(np.diff(shifted)).mean(), rel=1e-14)
    assert width(kvalspc.chart("i", shifted)) < 3.0 * np.std(shifted, ddof=1) / 2.0


def test_an_individuals_chart_of_ratios_weighs_periods_alike() -> None:
    chart = kvalspc.chart("i", NUMERATOR, DENOMINATOR)
    ratios = np.array(NUMERATOR) / np.array(DENOMINATOR)
    np.testing.assert_allclose(chart.points["value"], ratios, rtol=1e-15)
    assert chart.points["centre"][0] == pytest.approx(ratios.mean(), rel=1e-14)
    assert chart.points["centre"][0] != pytest.approx(sum(NUMERATOR) / sum(DENOMINATOR), rel=1e-6)


# ------------------------------------------------------------------------------------------------------------- runs


def around_zero(signs: str) -> kvalspc.Chart:
    """A run chart about a given centre of 0: "+" above, "-" below, "0" on it, "." missing."""
    values = {"+": 1.0, "-": -1.0, "0": 0.0, ".": NAN}
    return kvalspc.chart("run", [values[sign] for sign in signs], centre=0.0)


def test_the_longest_run_is_compared_with_rounded_log2_plus_3() -> None:
    for n, longest in ((12, 7), (24, 8), (60, 9)):  # floor would be 6, 7, 8; ceil 7, 8, 9 at other n
        phase = around_zero("+-" * (n // 2)).phases[0]
        assert phase["longest_run_max"] == longest == round(math.log2(n)) + 3
    assert not around_zero("+" * 8 + "-+" * 8).phases[0]["runs_signal"]  # 24 points, a run of 8 is no signal
    assert around_zero("+" * 9 + "-+" * 7 + "-").phases[0]["runs_signal"]


def test_crossings_are_compared_with_the_exact_binomial() -> None:
    for n in range(10, 200):
        total, k = 0, -1
        while total * 20 < 2 ** (n - 1):  # the smallest k with P(X <= k) >= 0.05, in whole numbers
            k += 1
            total += math.comb(n - 1, k)
        phase = around_zero(("+-" * n)[:n]).phases[0]
        assert phase["useful"] == n
        assert phase["crossings_min"] == k, n
    few = around_zero("+++----+++----+++----+++")
    assert few.phases[0]["crossings"] == 6 < few.phases[0]["crossings_min"] == 8
    assert few.phases[0]["runs_signal"]


def test_unequal_sides_do_not_signal_by_construction() -> None:
    """Five patients a month, one in twenty with an event: nothing ever happens, and thresholds alone always signal."""
    random = np.random.default_rng(60)
    published = ours = 0
    for _ in range(200):
        events = random.binomial(5, 0.05, 60)
        published += kvalspc.chart("run", events / 5, profile="qicharts2-0.8.1").phases[0]["runs_signal"]
        ours += kvalspc.chart("run", events / 5).phases[0]["runs_signal"]
    assert published > 195
    assert ours == 0
    # With a median and no ties, the two agree.
    for _ in range(200):
        values = random.normal(size=30).cumsum()
        assert (
            kvalspc.chart("run", values, profile="qicharts2-0.8.1").phases[0]["runs_signal"]
            == kvalspc.chart("run", values).phases[0]["runs_signal"]
        )


def test_runs_that_cannot_be_judged_say_so() -> None:
    rare = kvalspc.chart("run", [0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 2] * 3).phases[0]
    assert (rare["above"], rare["useful"]) == (12, 12)
    assert not rare["runs_judgeable"]
    assert not rare["runs_signal"]
    assert kvalspc.chart("run", [1, 2, 3, 4, 5, 6, 7, 8]).phases[0]["runs_judgeable"]


def test_points_on_the_centre_line_are_dropped() -> None:
    with_ties, without = around_zero("++0+00+-+-0-+").phases[0], around_zero("+++" + "+-+--+").phases[0]
    for name in ("useful", "longest_run", "crossings", "longest_run_max", "crossings_min"):
        assert with_ties[name] == without[name], name
    assert with_ties["n"] - with_ties["useful"] == 4  # how many ties: for the reader to see


def test_runs_continue_across_gaps_and_excluded_points() -> None:
    assert around_zero("+++.++..+-+-").phases[0]["longest_run"] == 6
    values = [1.0, 1, 1, -1, 1, 1, 1, -1, 1, -1]
    assert kvalspc.chart("run", values, centre=0.0, exclude=3).phases[0]["longest_run"] == 6


def test_runs_after_a_freeze_are_judged_apart_and_together() -> None:
    phase = kvalspc.chart("p", NUMERATOR, DENOMINATOR, freeze=12).phases[0]
    assert phase["useful"] == phase["baseline_useful"] + phase["after_useful"]
    assert phase["after_longest_run"] == 12
    assert phase["after_runs_signal"]
    assert not phase["baseline_runs_signal"]
    assert phase["runs_signal"]


# ------------------------------------------------------------------------------------------------- limits of counts


def test_limits_are_clamped_for_display_and_kept_raw() -> None:
    chart = kvalspc.chart("p", [18, 20, 19, 20, 17, 20], [20] * 6, limits="sigma")
    assert (chart.points["upper"] == 1.0).all()
    assert (chart.points["upper_raw"] > 1.0).all()
    assert not chart.points["beyond"].any()


def test_small_counts_get_exact_limits() -> None:
    """Ten patients and 13 %: the normal approximation signals at 5 of 10, the exact limit after 5 of 10."""
    small = [1, 2, 1, 1, 2, 1, 0, 2, 1, 2]
    automatic = kvalspc.chart("p", small, [10] * 10)
    assert automatic.limits_used == ["exact"]
    centre = sum(small) / 100

    def above(x: int) -> float:
        mass = [math.comb(10, k) * centre**k * (1 - centre) ** (10 - k) for k in range(11)]
        return sum(mass[x + 1 :]) + mass[x] / 2

    upper = round(automatic.points["upper"][0] * 10)
    assert above(upper) >= 0.00135 > above(upper + 1)
    assert math.isnan(automatic.points["lower"][0])  # no count is rare enough on this side
    assert upper / 10 > kvalspc.chart("p", small, [10] * 10, limits="sigma").points["upper"][0]
    assert kvalspc.chart("p", [1000 * x for x in small], [10_000] * 10).limits_used == ["sigma"]


def test_a_period_without_patients_loses_only_its_own_limits() -> None:
    chart = kvalspc.chart("p", [3, 0, 4, 5, 4, 3], [20, 0, 21, 20, 19, 20], limits="sigma")
    assert np.isnan(chart.points["upper"]).tolist() == [False, True, False, False, False, False]
    np.testing.assert_array_equal(chart.points["centre"], 19 / 100)
    assert not chart.points["included"][1]


def test_missing_counts_never_become_zero() -> None:
    one = kvalspc.chart("u", [NAN, NAN, 2, 3], [9, 9, 9, 9], period=["2024-01", "2024-01", "2024-02", "2024-03"])
    part = kvalspc.chart("u", [NAN, 5, 2, 3], [9, 9, 9, 9], period=["2024-01", "2024-01", "2024-02", "2024-03"])
    for chart in (one, part):
        assert math.isnan(chart.points["value"][0])
        assert not chart.points["included"][0]


def test_a_point_on_its_limit_is_not_beyond_it() -> None:
    on = kvalspc.chart("i", [21.0, 9.0, 21.0 * (1 + 1e-14), 15.0], centre=15, sigma=2)
    assert not on.points["beyond"].any()
    assert kvalspc.chart("i", [21.0 + 1e-9, 15.0, 14.0], centre=15, sigma=2).points["beyond"].tolist() == [
        True,
        False,
        False,
    ]
    exact = kvalspc.chart("p", [1, 2, 1, 1, 2, 1, 0, 2, 1, 2], [10] * 10)
    top = round(exact.points["upper"][0] * 10)
    edge = kvalspc.chart("p", [1, 2, 1, 1, 2, 1, 0, 2, 1, 2, top, top + 1], [10] * 12, limits="exact", freeze=10)
    assert edge.points["beyond"].tolist() == [False] * 11 + [True]


# ------------------------------------------------------------------------------------------------- phases and scale


def test_breaks_and_freeze_work_together() -> None:
    chart = kvalspc.chart("p", NUMERATOR, DENOMINATOR, breaks=12, freeze={1: 4})
    assert chart.points["centre"][0] == sum(NUMERATOR[:12]) / sum(DENOMINATOR[:12])
    assert chart.points["centre"][23] == sum(NUMERATOR[12:16]) / sum(DENOMINATOR[12:16])
    both, tool = {"breaks": 12, "freeze": {1: 4}}, {"profile": "qicharts2-0.8.1", "limits": "sigma"}
    as_there = kvalspc.chart("p", NUMERATOR, DENOMINATOR, **both, **tool)
    assert (
        as_there.points["centre"].tolist()
        == kvalspc.chart("p", NUMERATOR, DENOMINATOR, breaks=12, **tool).points["centre"].tolist()
    )
    found = kvalspc.batch("p", NUMERATOR, DENOMINATOR, [0, 24], **both, **tool)
    assert found["centre"][0] == as_there.phases[1]["centre"] != chart.phases[1]["centre"]


def test_a_date_breaks_each_unit_at_its_own_position() -> None:
    late = kvalspc.chart("p", NUMERATOR[3:], DENOMINATOR[3:], period=MONTHS[3:], breaks=dt.date(2023, 1, 1))
    assert late.phases[1]["first"] == 9
    assert late.points["period"][9] == "2023-01"


def test_a_scale_changes_no_number() -> None:
    plain, scaled = (kvalspc.chart("u", NUMERATOR, DENOMINATOR, target=0.3, per=per) for per in (1, 10_000))
    assert scaled.target == plain.target == 0.3
    for name, column in plain.points.items():
        assert column.tobytes() == scaled.points[name].tobytes()


def test_phases_are_never_chosen_by_the_chart() -> None:
    chart = kvalspc.chart("p", NUMERATOR, DENOMINATOR)
    assert chart.phases[0]["runs_signal"]
    assert [(phase["first"], phase["end"]) for phase in chart.phases] == [(0, 24)]
