"""Rule sets by name and as values."""

from __future__ import annotations

import numpy as np
import pytest

import kvalspc
from kvalspc.rules import OneSigma, RuleSet, Shift, Zone, by_name, runs_inside, runs_p

STEP = [5, 6, 5, 4, 5, 6, 4, 5, 6, 4, *[9] * 12]


def rule_signals(rules: object, **options: object) -> list[tuple[str, int, int, str | None, str | None]]:
    chart = kvalspc.chart("i", STEP, freeze=10, rules=rules, **options)
    return [
        (s["rule"], s["first"], s["last"], s["direction"], s["effect"]) for s in chart.signals if s["source"] == "rule"
    ]


@pytest.mark.parametrize(
    ("name", "rule"),
    [("western_electric", "western_electric_4"), ("nelson", "nelson_2"), ("nhs", "nhs_shift"), ("ihi", "ihi_shift")],
)
def test_the_step_signals_by_every_set_with_its_own_name(name: str, rule: str) -> None:
    assert (rule, 10, 21, "up", "improvement") in rule_signals(name, better="higher")
    assert (rule, 10, 21, "up", "deterioration") in rule_signals(name, better="lower")
    assert (rule, 10, 21, "up", None) in rule_signals(name)


def test_a_name_without_its_year_is_the_newest() -> None:
    assert rule_signals("nhs") == rule_signals("nhs-2023")
    assert rule_signals("nhs") != rule_signals("nhs-2020")  # points beyond 3 sigma count as beyond 2 since 2023


def test_own_sets_carry_their_own_names() -> None:
    mine = RuleSet("ward", (Shift(5, name="five"), Zone(4, 5, 1.0, name="four_of_five")), runs="anhoej")
    assert [s[0] for s in rule_signals(mine)] == ["anhoej_longest_run", "five", "four_of_five"]
    assert rule_signals(RuleSet("empty")) == []
    assert rule_signals(None) == []


def test_batch_knows_the_same_sets() -> None:
    for rules in ("nelson", RuleSet("ward", (Shift(12),)), RuleSet("ward", (Shift(13),))):
        chart = kvalspc.chart("i", STEP, freeze=10, rules=rules)
        columns = kvalspc.batch("i", STEP, None, [0, len(STEP)], freeze=10, rules=rules)
        assert columns["runs_signal"][0] == chart.phases[0]["runs_signal"]
    assert not kvalspc.chart("i", STEP, freeze=10, rules=RuleSet("ward", (Shift(13),))).phases[0]["runs_signal"]


def phase(values: list[float], **options: object) -> dict[str, object]:
    return kvalspc.chart("run", values, **options).phases[0]


def test_runs_carry_an_exact_p_value() -> None:
    shifted = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, *[9, 8] * 6]
    found = phase(shifted)
    # One crossing is the fewest possible: 2 of C(24, 12) orders; and no order has a longer run.
    assert found["runs_p"] == pytest.approx(2 / 2704156, rel=1e-9)
    assert found["runs_judgeable"]
    assert found["runs_signal"]
    assert (found["above"], found["useful"]) == (12, 24)


def test_runs_that_cannot_be_judged_say_so_and_do_not_signal() -> None:
    rare = [0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0]
    found = phase(rare)  # the median is 0, and no point lies below it
    assert found["longest_run"] > found["longest_run_max"]  # type: ignore[operator]
    assert found["crossings"] < found["crossings_min"]  # type: ignore[operator]
    assert (found["runs_judgeable"], found["runs_signal"], found["runs_p"]) == (False, False, 1.0)
    assert phase(rare, profile="qicharts2-0.8.1")["runs_signal"]  # as published
    assert kvalspc.chart("run", rare).signals == []


def test_runs_of_no_points_and_of_moving_ranges_are_not_judged() -> None:
    assert phase([3.0] * 9)["runs_p"] is None
    assert not phase([3.0] * 9)["runs_judgeable"]
    assert kvalspc.chart("mr", STEP).phases[0]["runs_p"] is None


@pytest.mark.parametrize("rules", ["best_box", "cut_box", "runs_exact", "anhoej", "best_box-2020", "cut_box-2020"])
def test_tests_of_runs_find_the_step(rules: str) -> None:
    values = [5, 6, 5, 4, 5, 6, 4, 5, 6, 4, *[9, 8, 9, 10] * 3]
    names = {s["rule"] for s in kvalspc.chart("run", values, rules=rules).signals}
    prefix = rules.removesuffix("-2020").removeprefix("runs_")
    assert names <= {f"{prefix}_longest_run", f"{prefix}_crossings"}
    assert f"{prefix}_crossings" in names


def test_ihi_counts_runs_too_few_and_too_many() -> None:
    zigzag = [1.0, 3.0] * 12
    assert [s["rule"] for s in kvalspc.chart("run", zigzag, rules="ihi").signals] == ["ihi_runs"]
    assert kvalspc.chart("run", zigzag, rules="anhoej").signals == []
    # 24 points, half on each side: 8 to 18 runs are acceptable.
    eight_runs = [1, 1, 1, 3, 3, 3] * 4
    seven_runs = [*[1, 1, 1, 3, 3, 3] * 2, 1, 1, 1, 3, 3, 3, 3, 3, 3, 1, 1, 1]
    assert kvalspc.chart("run", eight_runs, rules="ihi").phases[0]["crossings"] == 7
    assert kvalspc.chart("run", eight_runs, rules="ihi").signals == []
    assert kvalspc.chart("run", seven_runs, rules="ihi").phases[0]["crossings"] == 6
    assert "ihi_runs" in [s["rule"] for s in kvalspc.chart("run", seven_runs, rules="ihi").signals]


SETS = [
    "anhoej-2014", "best_box-2020", "cut_box-2020", "runs_exact", "western_electric-1956", "nelson-1984", "nhs-2023",
    "nhs-2020", "ihi-2011",
]  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_a_named_set_as_a_value_is_the_same_set(name: str) -> None:
    value = by_name(name)
    assert value.name == name
    random = np.random.default_rng(9)
    for _ in range(20):
        values = random.normal(size=40).cumsum() * 0.3 + random.normal(size=40)
        assert kvalspc.chart("i", values, rules=value).signals == kvalspc.chart("i", values, rules=name).signals
    assert value.false_alarms(12) == RuleSet("copy", value.rules, value.runs).false_alarms(12)


def test_a_set_says_how_often_it_signals_for_nothing() -> None:
    exact = by_name("western_electric").false_alarms(24)
    assert exact.simulated == 0
    assert exact.either == pytest.approx(0.208, abs=0.012)  # an independent simulation of 20 000 series
    assert by_name("anhoej").false_alarms(24).rules == pytest.approx(0.0662, abs=5e-5)
    drawn = by_name("nhs-2020").false_alarms(24)
    assert drawn.simulated == 20000
    assert drawn.either == pytest.approx(0.219, abs=0.014)
    assert by_name("nhs-2020").false_alarm_rate(24) == drawn.either
    assert RuleSet("limits").false_alarms(1).either == pytest.approx(0.0027, abs=5e-6)
    with pytest.raises(ValueError, match="points: got 0"):
        RuleSet("none").false_alarms(0)


def test_joint_probabilities_of_runs() -> None:
    # crossrun's joint14symm, joint60symm and joint100symm, as published
    assert runs_inside(7, 4, 14) == pytest.approx(0.9394531, abs=5e-8)
    assert runs_inside(9, 24, 60) == pytest.approx(0.9052285, abs=5e-8)
    assert runs_inside(10, 41, 100) == pytest.approx(0.9285245, abs=5e-8)
    assert runs_inside(10, 41, 100, above=100) == 0.0
    assert runs_p(4, 1, 8, above=4) == pytest.approx(2 / 70)
    assert runs_p(30, 0, 30, above=30) == 1.0
    with pytest.raises(ValueError, match="above: got 9, need 0 to 8"):
        runs_p(4, 1, 8, above=9)
    with pytest.raises(ValueError, match="useful: got 0"):
        runs_inside(1, 0, 0)


def test_misuse_is_named() -> None:
    with pytest.raises(ValueError, match=r'runs: got "anhøj", need "none"'):
        kvalspc.chart("i", STEP, rules=RuleSet("x", runs="anhøj"))
    with pytest.raises(ValueError, match=r'rules: got "weco", need one of anhoej'):
        kvalspc.chart("i", STEP, rules="weco")
    with pytest.raises(ValueError, match="got 5 of 3"):
        kvalspc.chart("i", STEP, rules=RuleSet("x", (Zone(5, 3),)))
    with pytest.raises(ValueError, match="at most 8"):
        kvalspc.chart("i", STEP, rules=RuleSet("x", (Shift(),) * 9))
    with pytest.raises(TypeError, match="got str in the set"):
        kvalspc.chart("i", STEP, rules=RuleSet("x", ("shift",)))  # type: ignore[arg-type]  # on purpose
    with pytest.raises(TypeError, match="rules: got int"):
        kvalspc.chart("i", STEP, rules=8)  # type: ignore[arg-type]  # on purpose


def test_quiet_points_signal_by_the_one_sigma_rule() -> None:
    quiet = [10, 0, 10, 0, 10, 0, 10, 0, *[5, 5.1] * 10]
    rules = RuleSet("quiet", (OneSigma(15),))
    chart = kvalspc.chart("i", quiet, freeze=8, rules=rules)
    assert [s["rule"] for s in chart.signals] == ["one_sigma"]
