"""The events: one patient given thrombolysis, a date and the minutes from door to needle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kvalspc.demo.departments import (
    FIRST,
    LAST,
    OFF_HOURS,
    OFF_HOURS_FACTOR,
    SIGMA,
    departments,
    working_hours_median,
)
from kvalspc.demo.draws import Draws
from kvalspc.periods import Period, PeriodType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kvalspc.demo.departments import Department

JULY = 0.85
"""How many of the usual number of patients come in July."""

UNKNOWN = 0.015
"""Share of patients whose time was not recorded."""


@dataclass(frozen=True, order=True)
class Event:
    """One patient. `minutes` is None where the time was not recorded."""

    day: date
    resh: str
    minutes: int | None


def events(seed: int) -> list[Event]:
    """Return all events of the register, by date, then department."""
    made = [e for k, d in enumerate(departments(seed)) for e in _of(d, Draws(seed, k + 1))]
    return sorted(made, key=lambda e: (e.day, e.resh))  # a stable sort keeps the order within a day


def _of(department: Department, draws: Draws) -> Iterator[Event]:
    first, last = Period.of(FIRST, PeriodType.MONTH), Period.of(LAST, PeriodType.MONTH)
    for month in Period.range(first, last):
        season = JULY if month.start.month == 7 else 1.0
        for _ in range(draws.poisson(department.yearly / 12 * season)):
            day = month.start + timedelta(days=draws.below(month.days))
            typical = working_hours_median(department.median(day))
            slower = OFF_HOURS_FACTOR if draws.chance(OFF_HOURS) else 1.0
            minutes = max(1, round(draws.log_normal(typical * slower, SIGMA)))
            yield Event(day, department.resh, None if draws.chance(UNKNOWN) else minutes)
