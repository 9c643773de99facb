"""One series' columns, in calendar order and with one row a period, ready for the compiled core."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc import _core
from kvalspc.arrays import Floats, to_floats
from kvalspc.calendar import Calendar

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "COUNT_KINDS",
    "EVENT_KINDS",
    "OFF_LEVEL",
    "PLAIN_COUNT_KINDS",
    "SUBGROUP_KINDS",
    "Rows",
    "listed",
    "no_calendar",
    "read_rows",
]

COUNT_KINDS = frozenset({"p", "pp", "np", "u", "up", "c", "cp"})
"""Charts of counts: their rows may be added up."""

SUBGROUP_KINDS = frozenset({"xbar", "s", "r"})
"""Charts of subgroups: their rows are single measurements."""

EVENT_KINDS = frozenset({"g", "t"})
"""Charts whose rows are events: a period without a row is none of them."""

OFF_LEVEL = EVENT_KINDS | {"np", "mr", "s", "r"}
"""Charts whose points are not on the scale of a level: numbers, how much values vary, what lies between events."""

PLAIN_COUNT_KINDS = frozenset({"c", "cp"})
"""Charts of counts that have no denominator."""


@dataclass(frozen=True)
class Rows:
    """The columns of one series, each of shape (n,); `denominator` and `calendar` are None where not given.

    `within` is the standard deviation or range of the measurements of each subgroup, None for other charts. `source`
    says which of the given rows each point is made of (none: a period without a row), None where point k is row k.
    """

    numerator: Floats
    denominator: Floats | None
    calendar: Calendar | None
    within: Floats | None = None
    source: tuple[tuple[int, ...], ...] | None = None

    def taken(self, column: Floats, name: str) -> Floats:
        """Another column of the given rows, one value a point.

        Raises:
            ValueError: not one value a row, or two values in one period.
        """
        given = len(self.numerator) if self.source is None else sum(len(rows) for rows in self.source)
        if len(column) != given:
            raise ValueError(f"{name}: got {len(column)} values, need one a row ({given})")
        if self.source is None:
            return column
        for rows in self.source:
            values = {repr(float(column[k])) for k in rows}
            if len(values) > 1:
                raise ValueError(f"{name}: got {' and '.join(sorted(values))} in one period, need one value a period")
        return np.array([column[rows[0]] if rows else np.nan for rows in self.source], dtype=np.float64)

    def arrived_in_order(self) -> bool:
        """Were the given rows in the order of their periods already?"""
        return self.source is None or all(a < b for a, b in pairwise(k for rows in self.source for k in rows))

    def dated(self) -> Calendar:
        """The calendar; where no period was given one in which only positions can be found."""
        return _NO_CALENDAR if self.calendar is None else self.calendar

    def owned(self) -> Rows:
        """These rows in memory of their own: the caller's arrays may change."""
        denominator = None if self.denominator is None else self.denominator.copy()
        return Rows(self.numerator.copy(), denominator, self.calendar, self.within, self.source)

    def without(self, positions: Sequence[int]) -> Rows:
        """These rows with the points at `positions` missing."""
        if not positions:
            return self
        numerator = self.numerator.copy()
        numerator[list(positions)] = np.nan
        return replace(self, numerator=numerator)

    def until(self, end: int) -> Rows:
        """The first `end` of these rows."""
        if end >= len(self.numerator):
            return self
        return Rows(
            self.numerator[:end],
            None if self.denominator is None else self.denominator[:end],
            None if self.calendar is None else self.calendar.take(range(end)),
            None if self.within is None else self.within[:end],
            None if self.source is None else self.source[:end],
        )

    def filled(self) -> Rows:
        """These rows, in calendar order, with every period between the first and the last.

        Those without a row are missing, so that nothing is reckoned across a gap.
        """
        if self.calendar is None:
            return self
        calendar = self.calendar.filled()
        if calendar is self.calendar:
            return self
        size = len(calendar)
        place = {start: k for k, start in enumerate(calendar.starts)}
        at = [place[start] for start in self.calendar.starts]

        def spread(values: Floats | None) -> Floats | None:
            if values is None:
                return None
            wide = np.full(size, np.nan)
            wide[at] = values
            return wide

        source: list[tuple[int, ...]] = [()] * size
        for k, rows in zip(at, self.source or [(k,) for k in range(len(at))], strict=True):
            source[k] = rows
        numerator = spread(self.numerator)
        assert numerator is not None
        return Rows(numerator, spread(self.denominator), calendar, spread(self.within), tuple(source))


def no_calendar() -> Calendar:
    """Stands in where no period was given: only positions can be found in it."""
    return _NO_CALENDAR


_NO_CALENDAR = Calendar(())


def read_rows(kind: str, numerator: Any, denominator: Any, period: Any, name: str = "", *, spread: str = "sd") -> Rows:
    """Converts, sorts by period, and makes one point of rows that share a period. `name` is put before errors.

    A period without rows becomes a missing point (a month, a week ...; not a day, nor where each row is an event).
    Counts are added up. Measurements are the subgroup of their period for the charts "xbar", "s" and "r": `spread`
    says whether they differ by their standard deviation ("sd") or their range ("range").

    `numerator` may be rows that were read before: they stay as they are.

    Raises:
        TypeError, ValueError: columns that are not numbers, of different lengths, or with two values of a
            measurement in one period.
    """
    if isinstance(numerator, Rows):
        return numerator
    try:
        if kind in SUBGROUP_KINDS:
            return _read_subgroups(kind, numerator, denominator, period, spread).filled()
        rows = _read(kind, numerator, denominator, period)
        if name and rows.calendar is not None:
            _require_domain(kind, rows, rows.calendar)
        return rows if kind in EVENT_KINDS else rows.filled()
    except (ValueError, TypeError) as error:
        if not name:
            raise
        raise type(error)(f"{name}: {error}") from None


def _require_domain(kind: str, rows: Rows, calendar: Calendar) -> None:
    """What the core would refuse later, where the series are joined and nobody knows which period it was."""
    try:
        _core.require_domain(kind, rows.numerator, rows.denominator)
    except ValueError as error:
        dated = re.sub(
            r"\[(\d+)\]", lambda found: f"[{found[1]}] ({calendar.labels[int(found[1])]})", str(error), count=1
        )
        raise ValueError(dated) from None


def _read(kind: str, numerator: Any, denominator: Any, period: Any) -> Rows:
    x = to_floats(numerator, "numerator")
    n = None if denominator is None else to_floats(denominator, "denominator")
    if n is not None and len(n) != len(x):
        raise ValueError(f"denominator: got {len(n)} values, need as many as the numerator ({len(x)})")
    if period is None:
        return Rows(x, n, None)
    calendar = Calendar.of(period)
    if len(calendar) != len(x):
        raise ValueError(f"period: got {len(calendar)} values, need as many as the numerator ({len(x)})")
    if calendar.is_ordered:
        return Rows(x, n, calendar)
    order, calendar, first = _sorted(calendar)
    if kind in EVENT_KINDS:
        first = list(range(len(x)))  # two events on one day are two points
    x = np.ascontiguousarray(x[order])
    n = None if n is None else np.ascontiguousarray(n[order])
    source = _sources(order, first)
    if len(first) == len(x):
        return Rows(x, n, calendar, source=source)
    if kind not in COUNT_KINDS:
        double = next(calendar.labels[k] for k in range(1, len(x)) if calendar.labels[k] == calendar.labels[k - 1])
        raise ValueError(f"period: got {double} twice, need one value a period for chart {kind!r}")
    offsets = np.array([*first, len(x)], dtype=np.int64)
    _core.require_domain(kind, x, n)  # row by row: in a sum, one row's error can hide behind another
    if n is None and kind in PLAIN_COUNT_KINDS:
        return Rows(_core.aggregate_sum(x, offsets), None, calendar.take(first), source=source)
    size = np.ones_like(x) if n is None else n
    sums = _core.aggregate_sum(x, offsets), _core.aggregate_sum(size, offsets)
    return Rows(*sums, calendar.take(first), source=source)


def _read_subgroups(kind: str, numerator: Any, denominator: Any, period: Any, spread: str) -> Rows:
    if denominator is not None:
        raise ValueError(f'denominator for chart "{kind}": got one, need none: one measurement a row')
    if period is None:
        raise ValueError(
            f'period for chart "{kind}": got None, need one a row: measurements of a period are a subgroup'
        )
    x = to_floats(numerator, "numerator")
    calendar = Calendar.of(period)
    if len(calendar) != len(x):
        raise ValueError(f"period: got {len(calendar)} values, need as many as the numerator ({len(x)})")
    order, calendar, first = _sorted(calendar)
    offsets = np.array([*first, len(x)], dtype=np.int64)
    total, size, within = _core.subgroups(spread, np.ascontiguousarray(x[order]), offsets)
    point = total if kind == "xbar" else within
    return Rows(point, size, calendar.take(first), within, _sources(order, first))


def _sorted(calendar: Calendar) -> tuple[list[int], Calendar, list[int]]:
    """The rows in calendar order, the calendar in that order, and where in it each period begins."""
    order = calendar.order()
    calendar = calendar.take(order)
    first = [k for k in range(len(order)) if k == 0 or calendar.labels[k] != calendar.labels[k - 1]]
    return order, calendar, first


def _sources(order: Sequence[int], first: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(order[a:b]) for a, b in pairwise([*first, len(order)]))


def listed(where: Any) -> list[Any]:
    """One position, period or date, or several, or None: always a list."""
    if where is None:
        return []
    return [where] if isinstance(where, str) or not hasattr(where, "__iter__") else list(where)
