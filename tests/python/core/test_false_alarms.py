"""How often stable series signal: of a chart's own length and counts (figures: tests/cpp/false_alarm)."""

from __future__ import annotations

import math

import numpy as np
import pytest

import kvalspc
from kvalspc.rules import FalseAlarms, by_name

SIZES = [20.0] * 24


def shares(**options: object) -> kvalspc.Chart:
    """24 months of 20 patients at a level of .30, events spread evenly."""
    return kvalspc.chart("p", [6.0] * 24, SIZES, **{"limits": "sigma", "profile": "qicharts2-0.8.1", **options})


def test_a_series_alarms_as_often_as_simulated_elsewhere() -> None:
    """24 months of 20, p .30, from 40 000 series: 3 sigma .049, with Anhoej .095, with Western Electric .156."""
    anhoej, western = shares().false_alarms(), shares(rules="western_electric").false_alarms()
    error = 4 * math.sqrt(0.156 * 0.844 / 2000)
    assert anhoej.limits == pytest.approx(0.049, abs=error)
    assert anhoej.either == pytest.approx(0.095, abs=error)
    assert western.either == pytest.approx(0.156, abs=error)
    assert anhoej.simulated == 2000


def test_few_counts_alarm_less_by_exact_limits() -> None:
    rare = [1.0 if k % 4 == 0 else 0.0 for k in range(24)]  # n 5, p .05
    sigma = kvalspc.chart("p", rare, [5.0] * 24, limits="sigma").false_alarms().limits
    exact = kvalspc.chart("p", rare, [5.0] * 24).false_alarms().limits
    assert sigma > 0.2
    assert exact < 0.03


def test_the_rate_is_either_and_the_same_every_time() -> None:
    chart = shares()
    assert chart.false_alarm_rate == chart.false_alarms().either == shares().false_alarm_rate
    assert chart.false_alarms(100).simulated == 100


def test_phases_are_charted_as_the_series_was() -> None:
    """Two phases of 24 months alarm about as often as two series: 1 - (1 - p)^2."""
    once = shares().false_alarm_rate
    twice = kvalspc.chart(
        "p", [6.0] * 48, [20.0] * 48, breaks=24, limits="sigma", profile="qicharts2-0.8.1"
    ).false_alarm_rate
    assert twice == pytest.approx(1 - (1 - once) ** 2, abs=0.03)


def test_nothing_to_draw_from() -> None:
    assert math.isnan(kvalspc.chart("i", [4.0] * 12).false_alarm_rate)
    subgroups = kvalspc.chart("xbar", [1.0, 2.0, 3.0, 5.0], period=[1, 1, 2, 2])
    assert math.isnan(subgroups.false_alarm_rate)
    with pytest.raises(ValueError, match="series: got 0, need 1 or more"):
        shares().false_alarms(0)


def test_the_callers_arrays_may_change_afterwards() -> None:
    values = np.array([5.0, 6.0, 4.0, 7.0, 5.0, 6.0, 3.0, 8.0, 5.0, 6.0])
    chart = kvalspc.chart("i", values)
    before = chart.false_alarms(50)
    values[:] = 0.0
    assert chart.false_alarms(50) == before


def test_in_words() -> None:
    found = FalseAlarms(0.049, 0.032, 0.095, 2000)
    assert found.text("en") == (
        "Of stable series like this one, 9.5% would give at least one signal by chance alone "
        "(4.9% a point beyond its limits, 3.2% by the rules)."
    )
    assert "9,5\u202f%" in found.text("nb")
    assert "reint slump" in found.text("nn")
    assert "kan ikke beregnes" in FalseAlarms(math.nan, math.nan, math.nan, 0).text()
    with pytest.raises(ValueError, match="language"):
        found.text("de")


def test_rule_sets_have_words_too() -> None:
    assert by_name("western_electric").false_alarms(24).text("en").startswith("Of stable series")


@pytest.mark.parametrize("kind", ["p", "xbar"])
def test_many_series_at_once_have_the_rates_of_each_alone(kind: str) -> None:
    x, n = [6.0, 4.0, 9.0, 5.0] * 15, None if kind == "xbar" else [20.0] * 60
    period = [1, 1, 2, 2, 3, 3] * 10
    options = {"rules": "nhs", "freeze": [[2], [2], None], "exclude": [[1], None, None]}
    found = kvalspc.batch(
        kind, x, n, [0, 24, 42, 60], period=[*range(60)] if n else period, false_alarms=True, **options
    )
    for k, rows in enumerate((slice(0, 24), slice(24, 42), slice(42, 60))):
        alone = kvalspc.chart(
            kind, x[rows], n and n[rows], period=None if n else period[rows],
            rules="nhs", freeze=options["freeze"][k], exclude=options["exclude"][k],
        )  # fmt: skip
        np.testing.assert_equal(found["false_alarm_rate"][k], alone.false_alarm_rate)
    assert "false_alarm_rate" not in kvalspc.batch(kind, x, n, [0, 60], period=[*range(60)] if n else period)
