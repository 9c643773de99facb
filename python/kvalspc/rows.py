"""One series' columns, in calendar order and with one row a period, ready for the compiled core."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc import _core
from kvalspc.arrays import Floats, to_floats
from kvalspc.calendar import Calendar

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["COUNT_KINDS", "Rows", "listed", "no_calendar", "read_rows"]

COUNT_KINDS = frozenset({"p", "pp", "np", "u", "up", "c", "cp"})
"""Charts of counts: their rows may be added up."""

PLAIN_COUNT_KINDS = frozenset({"c", "cp"})
"""Charts of counts that have no denominator."""


@dataclass(frozen=True)
class Rows:
    """The columns of one series, each of shape (n,); `denominator` and `calendar` are None where not given."""

    numerator: Floats
    denominator: Floats | None
    calendar: Calendar | None

    def dated(self) -> Calendar:
        """The calendar; where no period was given one in which only positions can be found."""
        return _NO_CALENDAR if self.calendar is None else self.calendar

    def without(self, positions: Sequence[int]) -> Rows:
        """These rows with the points at `positions` missing."""
        if not positions:
            return self
        numerator = self.numerator.copy()
        numerator[list(positions)] = np.nan
        return Rows(numerator, self.denominator, self.calendar)


def no_calendar() -> Calendar:
    """Stands in where no period was given: only positions can be found in it."""
    return _NO_CALENDAR


_NO_CALENDAR = Calendar(())


def read_rows(kind: str, numerator: Any, denominator: Any, period: Any, name: str = "") -> Rows:
    """Converts, sorts by period, and adds up rows of counts that share a period. `name` is put before errors.

    Raises:
        TypeError, ValueError: columns that are not numbers, of different lengths, or with two values of a
            measurement in one period.
    """
    try:
        return _read(kind, numerator, denominator, period)
    except (ValueError, TypeError) as error:
        if not name:
            raise
        raise type(error)(f"{name}: {error}") from None


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
    order = calendar.order()
    if order != list(range(len(x))):
        calendar = calendar.take(order)
        x = np.ascontiguousarray(x[order])
        n = None if n is None else np.ascontiguousarray(n[order])
    first = [k for k in range(len(x)) if k == 0 or calendar.labels[k] != calendar.labels[k - 1]]
    if len(first) == len(x):
        return Rows(x, n, calendar)
    if kind not in COUNT_KINDS:
        double = next(calendar.labels[k] for k in range(1, len(x)) if calendar.labels[k] == calendar.labels[k - 1])
        raise ValueError(f"period: got {double} twice, need one value a period for chart {kind!r}")
    offsets = np.array([*first, len(x)], dtype=np.int64)
    _core.require_domain(kind, x, n)  # row by row: in a sum, one row's error can hide behind another
    if n is None and kind in PLAIN_COUNT_KINDS:
        return Rows(_core.aggregate_sum(x, offsets), None, calendar.take(first))
    size = np.ones_like(x) if n is None else n
    return Rows(_core.aggregate_sum(x, offsets), _core.aggregate_sum(size, offsets), calendar.take(first))


def listed(where: Any) -> list[Any]:
    """One position, period or date, or several, or None: always a list."""
    if where is None:
        return []
    return [where] if isinstance(where, str) or not hasattr(where, "__iter__") else list(where)
