"""Dates as registers write them: month ends, Norwegian dates in periods, and years that were mistyped."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kvalspc.job.problems import EXAMPLES
from kvalspc.job.project import Data
from kvalspc.job.times import read_times
from kvalspc.periods import PeriodType

LATE = "more than a year after all others in the file"
EVENTS = [f"2023-{month:02d}-{day:02d};{unit};1" for month in range(1, 13) for day in range(1, 28) for unit in "AB"]


def labels(*texts: str, **keys: Any) -> tuple[PeriodType | None, list[str], list[str]]:
    """The type, the labels and the messages of periods that are written so."""
    times = read_times(dict.fromkeys(texts, 1), Data(aggregated="data.csv", **keys))
    return times.base, [str(p) for p in times.period.values()], [str(found) for _, found in times.bad.values()]


@pytest.mark.parametrize(
    "texts", [("2020-01-31", "2020-02-29", "2020-12-31"), ("31.01.2020", "29.02.2020", "31.12.2020")]
)
def test_days_that_all_end_a_month_are_months(texts: tuple[str, ...]) -> None:
    assert labels(*texts) == (PeriodType.MONTH, ["2020-01", "2020-02", "2020-12"], [])


def test_first_days_in_the_norwegian_form_are_months() -> None:
    assert labels("01.01.2020", "1.2.2020") == (PeriodType.MONTH, ["2020-01", "2020-02"], [])


def test_first_and_last_days_are_periods_where_the_file_is_said_to_have_such() -> None:
    assert labels("2020-01-31", "2020-02-01", granularity="month")[:2] == (PeriodType.MONTH, ["2020-01", "2020-02"])
    assert labels("31.03.2020", "2020-06-30", granularity="quarter")[1] == ["2020-Q1", "2020-Q2"]
    assert labels("2020-01-31", "2020-02-01")[0] is PeriodType.DAY
    assert labels("2020-01-31", "2020-02-28")[0] is PeriodType.DAY  # a leap year


def test_a_norwegian_date_is_a_day_and_must_exist() -> None:
    assert labels("17.03.2024", "18.03.2024") == (PeriodType.DAY, ["2024-03-17", "2024-03-18"], [])
    assert labels("31.02.2024")[2] == ['"31.02.2024"; need a date that exists']


def events(bench: Any, *lines: str, **more: Any) -> Any:
    content = "date;resh;var\n" + "".join(line + "\n" for line in (*EVENTS, *lines))
    return bench.job(content, kind="events", **more)


def test_a_row_of_a_mistyped_year_is_left_out(bench: Any) -> None:
    outcome = events(bench, "2052-03-01;B;1")
    assert outcome.status == 0
    (told,) = bench.told(outcome, "date_late")
    assert told.startswith(f'data.csv:{len(EVENTS) + 2}: column "date": a date {LATE}')
    assert "2052" not in told  # a row there is a person
    assert bench.unit(outcome, "A").points.period == ("2023",)
    assert bench.unit(outcome, "B").points.period == ("2023",)
    assert bench.unit(outcome, "B").points.denominator.sum() == sum(";B;" in line for line in EVENTS)


def test_two_mistyped_years_are_two_warnings(bench: Any) -> None:
    assert len(bench.told(events(bench, "2052-03-01;B;1", "2035-03-01;B;1"), "date_late")) == 2


def test_a_date_up_to_the_day_that_is_looked_at_is_not_late(bench: Any) -> None:
    line = "2026-03-01;B;1"
    assert "date_late" in bench.codes(events(bench, line))
    assert "date_late" in bench.codes(events(bench, line, as_of=date(2026, 2, 28)))
    assert "date_late" not in bench.codes(events(bench, line, as_of=date(2026, 3, 1)))
    assert "date_late" not in bench.codes(events(bench, line, data="complete_until = 2026-03-01"))


def test_many_rows_after_a_pause_are_not_late(bench: Any) -> None:
    assert "date_late" not in bench.codes(events(bench, *(f"2025-03-{day:02d};A;1" for day in range(1, 20))))


def test_a_mistyped_year_of_a_period_is_named(bench: Any) -> None:
    outcome = bench.job(bench.header + bench.rows("A") + bench.rows("B") + "2032-01;B;1;20\n")
    (told,) = bench.told(outcome, "date_late")
    assert told.startswith(f'data.csv:50: column "period": "2032-01" is {LATE}')


def test_a_few_bad_rows_of_a_kind_are_printed_and_the_rest_counted(bench: Any) -> None:
    bad = "".join(f"{month};B;x;y\n" for month in [f"2022-{m:02d}" for m in range(1, 13)])
    outcome = bench.job(bench.header + bench.rows("A") + bad)
    assert 'as in ["", "NULL"]' in bench.told(outcome, "count_bad")[0]  # the remedy of words where numbers are needed
    lines = [line for line in outcome.problems.lines() if "need a whole number" in line]
    assert len(lines) == 2 * EXAMPLES  # of each column
    assert f"error: data.csv: and {2 * (12 - EXAMPLES)} more like this (count_bad)" in list(outcome.problems.lines())
    assert len(bench.told(outcome, "count_bad")) == 24
