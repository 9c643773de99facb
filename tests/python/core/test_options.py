"""Standards, limits and medians that the caller asks for; targets; exclusions with a reason; contradictions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from series_examples import DENOMINATOR, MONTHS, NUMERATOR

import kvalspc

VALUES = [10.0, 12.0, 11.0, 15.0, 13.0, 40.0, 12.0, 11.0]


def p(**options: Any) -> kvalspc.Chart:
    return kvalspc.chart("p", NUMERATOR, DENOMINATOR, **{"period": MONTHS, **options})


def test_median_centre_and_median_ranges() -> None:
    chart = kvalspc.chart("i", VALUES, centre="median", spread="median")
    assert chart.points["centre"][0] == 12
    # Ranges 2 1 4 2 27 28 1: median 2.
    assert chart.points["upper"][0] == pytest.approx(12 + 3 * 2 / 0.954, rel=1e-14)
    panel = chart.moving_range
    assert panel is not None
    assert panel.points["centre"][1] == 2
    assert panel.points["upper"][1] == pytest.approx(3.865 * 2, rel=1e-14)
    exact = kvalspc.chart("i", VALUES, centre="median", spread="median", constants="exact")
    assert exact.points["upper"][0] == pytest.approx(12 + 3 * 2 / 0.9538725524089397, rel=1e-14)
    columns = kvalspc.batch("i", VALUES, None, [0, len(VALUES)], centre="median", spread="median")
    assert columns["centre"][0] == 12
    assert columns["beyond"][0] == 1


def test_standards_by_phase() -> None:
    given = kvalspc.chart("i", VALUES, breaks=4, centre={1: 20}, sigma={0: 1, 1: 5})
    assert given.points["centre"].tolist()[3:5] == [12, 20]
    assert given.points["upper"].tolist() == [15] * 4 + [35] * 4
    assert given.limits_used == ["sigma", "sigma"]


def test_limits_given_by_the_caller() -> None:
    chart = p(lower=0.1, upper={0: 0.3}, rules=None)
    assert chart.limits_used == ["given"]
    assert set(chart.points["upper"]) == {0.3}
    assert set(chart.points["lower"]) == {0.1}
    value = chart.points["value"]
    np.testing.assert_array_equal(chart.points["beyond"], (value > 0.3) | (value < 0.1))
    # One side alone: the other stays computed.
    one, none = p(upper=0.3, limits="sigma", rules=None), p(limits="sigma", rules=None)
    assert one.points["lower"].tolist() == none.points["lower"].tolist()
    np.testing.assert_array_equal(
        one.points["beyond"], (value > 0.3) | (none.points["beyond"] & (value < none.points["centre"]))
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lower": 0.4, "upper": 0.3}, r"lower: got 0.4, need below upper \(0.3\)"),
        ({"centre": 0.2, "lower": 0.25}, r"centre: got 0.2, need at least lower \(0.25\)"),
        ({"centre": 0.2, "upper": 0.15}, r"centre: got 0.2, need at most upper \(0.15\)"),
        ({"sigma": 0.1, "lower": 0.1, "upper": 0.2}, "sigma: got one beside lower and upper, need either"),
        ({"upper": 0.4, "limits": "exact"}, 'limits: got "exact" beside given ones, need either'),
        ({"upper": 1.4}, 'upper: got 1.4, need a possible level of chart "p"'),
        ({"kind": "run", "upper": 0.4}, 'sigma, lower, upper for chart "run": got one, need none'),
        ({"centre": "median"}, 'centre for chart "p": got "median", need "mean"'),
        ({"spread": "median"}, 'spread for chart "p": got "median", need its own'),
        ({"spread": "sd"}, 'spread: got "sd" for chart "p", need "median"'),
    ],
)
def test_contradictions_are_errors(options: dict[str, Any], message: str) -> None:
    kind = options.pop("kind", "p")
    with pytest.raises(ValueError, match=message):
        kvalspc.chart(kind, NUMERATOR, DENOMINATOR, **options)


def test_a_phase_that_is_not_there() -> None:
    with pytest.raises(IndexError, match="centre: got phase 1, need a phase from 0 to 0"):
        p(centre={1: 0.3})


def test_targets() -> None:
    assert p().target is None
    assert np.isnan(p().points["target"]).all()
    assert p(target=0.3).target == 0.3
    changing = p(target={"2022-01": 0.2, "2023-01": 0.3})
    assert changing.points["target"].tolist() == [0.2] * 12 + [0.3] * 12
    assert changing.target == 0.3
    ends = p(target={"2022-03": 0.2, "2023-01": None})
    assert ends.target is None
    np.testing.assert_array_equal(ends.points["target"], [math.nan] * 2 + [0.2] * 10 + [math.nan] * 12)
    series = [0.1 + k / 100 for k in range(24)]
    order = list(reversed(range(24)))
    turned = kvalspc.chart(
        "p",
        [NUMERATOR[k] for k in order],
        [DENOMINATOR[k] for k in order],
        period=[MONTHS[k] for k in order],
        target=[series[k] for k in order],
    )
    assert turned.points["target"].tolist() == series
    with pytest.raises(ValueError, match=r"target: got 3 values, need one a row \(24\)"):
        p(target=[1, 2, 3])
    with pytest.raises(ValueError, match="need one value a period"):
        kvalspc.chart("p", [1, 2], [9, 9], period=["2024-01"] * 2, target=[0.1, 0.2])


def test_exclusions_with_a_reason() -> None:
    chart = p(exclude={"2022-03": "New form", 5: "Moved house"})
    assert chart.exclusions == {2: "New form", 5: "Moved house"}
    assert not chart.points["included"][[2, 5]].any()
    same = p(exclude=["2022-03", 5])
    assert same.exclusions == {}
    assert same.points["centre"].tolist() == chart.points["centre"].tolist()
    with pytest.raises(TypeError, match=r"exclude\[2\]: got int, need a word"):
        p(exclude={"2022-03": 7})


def test_what_differs_between_units() -> None:
    import pandas as pd

    frame = pd.DataFrame(
        {
            "unit": ["a"] * 24 + ["b"] * 24,
            "month": MONTHS * 2,
            "y": NUMERATOR + NUMERATOR[::-1],
            "n": DENOMINATOR + DENOMINATOR[::-1],
            "goal": [0.2] * 24 + [0.3] * 23 + [0.9],
        }
    )
    common = {"kind": "p", "unit": "unit", "period": "month", "numerator": "y", "denominator": "n", "better": "higher"}
    scores = kvalspc.score(
        frame,
        **common,
        breaks={"a": "2023-01"},
        freeze={"b": {0: 6}},
        exclude={"a": {"2022-02": "trial"}},
        target="goal",
    )
    a = p(breaks="2023-01", exclude="2022-02", target=0.2, better="higher")
    b = kvalspc.chart("p", NUMERATOR[::-1], DENOMINATOR[::-1], period=MONTHS, freeze=6, target=0.9, better="higher")
    for unit, chart in (("a", a), ("b", b)):
        assert scores[unit]["centre"] == chart.phases[-1]["centre"]
        assert scores[unit]["beyond"] == sum(signal["source"] == "limit" for signal in chart.signals)
        assert kvalspc.Cause(int(scores[unit]["variation"])).name.lower() == chart.variation
        assert kvalspc.Assurance(int(scores[unit]["assurance"])).name.lower() == chart.assurance
    named = kvalspc.score(frame, **common, target={"a": 0.2, "b": 0.9})
    assert (
        named.columns["assurance"].tolist()
        == kvalspc.score(frame, **common, target="goal").columns["assurance"].tolist()
    )
    with pytest.raises(ValueError, match="got 'c' beside units, need units of the frame"):
        kvalspc.score(frame, **common, breaks={"a": 3, "c": 4})


def test_a_date_outside_of_some_series() -> None:
    """A unit that closed before the break has one phase; a break outside of every unit is a slip of the pen."""
    months = MONTHS + MONTHS[:6]
    numerator, denominator = NUMERATOR + NUMERATOR[:6], DENOMINATOR + DENOMINATOR[:6]
    data = ("p", numerator, denominator, [0, 24, 30])
    columns = kvalspc.batch(*data, period=months, breaks="2023-01", exclude="2023-05")
    assert columns["centre"][1] == kvalspc.chart("p", NUMERATOR[:6], DENOMINATOR[:6]).phases[0]["centre"]
    assert columns["centre"][0] == p(breaks="2023-01", exclude="2023-05").phases[1]["centre"]
    with pytest.raises(ValueError, match="breaks: got 2030-01, need a place inside of at least one series"):
        kvalspc.batch(*data, period=months, breaks="2030-01")


def test_one_plan_a_series_in_a_batch() -> None:
    columns = kvalspc.batch(
        "p", NUMERATOR * 2, DENOMINATOR * 2, [0, 24, 48], breaks=[[6], None], exclude=[None, [0, 1]]
    )
    first, second = kvalspc.chart("p", NUMERATOR, DENOMINATOR, breaks=6), p(exclude=[0, 1])
    assert columns["centre"].tolist() == [first.phases[-1]["centre"], second.phases[-1]["centre"]]
    with pytest.raises(ValueError, match=r"breaks: got 3 lists, need one a series \(2\)"):
        kvalspc.batch("p", NUMERATOR * 2, DENOMINATOR * 2, [0, 24, 48], breaks=[[6], None, None])
