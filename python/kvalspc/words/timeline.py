"""When something happened, in words: by the calendar, else by the number of the measurement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from numbers import Integral
from typing import TYPE_CHECKING, Any

from kvalspc.periods import Period, PeriodType
from kvalspc.rows import EVENT_KINDS
from kvalspc.words.catalogue import say, say_count
from kvalspc.words.numbers import integer, period_count, period_long, period_range

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kvalspc.calendar import Calendar


def as_period(label: object) -> Period | None:
    """Return the period that a label means (a Period, a date, or what reads as a label); else None."""
    if isinstance(label, Period):
        return label
    if isinstance(label, datetime):
        label = label.date()
    if isinstance(label, date):
        return Period.of(label, PeriodType.DAY)
    # numpy.datetime64 and pandas.Timestamp write midnight out; a label never has a time of day
    text = str(label).split("T00:00:00")[0]
    try:
        return Period.parse(text)
    except ValueError:
        return None


def _periods(labels: Iterable[object]) -> list[Period] | None:
    periods: list[Period] = []
    for label in labels:
        period = as_period(label)
        if period is None or (periods and period.type is not periods[0].type):
            return None
        periods.append(period)
    if len(periods) > 1 and all(p.type is PeriodType.DAY and p.start.day == 1 for p in periods):
        # a data frame's months come as their first days
        return [Period.of(p.start, PeriodType.MONTH) for p in periods]
    return periods or None


@lru_cache(maxsize=256)  # three languages and many units speak of the same months
def _periods_of(calendar: Calendar) -> list[Period] | None:
    kind = calendar.type
    return None if kind is None else _periods(_period(start, kind) for start in calendar.starts)


def _period(start: date, period_type: PeriodType) -> Period:
    """Return the period of a length that begins on a day, be it the calendar's or one anchored at an intervention."""
    usual = Period.of(start, period_type)
    return usual if usual.start == start else Period.anchored(start, period_type)


@dataclass(frozen=True)
class Moment:
    """A point in a series: its period if the calendar is known, else its 0-based position."""

    period: Period | None
    position: int | None

    def when(self, language: str, *, year: bool = True) -> str:
        """Say "i mars 2025", "17. mars 2025" or "ved måling nr. 25"; the year may be left out."""
        if self.period is None:
            return say("when.position", language, n=self._ordinal(language))
        identifier = "when.day" if self.period.type is PeriodType.DAY else "when.period"
        return say(identifier, language, period=period_long(self.period, language, with_year=year))

    def begins(self, language: str, *, year: bool = True) -> str:
        """Say when it begins, as `when`: of a period that the calendar has no name for, its first month."""
        if self.period is None or self.period.anchor is None:
            return self.when(language, year=year)
        return Moment(Period.of(self.period.start, PeriodType.MONTH), self.position).when(language, year=year)

    def around(self, language: str) -> str:
        """Say "rundt mars 2025" or "rundt måling nr. 14"."""
        if self.period is None:
            return say("around.position", language, n=self._ordinal(language))
        return say("around.period", language, period=period_long(self.period, language))

    def _ordinal(self, language: str) -> str:
        return integer((self.position or 0) + 1, language)


class Timeline:
    """The periods of a series and the words for its moments; without labels only positions are known."""

    def __init__(self, labels: Iterable[object] | None, *, by_event: bool = False) -> None:
        self.periods = None if labels is None else _periods(labels)
        self.by_event = by_event  # the labels are the days of events: how long a day is says nothing of a point

    @classmethod
    def of(cls, facts: Any) -> Timeline:
        """Return the timeline of a chart or a comparison: by its calendar where it has one, else by its labels."""
        calendar = getattr(facts, "calendar", None)
        by_event = getattr(facts, "kind", None) in EVENT_KINDS
        if calendar is None or calendar.type is None:
            return cls(facts.period, by_event=by_event)
        known = cls(None, by_event=by_event)
        known.periods = _periods_of(calendar)
        return known

    @property
    def type(self) -> PeriodType | None:
        """The length of a period, where the calendar is known; None where each point is an event."""
        return self.periods[0].type if self.periods and not self.by_event else None

    def moment(self, where: Any) -> Moment | None:
        """Return the moment that a 0-based position, a period, its label or a date means; None for None."""
        if where is None:
            return None
        if isinstance(where, Integral):
            return self._at(int(where))
        if isinstance(where, float):  # a column of positions that holds NaN for "none" is a column of floats
            return self._at(int(where)) if where.is_integer() else None
        period = as_period(where)
        if period is None:
            return None
        if self.type is not None and period.type is not self.type:
            period = Period.first_on_or_after(period.start, self.type)
        return Moment(period, None)

    def _at(self, position: int) -> Moment | None:
        if position < 0:
            return None
        if self.periods is None:
            return Moment(None, position)
        # a start may lie just after the last period
        past_end = position - len(self.periods)
        period = self.periods[position] if past_end < 0 else self.periods[-1] + (past_end + 1)
        return Moment(period, position)

    def range(self, first: Moment, last: Moment, language: str) -> str:
        """Say "mars–mai 2024", or "nr. 12–16" where only positions are known."""
        if first.period is not None and last.period is not None:
            return period_range(first.period, last.period, language)
        return say("range.position", language, first=first._ordinal(language), last=last._ordinal(language))

    def count(self, periods: int, language: str) -> str:
        """Say "24 måneder", or "24 perioder" where only positions are known; "24 målinger" of events."""
        if self.by_event:
            return say_count("count.measurement", periods, language)
        return period_count(periods, self.type, language)
