"""Periods of a series, and the choice of their length."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvalspc.job.choose_period import ENOUGH, Month, candidates, choose_period
from kvalspc.job.grid import make_grid, make_parts, position_of
from kvalspc.periods import Period, PeriodType

LONG = [PeriodType.MONTH, PeriodType.QUARTER, PeriodType.TERTIAL, PeriodType.HALF_YEAR, PeriodType.YEAR]


def test_calendar_quarters() -> None:
    slots = make_grid(date(2023, 2, 10), date(2023, 8, 1), PeriodType.QUARTER)
    assert [s.label for s in slots] == ["2023-Q1", "2023-Q2", "2023-Q3"]


def test_widened_quarters_count_from_the_start_and_never_cross_it() -> None:
    slots = make_grid(date(2023, 2, 10), date(2024, 1, 31), PeriodType.QUARTER, date(2023, 9, 1))
    assert [s.label for s in slots] == ["2022-12", "2023-03", "2023-06", "2023-09", "2023-12"]
    assert slots[2].end == slots[3].first == date(2023, 9, 1)


def test_a_start_that_begins_a_calendar_quarter_keeps_the_calendars_labels() -> None:
    slots = make_grid(date(2023, 8, 1), date(2023, 12, 31), PeriodType.QUARTER, date(2023, 10, 1))
    assert [s.label for s in slots] == ["2023-Q3", "2023-Q4"]


def test_a_start_in_the_middle_of_a_month() -> None:
    slots = make_grid(date(2023, 7, 1), date(2023, 12, 31), PeriodType.QUARTER, date(2023, 9, 15))
    assert [s.label for s in slots] == ["2023-06-15", "2023-09-15", "2023-12-15"]


@given(
    st.dates(date(2015, 1, 1), date(2025, 1, 1)),
    st.integers(0, 2000),
    st.dates(date(2010, 1, 1), date(2030, 1, 1)),
    st.sampled_from(LONG),
)
def test_every_day_lies_in_one_slot_and_no_slot_crosses_the_anchor(
    first: date, days: int, anchor: date, kind: PeriodType
) -> None:
    last = date.fromordinal(first.toordinal() + days)
    slots = make_grid(first, last, kind, anchor)
    assert slots[0].first <= first < slots[0].end
    assert slots[-1].first <= last < slots[-1].end
    assert all(a.end == b.first for a, b in pairwise(slots))
    if kind is not PeriodType.MONTH:
        assert not any(s.first < anchor < s.end for s in slots)
    assert len({s.label for s in slots}) == len(slots)


def test_parts_cut_a_period_at_the_start() -> None:
    slots = make_grid(date(2023, 8, 1), date(2023, 10, 31), PeriodType.MONTH)
    parts = make_parts(slots, [date(2023, 9, 15)])
    assert [(p.slot, p.phase, p.days) for p in parts] == [(0, 0, 31), (1, 0, 14), (1, 1, 16), (2, 1, 31)]
    assert position_of(slots, date(2023, 9, 15)) == 2  # the first period that begins on or after it


def test_anchored_periods_are_ordered_and_named() -> None:
    period = Period.anchored(date(2023, 9, 1), "quarter")
    assert (str(period), str(period + 1), str(period - 1)) == ("2023-09", "2023-12", "2023-06")
    assert period < period + 1
    assert (period.start, period.end) == (date(2023, 9, 1), date(2023, 12, 1))
    assert Period.anchored(date(2023, 10, 1), "quarter") == Period.parse("2023-Q4")
    with pytest.raises(TypeError, match="different days"):
        _ = period < Period.parse("2023-Q4")
    with pytest.raises(ValueError, match="need a month or longer"):
        Period.anchored(date(2023, 9, 1), "week")


def months(n: int, events: int, patients: int) -> list[Month]:
    return [Month(k - n, events, Fraction(patients)) for k in range(n)]


# events, patients a month -> the shortest period with 5 expected events and 5 expected non-events
@pytest.mark.parametrize(
    ("events", "patients", "kind"),
    [
        (5, 10, "month"),
        (4, 20, "quarter"),  # 4 events a month, 12 a quarter
        (16, 20, "quarter"),  # 4 non-events
        (1, 20, "half-year"),  # 5 months would do; a tertial has 4
        (1, 3, "half-year"),
        (2, 3, "half-year"),  # 1 non-event a month: a tertial has 4
        (0, 20, "year"),
        (20, 20, "year"),  # no non-events: nothing suffices, the longest
    ],
)
def test_auto_for_proportions(events: int, patients: int, kind: str) -> None:
    assert str(choose_period(months(24, events, patients), PeriodType.DAY, non_events=True)) == kind


def test_auto_for_rates_asks_for_events_only() -> None:
    assert choose_period(months(24, 16, 20), PeriodType.DAY, non_events=False) is PeriodType.MONTH


def test_auto_uses_the_median_of_the_denominators() -> None:
    rows = [Month(-k, 5, Fraction(10)) for k in range(1, 12)] + [Month(-12, 500, Fraction(1000))]
    # level 555/1110 = .5; the one large month does not move the median of 10 patients: 5 expected
    assert choose_period(rows, PeriodType.DAY, non_events=True) is PeriodType.MONTH
    empty = [Month(-k, 6 if k % 2 else 0, Fraction(12 if k % 2 else 0)) for k in range(1, 25)]
    assert choose_period(empty, PeriodType.DAY, non_events=True) is PeriodType.QUARTER  # every other month is empty


def test_auto_keeps_to_what_the_rows_can_be_joined_into() -> None:
    assert candidates(PeriodType.QUARTER) == (PeriodType.QUARTER, PeriodType.HALF_YEAR, PeriodType.YEAR)
    assert candidates(PeriodType.TERTIAL) == (PeriodType.TERTIAL, PeriodType.YEAR)
    assert choose_period(months(24, 50, 100), PeriodType.QUARTER, non_events=True) is PeriodType.QUARTER
    assert choose_period([], PeriodType.DAY, non_events=True) is PeriodType.YEAR


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=12, max_size=60))
def test_auto_is_the_shortest_that_suffices(counts: list[tuple[int, int]]) -> None:
    rows = [Month(-k - 1, e, Fraction(e + non)) for k, (e, non) in enumerate(counts)]
    kind = choose_period(rows, PeriodType.DAY, non_events=True)
    level = Fraction(sum(m.numerator for m in rows), max(sum(m.denominator for m in rows), Fraction(1)))

    def suffices(length: int) -> bool:
        sums: dict[int, Fraction] = {}
        for m in rows:
            sums[m.at // length] = sums.get(m.at // length, Fraction(0)) + m.denominator
        ordered = sorted(sums.values())
        middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
        return min(middle * level, middle * (1 - level)) >= ENOUGH

    lengths = [k.months for k in LONG]
    assert kind.months is not None
    assert not any(suffices(n) for n in lengths if n is not None and n < kind.months)
    assert suffices(kind.months) or kind is PeriodType.YEAR
