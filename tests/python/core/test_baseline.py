"""What compare() says of the time before the start."""

from __future__ import annotations

import pytest

import kvalspc

MONTHS = [f"{year}-{month:02d}" for year in (2022, 2023, 2024) for month in range(1, 13)]


def compare(counts: list[int], **options: object) -> kvalspc.Comparison:
    options = {"period": MONTHS, "start": "2024-01", "better": "higher", **options}
    return kvalspc.compare(counts, [40] * 36, kind="p", **options)  # type: ignore[arg-type]


def test_a_level_that_moved_before_the_start_is_not_the_change():
    answer = compare([16] * 12 + [24] * 24)
    assert answer.verdict == "changed_before"
    assert answer.strength is None
    assert answer.text("en") == "The level shifted around January 2023, before the change began in January 2024."


def test_an_odd_month_that_nothing_depends_on_is_a_remark():
    counts = [20] * 24 + [30] * 12
    counts[4] = 4
    answer = compare(counts)
    assert answer.verdict == "improved"
    assert answer.baseline_check is not None
    assert answer.baseline_check.odd == [4]
    assert "odd_periods" in answer.notes
    words = " ".join(kvalspc.words.verdict_lines(answer, "nb"))
    assert "Enkelte målinger før tiltaket skiller seg ut. Svaret er det samme uten dem." in words


def test_odds_ratio_beside_risk_ratio():
    answer = kvalspc.compare([10] * 12 + [15] * 12, [20] * 24, kind="p", start=12)
    assert answer.ratio == pytest.approx(1.5)
    assert answer.odds_ratio == pytest.approx(3.0)
    assert answer.odds_ratio_lower < 3.0 < answer.odds_ratio_upper


def test_gaps_between_events():
    gaps = [12, 30, 7, 22, 15, 41, 9, 18, 26, 13, 60, 85, 47, 120, 66, 90, 71, 58]
    answer = kvalspc.compare(gaps, kind="t", start=10, better="higher")
    assert answer.verdict == "improved"
    assert answer.ratio == pytest.approx(answer.after.level / answer.baseline.level)
    assert kvalspc.compare(gaps, kind="g", start=10, better="higher").verdict == "improved"


def test_wash_in():
    counts = [20] * 24 + [20] * 2 + [30] * 10
    washed = compare(counts, wash_in=2)
    assert washed.after.n == 10
    assert washed.after.level == 0.75
    assert washed.lines("en")[0].startswith(
        "300 of 400 after the change, against 480 of 960 before. The time of bringing the change in is left out (2 "
    )
    assert "left out" not in "".join(compare(counts).lines("en"))
    with pytest.raises(ValueError, match="wash_in: got -1, need 0 or more periods"):
        compare(counts, wash_in=-1)
