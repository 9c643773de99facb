"""The periods of a series: their labels, their order, and where a date or a label falls among them."""

from __future__ import annotations

import math
import operator
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.periods import NEED, Period, PeriodType, parse_all

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Calendar", "as_list", "as_periods", "is_missing"]


def as_list(values: Any) -> list[Any]:
    """`values` as a list of plain Python objects (NumPy datetimes and pandas timestamps become dates)."""
    if hasattr(values, "to_pylist"):
        values = values.to_pylist()
    elif hasattr(values, "to_list"):
        values = values.to_list()
    elif hasattr(values, "tolist") and getattr(getattr(values, "dtype", None), "kind", "") == "M":
        values = values.astype("datetime64[D]").tolist()
    elif hasattr(values, "tolist"):
        values = values.tolist()
    plain = list(values)
    return plain if set(map(type, plain)) <= _PLAIN else [_plain(value) for value in plain]


_PLAIN = {str, int, date, Period}


def is_missing(value: Any) -> bool:
    """Whether `value` is None, NaN, or one of pandas' missing values (told by name: pandas is not imported)."""
    return (
        value is None
        or (isinstance(value, float) and math.isnan(value))
        or type(value).__name__ in {"NaTType", "NAType"}
    )


def _plain(value: Any) -> Any:
    if hasattr(value, "start_time") and hasattr(value, "freqstr"):  # a pandas Period
        return _from_pandas(value)
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    elif hasattr(value, "astype") and getattr(getattr(value, "dtype", None), "kind", "") == "M":
        value = value.astype("datetime64[D]").item()
    return value.date() if isinstance(value, datetime) else value


_PANDAS = {
    "D": PeriodType.DAY,
    "W": PeriodType.WEEK,
    "M": PeriodType.MONTH,
    "Q": PeriodType.QUARTER,
    "Y": PeriodType.YEAR,
    "A": PeriodType.YEAR,
}


def _from_pandas(value: Any) -> Any:
    """A pandas Period that has one of our labels as a Period; others (fiscal years, weeks to another day) as text."""
    start, last = value.start_time.date(), value.end_time.date()
    kind = _PANDAS.get(value.freqstr[:1])
    period = None if kind is None else Period.of(start, kind)
    return (
        period if period is not None and (period.start, period.end) == (start, last + timedelta(days=1)) else str(value)
    )


@dataclass(frozen=True)
class Calendar:
    """The periods of one series in the order of its points.

    `labels` are shown; `starts` and `ends` (exclusive) are dates, empty when the labels are no calendar
    periods (then only equal labels can be found); `type` is their common length, None when unknown. `ranks`
    order them: by first day, by value where the periods are plain numbers, else by first appearance.
    """

    labels: tuple[str, ...]
    starts: tuple[date, ...] = ()
    ends: tuple[date, ...] = ()
    type: PeriodType | None = None
    ranks: tuple[float, ...] = ()

    @classmethod
    def of(cls, values: Any) -> Calendar:
        """Reads period labels (2024-03, 2024-Q1 ...), Period objects, dates or free labels, one a point.

        A calendar is one already.

        Dates (also as text: 2024-03-01) are read as the longest periods whose first days they all are and most of
        which follow one another (at least four, or three in a row: years, half-years, tertials, quarters, weeks);
        else as months where all are the first of one. At least three last days (2024-01-31 ...) are read so too, as the
        periods that they end. All others are days. So a start that falls inside of a quarter is seen to.

        Raises:
            ValueError: a missing period, calendar labels of different lengths, or dates in another form.
        """
        if isinstance(values, Calendar):
            return values
        plain = as_list(values)
        return _of_known(tuple(plain)) if set(map(type, plain)) <= {str, date, Period} else _of(plain)

    def __len__(self) -> int:
        return len(self.labels)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:  # thousands of units share a calendar, and what was found out about it is looked up
        return hash((self.labels, self.type))

    def position(self, where: Any, name: str) -> int:
        """The position of `where`: itself if a whole number, else the first period that begins on or after it.

        Raises:
            ValueError: a label that is not there, or a date where the periods are no dates.
            IndexError: a negative position.
        """
        position = _whole(where, name)
        if position is not None:
            return position
        if not self.starts:
            return self._equal(where, name)
        day = _first_day(_plain(where), name)
        return next((k for k, start in enumerate(self.starts) if start >= day), len(self.starts))

    def holding(self, where: Any, name: str) -> int:
        """The position of the period that is `where`, or that the day `where` lies in; itself if a whole number.

        Raises:
            ValueError: there is no such period.
            IndexError: a negative position.
        """
        position = _whole(where, name)
        if position is not None:
            return position
        if not self.starts:
            return self._equal(where, name)
        day = _first_day(_plain(where), name)
        held = next((k for k in range(len(self)) if self.starts[k] <= day < self.ends[k]), None)
        if held is None:
            raise ValueError(f"{name}: got {where}, need one of the periods from {self.labels[0]} to {self.labels[-1]}")
        return held

    def holds(self, where: Any) -> bool:
        """Whether there is a period that is `where`, or that the day `where` lies in."""
        if not self.starts:
            return str(_plain(where)) in self.labels
        day = _first_day(_plain(where), "period")
        return any(start <= day < end for start, end in zip(self.starts, self.ends, strict=True))

    def straddling(self, where: Any, name: str) -> int | None:
        """The position of the period that `where` falls inside of (not on its first day), if any.

        `where` is as for :meth:`position`; a whole number falls inside of no period.
        """
        if where is None or not self.starts or hasattr(where, "__index__"):
            return None
        day = _first_day(_plain(where), name)
        return next((k for k in range(len(self)) if self.starts[k] < day < self.ends[k]), None)

    def incomplete(self, until: Any) -> tuple[int, ...]:
        """The positions of periods that end after `until`, the last day (or the last period) with complete data.

        Raises:
            ValueError: the periods are no dates, or `until` is none.
        """
        if not self.ends and len(self):
            raise ValueError("complete_until: got periods that are no dates, need dates or labels such as 2024-03")
        last = _after(_plain(until), "complete_until")
        return tuple(k for k, end in enumerate(self.ends) if end > last)

    @cached_property
    def is_ordered(self) -> bool:
        """True where the periods follow each other, none of them twice."""
        return all(map(operator.lt, self.ranks, self.ranks[1:]))

    def order(self) -> list[int]:
        """The positions in calendar order; numbers by value; other labels by first appearance, equal ones together."""
        return sorted(range(len(self.labels)), key=lambda k: self.ranks[k])

    def filled(self) -> Calendar:
        """This calendar, in order, with every period between its first and its last.

        Days are left as they are, and so are periods that are not the calendar's own: cut ones, and those counted from
        a day of their own.

        Raises:
            ValueError: more than 1 000 periods, and fewer than one in 20 of them with a row.
        """
        return self._filled

    @cached_property
    def _filled(self) -> Calendar:
        kind = self.type
        if kind is None or kind is PeriodType.DAY or len(self) < 2:
            return self
        first, last = (Period.of(day, kind).ordinal for day in (self.starts[0], self.starts[-1]))
        size = last - first + 1
        if size == len(self) or any(Period.of(day, kind).start != day for day in self.starts):
            return self
        if size > _MANY and size > _SPARSE * len(self):
            raise ValueError(
                f"period: got {len(self)} from {self.labels[0]} to {self.labels[-1]}, {size} periods; need a series "
                "without such gaps (is a year mistyped?)"
            )
        return Calendar.of([Period(kind, k) for k in range(first, last + 1)])

    def _equal(self, where: Any, name: str) -> int:
        if str(_plain(where)) in self.labels:
            return self.labels.index(str(_plain(where)))
        raise ValueError(f"{name}: got {where}, need a position, or one of the periods given with period=")

    def take(self, positions: Sequence[int]) -> Calendar:
        """The periods at `positions`."""
        return Calendar(
            tuple(self.labels[k] for k in positions),
            tuple(self.starts[k] for k in positions) if self.starts else (),
            tuple(self.ends[k] for k in positions) if self.ends else (),
            self.type,
            tuple(self.ranks[k] for k in positions),
        )


_LAST_DAYS = 3  # one or two days of events may happen to be the last of a month
_MANY, _SPARSE = 1000, 20  # so many periods with so few rows are no series of quality data


@lru_cache(maxsize=65536)  # the same few labels come with every series
def _read_label(label: str) -> tuple[PeriodType, date, date, int] | None:
    try:
        period = Period.parse(label)
    except ValueError:
        return None
    return period.type, period.start, period.end, period.start.toordinal()


def _of(plain: Sequence[Any]) -> Calendar:
    """The calendar of periods that are plain Python objects."""
    read = _read_labels(plain)
    if read is not None:
        return read
    for k, value in enumerate(plain):
        if is_missing(value):
            raise ValueError(f"period[{k}]: got a missing value, need a period for every point")
    periods = _periods(plain)
    if periods is None:
        labels = tuple(str(value) for value in plain)
        if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in plain):
            return Calendar(labels, ranks=tuple(plain))
        _refuse_other_dates(labels)
        first: dict[str, int] = {}
        for k, label in enumerate(labels):
            first.setdefault(label, k)
        return Calendar(labels, ranks=tuple(first[label] for label in labels))
    return Calendar(
        tuple(str(p) for p in periods),
        tuple(p.start for p in periods),
        tuple(p.end for p in periods),
        periods[0].type if periods else None,
        tuple(p.start.toordinal() for p in periods),
    )


_of_known = lru_cache(maxsize=256)(_of)  # many units have the same periods


def _read_labels(values: Sequence[Any]) -> Calendar | None:
    """The calendar of labels that are all periods of one type; None for anything else, which is looked at closely."""
    if set(map(type, values)) != {str}:
        return None
    read = [_read_label(value) for value in values]
    if None in read:
        return None
    types, starts, ends, ranks = zip(*read, strict=True)
    if len(set(types)) > 1 or (types[0] is PeriodType.DAY and _kind_of(set(starts)) is not PeriodType.DAY):
        return None
    return Calendar(tuple(values), starts, ends, types[0], ranks)


def _whole(where: Any, name: str) -> int | None:
    if isinstance(where, (bool, np.bool_)):
        raise TypeError(f"{name}: got a truth value, need a position, a period or a date")
    if isinstance(where, (list, tuple, set)):
        raise TypeError(f"{name}: got {len(where)} places, need one position, period or date")
    if not hasattr(where, "__index__"):
        return None
    position = int(where.__index__())
    if position < 0:
        raise IndexError(f"{name}: got {position}, need a position of 0 or more")
    return position


def _periods(values: Sequence[Any]) -> list[Period] | None:
    if all(isinstance(value, Period) for value in values):
        return list(values)
    if all(isinstance(value, date) for value in values):
        kind = _kind_of(set(values))
        return [Period.of(value, kind) for value in values]
    if all(isinstance(value, str) and _read_label(value) is not None for value in values):
        periods = parse_all(values)
        return _periods([one.start for one in periods]) if periods[0].type is PeriodType.DAY else periods
    return None


def as_periods(values: Any) -> list[Any]:
    """As :func:`as_list`; dates become periods of one length, so that the series cut from them agree on it."""
    plain = as_list(values)
    dates = bool(plain) and all(isinstance(value, date) or _is_day(value) for value in plain)
    return _periods(plain) or plain if dates else plain


def _is_day(value: Any) -> bool:
    read = _read_label(value) if isinstance(value, str) else None
    return read is not None and read[0] is PeriodType.DAY


_MONTH_NAMES = "jan|feb|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|des|dec"
_OTHER_DATES = re.compile(
    rf"""(?ix) [0-9]{{1,2}} [./-] [0-9]{{1,2}} [./-] [0-9]{{2,4}} .*       # 01.03.2024, 3/1/24
    | (19|20)[0-9]{{2}} [./-] [0-9]{{1,2}} ([./-] [0-9]{{1,2}} .*)?       # 2024/03, 2024-3-1, 2024-03-01 00:00
    | (19|20)[0-9]{{2}} (0[1-9]|1[0-2]) ([0-3][0-9])?                     # 202403, 20240301
    | (.*[^a-z])? ({_MONTH_NAMES}) [a-z]* [ .-]* ([0-9]{{2}}|[0-9]{{4}})  # mars 2024, 1. mars 2024, Mar-24
    """
)


def _refuse_other_dates(labels: tuple[str, ...]) -> None:
    """Dates in a form that is not read would keep the order of the rows, in silence; the first of them is named."""
    if labels and all(_OTHER_DATES.fullmatch(label) for label in labels):
        k = next((k for k, label in enumerate(labels) if _read_label(label) is None), 0)
        raise ValueError(
            f"period[{k}]: got {labels[k]!r}, need {NEED}, or dates (for pandas: pandas.to_datetime, with "
            "dayfirst=True where the day comes first)"
        )


def _kind_of(days: set[date]) -> PeriodType:
    """The length of the periods that `days` stand for: their first days, or at least three last days."""
    kind = _length(days)
    if kind is PeriodType.DAY and len(days) >= _LAST_DAYS and max(days) < date.max:
        return _length({day + timedelta(days=1) for day in days})
    return kind


def _length(days: set[date]) -> PeriodType:
    """The length of the periods that begin on `days`: the longest whose first days they are, most of them in a row."""
    for kind in (
        PeriodType.YEAR,
        PeriodType.HALF_YEAR,
        PeriodType.TERTIAL,
        PeriodType.QUARTER,
        PeriodType.MONTH,
        PeriodType.WEEK,
    ):
        periods = sorted({Period.of(day, kind) for day in days})
        if any(Period.of(day, kind).start != day for day in days):
            continue
        if kind is PeriodType.MONTH:
            return kind
        steps = [after - before for before, after in pairwise(periods)]
        in_a_row = steps.count(1)
        if (len(steps) >= 2 and in_a_row == len(steps)) or (len(steps) >= 3 and 2 * in_a_row > len(steps)):
            return kind
    return PeriodType.DAY


def _after(where: Any, name: str) -> date:
    """The first day after a day or a period."""
    if isinstance(where, date):
        return where + timedelta(days=1)
    try:
        return (where if isinstance(where, Period) else Period.parse(str(where))).end
    except ValueError:
        raise ValueError(f"{name}: got {where}, need a date or a period such as 2024-03") from None


def _first_day(where: Any, name: str) -> date:
    if isinstance(where, date):
        return where
    if isinstance(where, Period):
        return where.start
    try:
        return Period.parse(str(where)).start
    except ValueError:
        raise ValueError(f"{name}: got {where}, need a position, a date or a period such as 2024-03") from None
