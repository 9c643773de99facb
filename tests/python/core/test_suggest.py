"""suggest(): a chart, reasons as data, and the same in words."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from series_examples import DENOMINATOR, NUMERATOR

import kvalspc
from kvalspc import _core
from kvalspc.words import LANGUAGES

MINUTES = [31.5, 28, 35, 30, 33, 29, 32, 58, 30, 29, 33, 31]


def reasons(found: kvalspc.Suggestion) -> dict[str, float | None]:
    return {one["reason"]: one["value"] for one in found.reasons}


def test_shares() -> None:
    found = kvalspc.suggest(NUMERATOR, DENOMINATOR)
    assert found.kind == "p"
    assert list(reasons(found)) == ["shares", "small_counts"]
    assert reasons(found)["small_counts"] == pytest.approx(sum(NUMERATOR) / 24)
    assert found.others == ["run"]
    assert repr(found) == "<kvalspc.Suggestion p: shares, small_counts>"


def test_what_is_suggested_can_be_drawn() -> None:
    cases: list[tuple[Any, Any, dict[str, Any]]] = [
        (NUMERATOR, DENOMINATOR, {}),
        (NUMERATOR, [d + 0.5 for d in DENOMINATOR], {}),
        (NUMERATOR, None, {"what": "counts"}),
        (MINUTES, None, {}),
        (MINUTES, list(range(4, 16)), {}),
        (NUMERATOR, None, {"what": "gaps"}),
        (MINUTES, None, {"what": "times"}),
        (MINUTES, None, {"period": ["2024-01", "2024-02", "2024-03"] * 4}),
    ]
    kinds = []
    for numerator, denominator, options in cases:
        found = kvalspc.suggest(numerator, denominator, **options)
        kinds.append(found.kind)
        chart = kvalspc.chart(found.kind, numerator, denominator, period=options.get("period"))
        assert chart.status is kvalspc.Status.OK
        assert set(found.others) <= set(_core.chart_kinds)
    assert kinds == ["p", "u", "c", "i", "ip", "g", "t", "xbar"]


def test_rows_of_a_period_in_any_order() -> None:
    rng = np.random.default_rng(8)
    yes = (rng.random(240) < 0.3).astype(float)
    months = [f"2024-{k % 12 + 1:02d}" for k in range(240)]
    found = kvalspc.suggest(yes, period=months)
    assert found.kind == "p"
    assert reasons(found)["equal_denominators"] == 20
    order = rng.permutation(240)
    again = kvalspc.suggest(yes[order], period=[months[k] for k in order])
    assert (again.kind, again.others) == (found.kind, found.others)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_every_chart_has_words(language: str) -> None:
    cases: list[tuple[Any, Any, dict[str, Any]]] = [
        (NUMERATOR, DENOMINATOR, {}),
        ([1, 0, 0, 0, 0, 1], [30] * 6, {}),
        ([30, 90, 25, 95, 33, 99, 21, 80, 31, 92, 28, 97], [101.5] * 12, {}),
        ([2, 9, 2, 9, 2, 9, 2, 9, 2, 9, 2, 9], [10] * 12, {}),
        (NUMERATOR, None, {}),
        (MINUTES, list(range(4, 16)), {}),
        (MINUTES, None, {}),
        ([0, 0, 0.5, 0, 0, 0], None, {}),
        (MINUTES, None, {"what": "times"}),
        ([3, 4], None, {"what": "gaps"}),
        (
            [1, 3, 1, 3, 11, 13, 11, 13, 1, 3, 1, 3, 41, 43],
            None,
            {"period": [k // 2 for k in range(14)], "what": "values"},
        ),
    ]
    said: set[str] = set()
    for numerator, denominator, options in cases:
        found = kvalspc.suggest(numerator, denominator, **options)
        said |= set(reasons(found))
        text = found.text(language)
        assert "{" not in text
        assert "suggest." not in text
        assert text.endswith(".")
    assert said >= {
        "shares", "rates", "counts_or_values", "ratios", "values", "times", "gaps", "subgroups", "few_events",
        "small_counts", "overdispersed", "overdispersed_small", "moving_subgroups", "unequal_denominators",
        "equal_denominators", "outliers", "ties", "few_points", "shares_or_rates",
    }  # fmt: skip


def test_words() -> None:
    assert kvalspc.suggest(NUMERATOR, DENOMINATOR).text("en") == (
        "Choose a p chart (proportions). The numerators are whole numbers and never above their denominators: these "
        "are proportions. 15 events are expected a period, so few that limits should be exact (they are by "
        "themselves). These can be right too: run chart."
    )
    assert kvalspc.suggest([3, 4], what="gaps").text("nb") == (
        "Velg g-diagram (antall mellom hendelser). Tallene er det som går mellom sjeldne hendelser. Det er bare 2 "
        "punkter; grenser bygger på lite før det er minst tolv. Kan også være riktig: run-diagram."
    )


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([1.5], None, {"what": "counts"}), ValueError, r"numerator\[0\]: got 1.5, need a whole number"),
        (([1, 2], [3], {}), ValueError, "denominator: got 1 values, need as many as the numerator"),
        (([1, 2], None, {"what": "lengths"}), ValueError, 'what: got "lengths", need "unknown", "shares"'),
        (([1, 2], None, {"what": "shares"}), ValueError, 'what: got "shares" without denominators'),
        (([1, 2], None, {"period": ["a"]}), ValueError, "period: got 1 values"),
        (([1, math.inf], None, {}), ValueError, r"numerator\[1\]: got inf"),
        ((["a"], None, {}), TypeError, r"numerator\[0\]: got text"),
        (([1, 2], None, {"what": 3}), TypeError, "what: got int, need a word"),
    ],
)
def test_misuse(arguments: Any, error: type[Exception], message: str) -> None:
    numerator, denominator, options = arguments
    with pytest.raises(error, match=message):
        kvalspc.suggest(numerator, denominator, **options)
