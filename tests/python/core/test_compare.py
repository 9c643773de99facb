"""compare(): the contract's names, starts, verdicts, and that p-value and interval always say the same."""

from __future__ import annotations

import datetime as dt
import html
import inspect
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from series_examples import DENOMINATOR, MONTHS, NUMERATOR, START

import kvalspc

NAN = math.nan
WITH_START = {
    "improved", "worsened", "changed", "no_evidence", "uncertain", "too_few_data", "baseline_unstable",
    "changed_before", "not_assessable",
}  # fmt: skip
WITHOUT_START = {"stable", "shifted", "too_few_data", "not_assessable"}


def p(**options: Any) -> kvalspc.Comparison:
    return kvalspc.compare(NUMERATOR, DENOMINATOR, **{"kind": "p", "start": START, "period": MONTHS, **options})


def test_signature_of_the_contract() -> None:
    parameters = inspect.signature(kvalspc.compare).parameters
    assert " ".join(parameters).startswith(
        "numerator denominator kind start period end better alpha relevant_change target"
    )
    assert parameters["alpha"].default == 0.05
    assert all(q.kind is q.KEYWORD_ONLY for q in list(parameters.values())[2:])


def test_members_of_the_contract() -> None:
    result = p(better="higher", target=0.4)
    assert result.verdict == "improved"
    assert result.strength in {"strong", "moderate"}
    assert result.reason is None
    for side, rows in ((result.baseline, slice(0, START)), (result.after, slice(START, None))):
        assert side.numerator == sum(NUMERATOR[rows])
        assert side.denominator == sum(DENOMINATOR[rows])
        assert side.level == side.numerator / side.denominator
        assert side.n == 12
    for test in (result.exact, result.quasi):
        for name in ("p", "effect", "effect_lower", "effect_upper", "ratio", "ratio_lower", "ratio_upper"):
            assert isinstance(getattr(test, name), float)
        assert test.effect_lower < test.effect < test.effect_upper
        assert test.ratio_lower < test.ratio < test.ratio_upper
    assert result.effect == pytest.approx(result.after.level - result.baseline.level, rel=1e-12)
    assert result.ratio == pytest.approx(result.after.level / result.baseline.level, rel=1e-12)
    assert result.change_at == START
    assert result.change_lower is not None
    assert result.change_upper is not None
    assert result.change_lower <= START <= result.change_upper
    assert result.change_p < 0.001
    assert 0.0 <= result.p_adjusted <= 1.0
    assert 0.0 <= result.power <= 1.0
    assert (result.kind, result.better, result.target, result.alpha, result.start) == ("p", "higher", 0.4, 0.05, START)
    assert (result.min_baseline, result.min_after) == (12, 6) or result.min_baseline > result.min_after
    assert (result.sustained, result.goal, result.notes) == (None, "undecided", ())
    assert result.period == MONTHS
    assert "improved" in repr(result)


@pytest.mark.parametrize(("better", "verdict"), [("higher", "improved"), ("lower", "worsened"), (None, "changed")])
def test_the_wish_names_the_change(better: str | None, verdict: str) -> None:
    assert p(better=better).verdict == verdict


def test_without_a_start() -> None:
    shifted = p(start=None)
    assert (shifted.verdict, shifted.change_at, shifted.start) == ("shifted", START, None)
    assert shifted.change_p < 0.05
    assert shifted.p_value == max(shifted.exact.p, shifted.quasi.p) < 0.05
    assert math.isnan(shifted.effect_lower)  # the place was searched for: an interval would be too narrow
    calm = kvalspc.compare(NUMERATOR[:12] * 2, DENOMINATOR[:12] * 2, kind="p")
    assert calm.verdict == "stable"
    assert calm.change_p > 0.05


def test_how_much_better_two_levels_fit_than_one() -> None:
    events = [8, 11, 9, 10, 12, 9, 10, 8, 11, 10, 9, 13, 14, 12, 15, 13, 11, 14, 16, 12, 13, 14, 12, 15]
    shares = kvalspc.compare(events, [20] * 24, kind="p")
    assert shares.change_at == 11
    assert shares.change_log_likelihood_ratio == pytest.approx(8.2337218, abs=5e-8)
    assert shares.change_bayes_factor == pytest.approx(22.94, abs=0.005)
    rates = kvalspc.compare(events, [20] * 24, kind="u")
    assert 0.0 < rates.change_log_likelihood_ratio < shares.change_log_likelihood_ratio
    assert math.isnan(rates.change_bayes_factor)
    few = kvalspc.compare(events[:9], [20] * 9, kind="p")
    assert math.isnan(few.change_log_likelihood_ratio)
    assert math.isnan(few.change_bayes_factor)


SAME_START = [
    12,
    np.int64(12),
    "2023-01",
    "2023-01-01",
    dt.date(2023, 1, 1),
    pd.Timestamp("2023-01-01"),
    np.datetime64("2023-01-01"),
]


def test_a_notebook_shows_sentence_lines_and_figures() -> None:
    result = p(better="higher")
    shown = result._repr_html_()
    lines = result.lines("nb")
    assert lines
    for text in (result.text("nb"), *lines, repr(result)):
        assert html.escape(text) in shown
    assert "<kvalspc.Comparison" not in shown  # it would be read as a tag


@pytest.mark.parametrize("start", SAME_START, ids=repr)
def test_a_start_as_position_period_or_date(start: Any) -> None:
    result, want = p(start=start), p(start=12)
    assert result.start == 12
    assert result.excluded == ()
    assert result.p_value == want.p_value
    assert result.after == want.after


@pytest.mark.parametrize(
    "start", [dt.date(2022, 12, 15), "2022-12-15", pd.Timestamp("2022-12-15"), np.datetime64("2022-12-15")], ids=repr
)
def test_a_period_that_straddles_the_start_belongs_to_neither_side(start: Any) -> None:
    result = p(start=start)
    assert result.start == 12
    assert result.excluded == (11,)
    assert result.baseline.numerator == sum(NUMERATOR[:11])
    assert result.baseline.n == 11
    assert result.after.numerator == sum(NUMERATOR[12:])


def test_a_start_inside_a_quarter() -> None:
    quarters = [f"{2020 + k // 4}-Q{k % 4 + 1}" for k in range(24)]
    result = p(period=quarters, start="2022-11")
    assert (result.start, result.excluded) == (12, (11,))


def test_start_before_and_after_the_data() -> None:
    assert (p(start="2010-01").verdict, p(start="2010-01").reason) == ("too_few_data", "baseline_periods")
    assert (p(start="2030-01").verdict, p(start="2030-01").reason) == ("too_few_data", "after_periods")


def test_end_leaves_later_periods_out() -> None:
    result = p(end="2023-10")
    assert result.after.numerator == sum(NUMERATOR[12:21])
    assert result.after.n == 9
    assert result.after == p(end=21).after


def test_order_and_duplicates() -> None:
    order = [(k * 7) % 24 for k in range(24)]
    want = p()
    shuffled = kvalspc.compare(
        [NUMERATOR[k] for k in order],
        [DENOMINATOR[k] for k in order],
        kind="p",
        start=START,
        period=[MONTHS[k] for k in order],
    )
    assert shuffled == want
    halves = [x // 2 for x in NUMERATOR] + [x - x // 2 for x in NUMERATOR]
    sizes = [n // 2 for n in DENOMINATOR] + [n - n // 2 for n in DENOMINATOR]
    assert kvalspc.compare(halves, sizes, kind="p", start=START, period=MONTHS * 2) == want


def test_missing_periods_are_not_counted() -> None:
    numerator: list[float] = [*NUMERATOR]
    numerator[4] = NAN
    result = kvalspc.compare(numerator, DENOMINATOR, kind="p", start=START)
    assert result.baseline.n == 11
    assert result.baseline.denominator == sum(DENOMINATOR[:12]) - DENOMINATOR[4]


def test_years_need_fewer_periods_but_are_moderate_at_most() -> None:
    numerator, denominator, years = [40, 42, 38, 41, 80, 85, 82], [100] * 7, [str(y) for y in range(2017, 2024)]
    yearly = kvalspc.compare(numerator, denominator, kind="p", start="2021", period=years, better="higher")
    assert (yearly.min_baseline, yearly.min_after) == (3, 2)
    assert (yearly.verdict, yearly.strength) == ("improved", "moderate")
    monthly = kvalspc.compare(numerator, denominator, kind="p", start=4, period=MONTHS[:7], better="higher")
    assert monthly.verdict == "too_few_data"


def test_months_needed_counts_in_months() -> None:
    few = [4 * x for x in (2, 3, 2, 1, 3, 2, 2, 3, 1, 2, 3, 2, 3, 3, 2, 3, 3, 2, 3, 3)]
    size = [80] * 20
    result = kvalspc.compare(few, size, kind="p", start=12, period=MONTHS[:20])
    assert result.verdict == "uncertain"
    assert result.periods_needed is not None
    assert result.months_needed == result.periods_needed
    quarters = [f"{2018 + k // 4}-Q{k % 4 + 1}" for k in range(20)]
    assert kvalspc.compare(few, size, kind="p", start=12, period=quarters).months_needed == 3 * result.periods_needed
    assert kvalspc.compare(few, size, kind="p", start=12).months_needed is None


@pytest.mark.parametrize(
    ("numerator", "denominator", "reason"),
    [([0] * 24, [20] * 24, "no_variation"), ([NAN] * 24, [20] * 24, "no_data"), ([], [], "no_data")],
)
def test_not_assessable_says_why(numerator: list[float], denominator: list[float], reason: str) -> None:
    result = kvalspc.compare(numerator, denominator, kind="p")
    assert (result.verdict, result.reason) == ("not_assessable", reason)
    assert result.strength is None


def test_no_events_leave_a_level_possible_all_the_same() -> None:
    """0 of n: 1 - .05^(1/n); Hanley and Lippman-Hand (1983), JAMA 249:1743: 0 of 14 is compatible with 19.3 %."""
    one_each = kvalspc.compare([0] * 14, [1] * 14, kind="p")
    assert one_each.reason == "no_variation"
    assert one_each.level_bound == pytest.approx(0.193, abs=5e-4)
    both_sides = kvalspc.compare([20] * 24, [20] * 24, kind="p", start=12, alpha=0.01)
    assert both_sides.level_bound == pytest.approx(0.01 ** (1 / 480), rel=1e-12)
    assert kvalspc.compare([0] * 24, [20] * 24, kind="u").level_bound == pytest.approx(2.995732 / 480, rel=1e-6)
    for varied in (kvalspc.compare([1, *[0] * 23], [20] * 24, kind="p"), kvalspc.compare([5.0] * 24, kind="i")):
        assert varied.level_bound is None


MISUSE: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"start": 25}, IndexError, "start: got 25, need at most 24"),
    ({"start": -1}, IndexError, "start: got -1, need a position of 0 or more"),
    ({"start": True}, TypeError, "start: got a truth value"),
    ({"start": "soon"}, ValueError, "start: got soon, need a position, a date or a period"),
    ({"start": 1.5}, ValueError, "start: got 1.5"),
    ({"start": NAN}, ValueError, "start: got nan"),
    ({"end": 25}, IndexError, "end: got 25, need at most 24"),
    ({"end": 10}, IndexError, "start: got 12, need at most 10"),
    ({"alpha": 0}, ValueError, "alpha: got 0, need a number between 0 and 1"),
    ({"alpha": 1}, ValueError, "alpha: got 1"),
    ({"alpha": NAN}, ValueError, "alpha: got nan"),
    ({"alpha": "5 %"}, TypeError, "alpha: got str"),
    ({"relevant_change": 0}, ValueError, "relevant_change: got 0, need a number above 0"),
    ({"relevant_change": NAN}, ValueError, "relevant_change: got nan"),
    ({"better": "up"}, ValueError, 'better: got "up", need "higher", "lower"'),
    ({"target": "half"}, TypeError, "target: got str"),
    ({"exclude": 24}, IndexError, "exclude: got 24, need a position below 24"),
    ({"exclude": "2021-12"}, ValueError, "exclude: got 2021-12, need one of the periods from 2022-01 to 2023-12"),
    ({"kind": "mr"}, ValueError, 'kind: got "mr", need a chart of levels'),
    ({"kind": 1}, TypeError, "kind: got int"),
]


@pytest.mark.parametrize(("given", "error", "message"), MISUSE, ids=lambda value: str(value)[:50])
def test_misuse(given: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        p(**given)
    assert len(str(caught.value)) < 250, "a message never prints the data"


# ---------------------------------------------------------------------------- the p-value and the interval agree


def excludes(lower: float, upper: float, nothing: float) -> bool | None:
    """Whether an interval excludes "no effect"; None where it is not defined."""
    if math.isnan(lower) or math.isnan(upper):
        return None
    return not lower <= nothing <= upper


@st.composite
def series(draw: st.DrawFn) -> tuple[str, list[float], list[float] | None, int, float]:
    kind = draw(st.sampled_from(["p", "u", "i", "run"]))
    before, after = draw(st.integers(2, 20)), draw(st.integers(2, 20))
    shift = draw(st.sampled_from([0.0, 0.0, 0.5, 1.0, 2.0]))
    alpha = draw(st.sampled_from([0.01, 0.05, 0.1, 0.2]))
    size = before + after
    if kind in {"p", "u"}:
        denominator = [float(n) for n in draw(st.lists(st.integers(0, 60), min_size=size, max_size=size))]
        share = draw(st.floats(0.0, 0.6))
        numerator = []
        for k, n in enumerate(denominator):
            centre = share * n * (1.0 + (shift if k >= before else 0.0))
            x = round(centre + draw(st.integers(-4, 4)))
            numerator.append(float(max(0, min(x, n))) if n > 0 else 0.0)
        return kind, numerator, denominator, before, alpha
    values = draw(st.lists(st.integers(-30, 30), min_size=size, max_size=size))
    return kind, [v / 4.0 + (6.0 * shift if k >= before else 0.0) for k, v in enumerate(values)], None, before, alpha


@settings(max_examples=400, deadline=None, derandomize=True)
@given(series())
@example(("p", [0.0] * 12 + [3.0] * 12, [10.0] * 24, 12, 0.05))
@example(("p", [10.0] * 12 + [7.0] * 12, [10.0] * 24, 12, 0.05))
@example(("u", [0.0] * 24, [10.0] * 24, 12, 0.05))
@example(("run", [1.0] * 12 + [2.0] * 12, None, 12, 0.05))
def test_p_below_alpha_exactly_when_the_interval_excludes_no_effect(
    case: tuple[str, list[float], list[float] | None, int, float],
) -> None:
    kind, numerator, denominator, start, alpha = case
    result = kvalspc.compare(numerator, denominator, kind=kind, start=start, alpha=alpha)
    assert result.verdict in WITH_START
    assert result.strength in {"strong", "moderate", "weak", None}
    candidates = [test for test in (result.exact, result.quasi) if not math.isnan(test.p)]
    if math.isnan(result.p_value):
        assert result.verdict in {"too_few_data", "not_assessable"}
        return
    assert result.p_value == max(test.p for test in candidates)
    deciding = next(test for test in candidates if test.p == result.p_value)
    shown = (
        result.effect,
        result.effect_lower,
        result.effect_upper,
        result.ratio,
        result.ratio_lower,
        result.ratio_upper,
    )
    matches = [
        test
        for test in candidates
        if test.p == result.p_value
        and np.array_equal(
            shown,
            (test.effect, test.effect_lower, test.effect_upper, test.ratio, test.ratio_lower, test.ratio_upper),
            equal_nan=True,
        )
    ]
    assert matches, (deciding, shown)
    for test in candidates:
        assert 0.0 <= test.p <= 1.0
        for answer in (
            excludes(test.effect_lower, test.effect_upper, 0.0),
            excludes(test.ratio_lower, test.ratio_upper, 1.0),
        ):
            assert answer in {None, test.p < alpha}, test
    if result.verdict in {"changed", "no_evidence", "uncertain"}:
        assert (result.verdict == "changed") == (result.p_value < alpha)
    if result.strength == "weak":
        assert result.verdict in {"no_evidence", "uncertain"}
        assert result.exact.p < alpha
    if result.verdict == "changed":
        assert result.strength in {"strong", "moderate"}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(series())
def test_without_a_start_the_words_are_fewer(case: tuple[str, list[float], list[float] | None, int, float]) -> None:
    kind, numerator, denominator, _, alpha = case
    result = kvalspc.compare(numerator, denominator, kind=kind, alpha=alpha)
    assert result.verdict in WITHOUT_START
    if result.verdict in {"stable", "shifted"}:
        assert (result.verdict == "shifted") == (result.p_value < alpha)
        assert result.p_value == max(result.exact.p, result.quasi.p)
