"""Periods: the calendar labels that quality data are counted by.

A period is a label (a month, an ISO week, a tertial ...), never an instant: no time zone touches it. Each
type has one format, and only that format is read:

========== ================ =============================================
type       label            meaning
========== ================ =============================================
day        ``2024-03-17``   a calendar day
week       ``2024-W05``     an ISO 8601 week (Monday to Sunday)
month      ``2024-03``      a calendar month
quarter    ``2024-Q1``      three months
tertial    ``2024-T1``      four months (the usual Norwegian reporting period)
half-year  ``2024-H1``      six months
year       ``2024``         a calendar year
========== ================ =============================================
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property, lru_cache, total_ordering
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["NEED", "Period", "PeriodType", "add_months", "parse_all"]


class PeriodType(str, Enum):
    """The length of a period; ``str(PeriodType.HALF_YEAR)`` is ``"half-year"``, as in a project file."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    TERTIAL = "tertial"
    HALF_YEAR = "half-year"
    YEAR = "year"

    def __str__(self) -> str:
        return self.value

    @property
    def months(self) -> int | None:
        """The length in months; None for days and weeks, which no number of months holds."""
        return _MONTHS.get(self)

    @property
    def rank(self) -> int:
        """0 for the finest type (day), 6 for the coarsest (year)."""
        return list(PeriodType).index(self)


_MONTHS = {
    PeriodType.MONTH: 1,
    PeriodType.QUARTER: 3,
    PeriodType.TERTIAL: 4,
    PeriodType.HALF_YEAR: 6,
    PeriodType.YEAR: 12,
}

# ASCII digits only: a label in Arabic or full-width digits is an error, not a date.
_FORMATS: tuple[tuple[PeriodType, re.Pattern[str]], ...] = (
    (PeriodType.MONTH, re.compile(r"([0-9]{4})-([0-9]{2})")),
    (PeriodType.DAY, re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")),
    (PeriodType.YEAR, re.compile(r"([0-9]{4})")),
    (PeriodType.WEEK, re.compile(r"([0-9]{4})-W([0-9]{2})")),
    (PeriodType.QUARTER, re.compile(r"([0-9]{4})-Q([0-9])")),
    (PeriodType.TERTIAL, re.compile(r"([0-9]{4})-T([0-9])")),
    (PeriodType.HALF_YEAR, re.compile(r"([0-9]{4})-H([0-9])")),
)
_LETTER = {PeriodType.QUARTER: "Q", PeriodType.TERTIAL: "T", PeriodType.HALF_YEAR: "H"}
NEED = "2024-03, 2024-Q1, 2024-T1, 2024-H1, 2024, 2024-W05 or 2024-03-17"
"""The labels that are read, for error messages."""


@total_ordering
@dataclass(frozen=True, eq=True)
class Period:
    """One period: its type, and its ordinal (how many periods of that type lie between year 0 or 1 and it).

    With an `anchor` the ordinal counts from that day: see `anchored`.

    Periods of one type are ordered, hashable, and move by whole numbers: ``Period.parse("2024-12") + 1`` is
    2025-01. Comparing periods of two types is a TypeError: mixed granularity is a mistake in the data, not an
    order.
    """

    type: PeriodType
    ordinal: int
    anchor: date | None = None

    def __hash__(self) -> int:
        return self.ordinal  # equal periods have equal ones, and calendars are looked up by thousands of periods

    @classmethod
    def anchored(cls, anchor: date, kind: PeriodType | str, n: int = 0) -> Period:
        """Return the n-th period of that length counted from `anchor` (0 begins on that day).

        So are periods widened without crossing the start of an intervention. Where the calendar has that
        period it is the calendar's; else its label is its first month (or day), since the seven formats have
        no name for it.

        Raises ValueError for days and weeks, which are never widened.
        """
        kind = PeriodType(kind)
        if kind.months is None:
            raise ValueError(f"anchored: got {kind}, need a month or longer")
        calendar = cls.of(anchor, kind)
        return calendar + n if calendar.start == anchor else cls(kind, n, anchor)

    @classmethod
    def parse(cls, label: str) -> Period:
        """Read a label of one of the seven formats.

        Raises ValueError that says what was given and what is needed: unknown format, invalid date, ISO week
        53 in a year of 52 weeks.
        """
        return _parsed(label)

    @classmethod
    def of(cls, day: date, kind: PeriodType | str) -> Period:
        """Return the period of the given type that holds a day."""
        kind = PeriodType(kind)
        if kind is PeriodType.DAY:
            return cls(kind, day.toordinal())
        if kind is PeriodType.WEEK:
            return cls(kind, (day.toordinal() - 1) // 7)  # 0001-01-01 is a Monday, so ISO weeks are whole sevens
        return cls(kind, (day.year * 12 + day.month - 1) // _MONTHS[kind])

    @classmethod
    def first_on_or_after(cls, day: date, kind: PeriodType | str) -> Period:
        """Return the first period that begins on or after a day: what a start date means."""
        holding = cls.of(day, kind)
        return holding if holding.start == day else holding + 1

    @classmethod
    def range(cls, first: Period, last: Period) -> Iterator[Period]:
        """All periods from first to last, both included (none when last lies before first)."""
        first._same_type(last)
        for ordinal in range(first.ordinal, last.ordinal + 1):
            yield cls(first.type, ordinal, first.anchor)

    @cached_property
    def start(self) -> date:
        """The first day."""
        if self.anchor is not None:
            return add_months(self.anchor, self.ordinal * _MONTHS[self.type])
        if self.type is PeriodType.DAY:
            return date.fromordinal(self.ordinal)
        if self.type is PeriodType.WEEK:
            return date.fromordinal(self.ordinal * 7 + 1)
        year, month = divmod(self.ordinal * _MONTHS[self.type], 12)
        return date(year, month + 1, 1)

    @property
    def end(self) -> date:
        """The first day after the period (exclusive end)."""
        return (self + 1).start

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    def straddles(self, day: date) -> bool:
        """Whether a change on that day falls inside the period: some of its days lie before it."""
        return self.start < day < self.end

    def __add__(self, n: int) -> Period:
        return Period(self.type, self.ordinal + n, self.anchor)

    @overload
    def __sub__(self, other: Period) -> int: ...
    @overload
    def __sub__(self, other: int) -> Period: ...
    def __sub__(self, other: Period | int) -> Period | int:
        if isinstance(other, Period):
            self._same_type(other)
            return self.ordinal - other.ordinal
        return Period(self.type, self.ordinal - other, self.anchor)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return NotImplemented
        self._same_type(other)
        return self.ordinal < other.ordinal

    def __str__(self) -> str:
        if self.anchor is not None:
            return self.start.isoformat()[: 7 if self.anchor.day == 1 else 10]
        if self.type is PeriodType.DAY:
            return self.start.isoformat()
        if self.type is PeriodType.WEEK:
            year, week, _ = self.start.isocalendar()
            return f"{year:04d}-W{week:02d}"
        if self.type is PeriodType.MONTH:
            return f"{self.ordinal // 12:04d}-{self.ordinal % 12 + 1:02d}"
        if self.type is PeriodType.YEAR:
            return f"{self.ordinal:04d}"
        year, part = divmod(self.ordinal, 12 // _MONTHS[self.type])
        return f"{year:04d}-{_LETTER[self.type]}{part + 1}"

    def _same_type(self, other: Period) -> None:
        if self.type is not other.type:
            raise TypeError(f"mixed granularity: {self} is a {self.type}, {other} is a {other.type}")
        if self.anchor != other.anchor:
            raise TypeError(f"{self} and {other} are counted from different days")


def parse_all(labels: Iterable[str]) -> list[Period]:
    """Read many labels, which must be of one type.

    Raises ValueError naming the position of the first label that cannot be read, or that is of another type
    than the first.
    """
    periods: list[Period] = []
    for i, label in enumerate(labels):
        try:
            period = Period.parse(label)
        except ValueError as error:
            raise ValueError(f"{error} (position {i})") from None
        if periods and period.type is not periods[0].type:
            raise ValueError(
                f"mixed granularity: got {label!r}, a {period.type}, at position {i} after {periods[0]}, "
                f"a {periods[0].type}; need one type of period"
            )
        periods.append(period)
    return periods


def add_months(day: date, n: int) -> date:
    """Return the same day n months later (or earlier), moved back to the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=16384)  # the same few labels come with every series
def _parsed(label: str) -> Period:
    for kind, pattern in _FORMATS:
        match = pattern.fullmatch(label)
        if match is not None:
            return Period(kind, _ordinal(label, kind, [int(g) for g in match.groups()]))
    raise ValueError(f"period: got {label!r}, need {NEED}")


def _ordinal(label: str, kind: PeriodType, numbers: list[int]) -> int:
    year = numbers[0]
    if not 1 <= year <= 9998:  # 9999 has no day after its last
        raise ValueError(f"period: got {label!r}, need a year from 0001 to 9998")
    if kind is PeriodType.YEAR:
        return year
    if kind is PeriodType.WEEK:
        try:
            return (date.fromisocalendar(year, numbers[1], 1).toordinal() - 1) // 7
        except ValueError:
            weeks = date(year, 12, 28).isocalendar()[1]
            raise ValueError(f"period: got {label!r}, need a week from 01 to {weeks}: {year} has {weeks}") from None
    if kind is PeriodType.DAY:
        try:
            return date(*numbers).toordinal()
        except ValueError as error:
            raise ValueError(f"period: got {label!r}, need a date that exists ({error})") from None
    parts = 12 // _MONTHS[kind]
    if not 1 <= numbers[1] <= parts:
        width = 2 if kind is PeriodType.MONTH else 1
        raise ValueError(f"period: got {label!r}, need a {kind} from {1:0{width}d} to {parts:0{width}d}")
    return year * parts + numbers[1] - 1
