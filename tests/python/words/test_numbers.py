"""Numbers, percent, dates and periods as each language writes them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kvalspc.periods import Period, PeriodType
from kvalspc.words import numbers
from kvalspc.words.timeline import Timeline, as_period


@pytest.mark.parametrize(
    ("language", "expected"),
    [("nb", "52\u202f%"), ("nn", "52\u202f%"), ("en", "52%")],
)
def test_percent(language: str, expected: str) -> None:
    assert numbers.percent(0.52, 0, language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("nb", "12\u202f765,5"), ("nn", "12\u202f765,5"), ("en", "12,765.5")],
)
def test_decimal_mark_and_thousands(language: str, expected: str) -> None:
    assert numbers.number(12765.5, 1, language) == expected


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_minus_is_a_minus_sign(language: str) -> None:
    assert numbers.number(-5, 0, language) == "−5"
    assert numbers.percent(-0.05, 0, language).startswith("−5")
    assert numbers.signed(5, 0, language) == "+5"
    assert numbers.signed(-5, 0, language) == "−5"
    assert numbers.signed(0.2, 0, language) == numbers.signed(-0.2, 0, language) == "0"


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (0.125, 0, "13\u202f%"),  # half up, not to even
        (0.285, 0, "29\u202f%"),  # 28.499999999999996 in binary
        (1.005, 1, "100,5\u202f%"),
        (0.0049, 0, "0\u202f%"),
        (1.0, 0, "100\u202f%"),
    ],
)
def test_percent_rounds_as_people_do(value: float, digits: int, expected: str) -> None:
    assert numbers.percent(value, digits, "nb") == expected


def test_percentage_points_agree_in_number() -> None:
    assert numbers.percentage_points(0.01, 0, "en") == "1 percentage point"
    assert numbers.percentage_points(-0.01, 0, "en", sign=True) == "−1 percentage point"
    assert numbers.percentage_points(0.02, 0, "en") == "2 percentage points"
    assert numbers.percentage_points(0.005, 1, "nb") == "0,5 prosentpoeng"


def test_integers_keep_what_is_not_whole() -> None:
    assert numbers.integer(1000, "nb") == "1\u202f000"
    assert numbers.integer(np.float64(17.0), "nb") == "17"
    assert numbers.integer(2.5, "nb") == "2,5"


@pytest.mark.parametrize(
    ("values", "digits"),
    [
        ((38.0, 44.0), 0),
        ((13.02, 5.009), 1),
        ((0.0013,), 4),
        ((37.4, 37.2), 1),
        ((38.0, 38.0), 0),
        ((0.0, 0.0), 0),
    ],
)
def test_decimals_that_numbers_need(values: tuple[float, ...], digits: int) -> None:
    assert numbers.digits_for(*values) == digits


@pytest.mark.parametrize(
    ("values", "digits"),
    [((0.35, 0.52), 0), ((0.05, 0.35), 1), ((0.0, 1.0), 0), ((0.9996,), 2), ((0.351, 0.354), 1), ((), 0)],
)
def test_decimals_that_percents_need(values: tuple[float, ...], digits: int) -> None:
    assert numbers.percent_digits(*values) == digits


LABELS = ["2024-03-17", "2024-W05", "2024-03", "2024-Q1", "2024-T2", "2024-H2", "2024"]
LONG = {
    "nb": [
        "17. mars 2024",
        "uke 5 i 2024",
        "mars 2024",
        "1. kvartal 2024",
        "2. tertial 2024",
        "2. halvår 2024",
        "2024",
    ],
    "nn": [
        "17. mars 2024",
        "veke 5 i 2024",
        "mars 2024",
        "1. kvartal 2024",
        "2. tertial 2024",
        "2. halvår 2024",
        "2024",
    ],
    "en": [
        "17 March 2024",
        "week 5 of 2024",
        "March 2024",
        "Q1 2024",
        "May–August 2024",
        "July–December 2024",
        "2024",
    ],
}
SHORT = {
    "nb": ["17. mars 24", "uke 5/24", "mars 24", "1. kv. 24", "2. tert. 24", "2. halvår 24", "2024"],
    "nn": ["17. mars 24", "veke 5/24", "mars 24", "1. kv. 24", "2. tert. 24", "2. halvår 24", "2024"],
    "en": ["17 Mar 24", "wk 5/24", "Mar 24", "Q1 24", "T2 24", "H2 24", "2024"],
}


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_periods_in_sentences_and_on_axes(language: str) -> None:
    periods = [Period.parse(label) for label in LABELS]
    assert [numbers.period_long(p, language) for p in periods] == LONG[language]
    assert [numbers.period_short(p, language) for p in periods] == SHORT[language]


def test_months_on_a_norwegian_axis() -> None:
    year = [numbers.period_short(Period.parse("2025-01") + k, "nb") for k in range(12)]
    assert year[:5] == ["jan. 25", "feb. 25", "mars 25", "apr. 25", "mai 25"]
    assert year[5:] == ["juni 25", "juli 25", "aug. 25", "sep. 25", "okt. 25", "nov. 25", "des. 25"]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2024-03", "2024-05", "mars–mai 2024"),
        ("2022-01", "2024-12", "januar 2022–desember 2024"),
        ("2024-03", "2024-03", "mars 2024"),
        ("2024-Q1", "2024-Q4", "januar–desember 2024"),
        ("2022-T1", "2023-T3", "januar 2022–desember 2023"),
        ("2017", "2025", "2017–2025"),
        ("2024-W05", "2024-W09", "uke 5–uke 9 i 2024"),
        ("2020-W53", "2021-W01", "uke 53 i 2020–uke 1 i 2021"),
    ],
)
def test_ranges(first: str, last: str, expected: str) -> None:
    assert numbers.period_range(Period.parse(first), Period.parse(last), "nb") == expected


def test_dates() -> None:
    assert numbers.day(date(2024, 12, 31), "nb") == "31. desember 2024"
    assert numbers.day(date(2024, 12, 31), "en") == "31 December 2024"


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("2024-03", "2024-03"),
        (date(2024, 3, 17), "2024-03-17"),
        (np.datetime64("2024-03"), "2024-03"),
        (np.datetime64("2024-03-17T00:00:00.000000000"), "2024-03-17"),
        (2024, "2024"),
        (3, None),
        ("uke 3", None),
    ],
)
def test_labels_of_every_sort(label: object, expected: str | None) -> None:
    period = as_period(label)
    assert (None if period is None else str(period)) == expected


def test_first_days_of_months_are_months() -> None:
    timeline = Timeline([date(2024, month, 1) for month in range(1, 7)])
    assert timeline.type is PeriodType.MONTH
    moment = timeline.moment(2)
    assert moment is not None
    assert moment.when("nb") == "i mars 2024"


def test_moments_by_position_by_label_and_past_the_end() -> None:
    timeline = Timeline(["2024-01", "2024-02"])
    said = [
        moment.when("nb")
        for where in (0, 1.0, np.int64(1), 2, "2024-02", date(2024, 1, 15))
        if (moment := timeline.moment(where)) is not None
    ]
    assert said == [f"i {m} 2024" for m in ("januar", "februar", "februar", "mars", "februar", "februar")]
    assert [timeline.moment(where) for where in (None, float("nan"), -1)] == [None, None, None]
    unknown = Timeline(None).moment(24)
    assert unknown is not None
    assert unknown.when("nb") == "ved måling nr. 25"


@pytest.mark.parametrize(
    ("alphas", "expected"),
    [
        ([], "95\u202f%"),
        ([None, 0.05, 0.05], "95\u202f%"),
        ([0.01], "99\u202f%"),
        ([0.05, None, 0.005], None),
        ([0.049999999, 0.05], "95\u202f%"),
        ([0.0006], "99,9\u202f%"),
        ([0.0004], "99,96\u202f%"),
        ([0.00000123], "99,9999\u202f%"),
    ],
)
def test_how_sure_the_intervals_of_a_column_are(alphas: list[float | None], expected: str | None) -> None:
    from kvalspc.words.effect import shared_confidence

    assert shared_confidence(alphas, "nb") == expected
