"""Rule sets by name and as values."""

from __future__ import annotations

import pytest

import kvalspc
from kvalspc.rules import OneSigma, RuleSet, Shift, Zone

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
    mine = RuleSet("ward", (Shift(5, name="five"), Zone(4, 5, 1.0, name="four_of_five")), anhoej=True)
    assert [s[0] for s in rule_signals(mine)] == ["anhoej_longest_run", "five", "four_of_five"]
    assert rule_signals(RuleSet("empty")) == []
    assert rule_signals(None) == []


def test_batch_knows_the_same_sets() -> None:
    for rules in ("nelson", RuleSet("ward", (Shift(12),)), RuleSet("ward", (Shift(13),))):
        chart = kvalspc.chart("i", STEP, freeze=10, rules=rules)
        columns = kvalspc.batch("i", STEP, None, [0, len(STEP)], freeze=10, rules=rules)
        assert columns["runs_signal"][0] == chart.phases[0]["runs_signal"]
    assert not kvalspc.chart("i", STEP, freeze=10, rules=RuleSet("ward", (Shift(13),))).phases[0]["runs_signal"]


def test_misuse_is_named() -> None:
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
