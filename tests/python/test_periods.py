"""Period labels: every format, ISO weeks, start dates, errors."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvalspc.periods import Period, PeriodType, add_months, parse_all

LABELS = [
    ("2024-03-17", "day", date(2024, 3, 17), date(2024, 3, 18)),
    ("2024-W05", "week", date(2024, 1, 29), date(2024, 2, 5)),
    ("2024-03", "month", date(2024, 3, 1), date(2024, 4, 1)),
    ("2024-12", "month", date(2024, 12, 1), date(2025, 1, 1)),
    ("2024-Q1", "quarter", date(2024, 1, 1), date(2024, 4, 1)),
    ("2024-T3", "tertial", date(2024, 9, 1), date(2025, 1, 1)),
    ("2024-H2", "half-year", date(2024, 7, 1), date(2025, 1, 1)),
    ("2024", "year", date(2024, 1, 1), date(2025, 1, 1)),
    ("2020-W53", "week", date(2020, 12, 28), date(2021, 1, 4)),
]


@pytest.mark.parametrize(("label", "kind", "start", "end"), LABELS)
def test_each_label_format_is_read_and_written(label: str, kind: str, start: date, end: date) -> None:
    period = Period.parse(label)
    assert (str(period.type), period.start, period.end, str(period)) == (kind, start, end, label)
    assert Period.of(start, kind) == period
    assert Period.of(end - timedelta(days=1), kind) == period
    assert Period.of(end, kind) == period + 1


# ISO 8601: the week belongs to the year that holds its Thursday.
@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2021, 1, 1), "2020-W53"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2024, 12, 29), "2024-W52"),
        (date(2016, 1, 3), "2015-W53"),
        (date(2019, 12, 31), "2020-W01"),
    ],
)
def test_iso_weeks_at_the_turn_of_the_year(day: date, label: str) -> None:
    assert str(Period.of(day, "week")) == label
    assert Period.parse(label).start <= day < Period.parse(label).end


@pytest.mark.parametrize(
    "label",
    [
        "2023-02-29",
        "2024-13",
        "2024-00",
        "0000-01",
        "31.02.2024",
        "2024-W53",
        "2024-W00",
        "2024-Q5",
        "2024-Q0",
        "2024-T4",
        "2024-H3",
        "2024Q1",
        "2024-3",
        "24-03",
        "2024-03 ",
        " 2024",
        "2024-w05",
        "\u0662\u0660\u0662\u0664-\u0660\u0663",
        "\uff12024-03",
        "",
        "9999",
        "2024-03-17T02:30",
        "2024-01/2024-02",
        "2024-q1",
    ],
)
def test_what_is_no_period_is_an_error_that_says_what_is_needed(label: str) -> None:
    with pytest.raises(ValueError, match=r"got .*, need "):
        Period.parse(label)


def test_week_53_error_names_the_number_of_weeks() -> None:
    with pytest.raises(ValueError, match="2024 has 52"):
        Period.parse("2024-W53")


def test_mixed_granularity_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"mixed granularity: got '2024-W05', a week, at position 1 after 2024-01, a month"
    ):
        parse_all(["2024-01", "2024-W05"])
    with pytest.raises(ValueError, match=r"position 1"):
        parse_all(["2024-01", "2024Q1"])
    with pytest.raises(TypeError, match="mixed granularity"):
        _ = Period.parse("2024-01") < Period.parse("2024-Q2")
    assert Period.parse("2024") != Period.parse("2024-01")


# A start date means the first period that begins on or after it.
@pytest.mark.parametrize(
    ("day", "kind", "label"),
    [
        (date(2023, 9, 1), "month", "2023-09"),
        (date(2023, 9, 2), "month", "2023-10"),
        (date(2023, 9, 1), "quarter", "2023-Q4"),
        (date(2024, 1, 1), "year", "2024"),
        (date(2024, 1, 2), "year", "2025"),
        (date(2024, 1, 2), "week", "2024-W02"),
    ],
)
def test_first_on_or_after(day: date, kind: str, label: str) -> None:
    assert str(Period.first_on_or_after(day, kind)) == label


def test_straddling() -> None:
    quarter = Period.parse("2023-Q3")
    assert quarter.straddles(date(2023, 9, 1))
    assert quarter.straddles(date(2023, 9, 30))
    assert not quarter.straddles(date(2023, 7, 1))  # starts with it
    assert not quarter.straddles(date(2023, 10, 1))  # ends before it


def test_arithmetic_and_range() -> None:
    first, last = Period.parse("2023-11"), Period.parse("2024-02")
    assert [str(p) for p in Period.range(first, last)] == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert list(Period.range(last, first)) == []
    assert last - first == 3
    assert last - 3 == first
    assert sorted([last, first]) == [first, last]


def test_add_months_keeps_inside_the_month() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert add_months(date(2023, 9, 15), 4) == date(2024, 1, 15)


days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1))


@given(days, st.sampled_from(list(PeriodType)))
def test_every_day_lies_in_exactly_one_period_and_labels_round_trip(day: date, kind: PeriodType) -> None:
    period = Period.of(day, kind)
    assert period.start <= day < period.end
    assert day < (period + 1).start
    assert (period - 1).end <= day
    assert Period.parse(str(period)) == period
    assert (period + 1).start == period.end
