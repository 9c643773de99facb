"""plan(): how long until a change is seen; interrupted(): the jump and the bend."""

from __future__ import annotations

from typing import Any

import pytest

import kvalspc
from kvalspc.periods import PeriodType


def test_months_until_a_change_is_seen() -> None:
    found = kvalspc.plan(volume=20, level=0.5, change=0.1, better="higher", months_before=24)
    assert (found.months, found.period, found.change) == (18, PeriodType.MONTH, pytest.approx(0.1))
    assert found.text("nb") == (
        "En endring på 10 prosentpoeng fra 50\u202f% blir oppdaget med 80\u202f% sjanse omtrent 18 måneder etter "
        "tiltaket. "
        "Det gjelder med 24 måneder før tiltaket og 20 pasienter i måneden. Vis tallene per måned."
    )
    rows = {str(row.period): row.months for row in found.rows}
    assert rows == {"month": 18, "quarter": 24, "tertial": None, "half-year": None, "year": None}


def test_the_plan_is_what_compare_says_while_waiting() -> None:
    """The power that compare() reports after the planned months is the power that was planned."""
    found = kvalspc.plan(volume=20, level=0.5, change=0.1, better="higher", months_before=24)
    assert found.months is not None

    def power(after: int) -> float:
        return kvalspc.compare(
            [10] * (24 + after), [20] * (24 + after), kind="p", start=24, better="higher", relevant_change=0.1
        ).power

    assert power(found.months) >= 0.8 > power(found.months - 1)


def test_several_units_together_are_faster_than_each_alone() -> None:
    found = kvalspc.plan(volume=[20, 10, 40], level=[0.35, 0.3, 0.4], better="higher", months_before=24)
    assert len(found.units) == 3
    assert found.months is not None
    assert all(alone is None or alone > found.months for alone in found.units)
    one = kvalspc.plan(volume=[20, 10, 40], level=0.35, better="higher", months_before=24)
    assert one.level == pytest.approx(0.35)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"volume": 20}, "level: got 0 levels, need one"),
        ({"level": 0.5}, "volume: got no units"),
        ({"volume": 0, "level": 0.5}, "volume: got 0, need a number above 0"),
        ({"volume": 20, "level": 1.0}, "level: got 1, need a share between 0 and 1"),
        ({"volume": [20, 30], "level": [0.5, 0.4, 0.3]}, "level: got 3 levels, need one, or one for each of 2 units"),
        ({"kind": "i"}, "spread: got None, need the standard deviation"),
        ({"volume": 20, "level": 0.5, "change": 0}, "relevant_change: got 0, need a number above 0"),
    ],
)
def test_a_plan_needs_numbers(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        kvalspc.plan(**arguments)


MONTHS = [f"{year}-{month:02d}" for year in (2021, 2022, 2023, 2024) for month in range(1, 13)]


def test_a_jump_and_a_bend_beside_a_trend() -> None:
    line = [30 + 0.5 * t + (12 - 0.25 * (t - 23) if t >= 24 else 0) + (7 * t) % 3 for t in range(48)]
    found = kvalspc.interrupted(line, kind="i", period=MONTHS, start="2023-01")
    assert found.reason is None
    assert found.level_change.estimate == pytest.approx(12, abs=0.5)
    assert found.slope_change.estimate == pytest.approx(-0.25, abs=0.03)
    assert found.slope_before.lower < 0.5 < found.slope_before.upper
    assert found.text("nb").startswith("Før tiltaket endret nivået seg med +0,5")
    seasonal = kvalspc.interrupted(line, kind="i", period=MONTHS, start="2023-01", season="auto")
    assert seasonal.season == 12


def test_a_month_that_the_start_falls_in_is_left_out() -> None:
    from datetime import date

    x = [8, 11, 9, 10, 12, 9] * 8
    found = kvalspc.interrupted(x, [20] * 48, kind="p", period=MONTHS, start=date(2023, 1, 15))
    assert (found.n_before, found.n_after) == (24, 23)


def test_too_few_for_an_interrupted_series() -> None:
    found = kvalspc.interrupted([1, 2] * 10, kind="i", start=11)
    assert found.reason == "baseline_periods"
    assert found.text("en").startswith("Too few measurements to tell a jump of the level from a trend")
    assert repr(found) == "<kvalspc.Interrupted (baseline_periods)>"
    with pytest.raises(ValueError, match='season: got "auto" without calendar periods'):
        kvalspc.interrupted([1, 2] * 20, kind="i", start=20, season="auto")
    with pytest.raises(ValueError, match="harmonics: got 0, need 1 or more"):
        kvalspc.interrupted([1, 2] * 20, kind="i", start=20, harmonics=0)
