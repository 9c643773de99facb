"""Sums and rows beside the parts of the series that they belong to, an indicator at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.job.results import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from kvalspc.job.grid import Part
    from kvalspc.job.series import Cut, Plan

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Cells:
    """Columns of equal length, sorted by indicator, unit and first day.

    `column` has ind, u (position of the unit), day_from and day_to (exclusive; days since 1970), and what is added up;
    `key` is the day by which a row finds its period. The rows of indicator i and unit k begin at
    `begins[i * units + k]`.
    """

    column: Mapping[str, Array]
    key: Array
    begins: Array
    units: int

    @classmethod
    def of(cls, columns: Mapping[str, Any], units: int, shift: int) -> Cells:
        """Sort the columns; a row's key lies `shift` days after its first day."""
        column = {name: np.asarray(values) for name, values in columns.items()}
        series = column["ind"].astype(np.int64) * units + column["u"]
        first = column["day_from"].astype(np.int64)
        order = np.argsort((series << 32) + first, kind="stable")
        column = {name: values[order] for name, values in column.items()}
        series = series[order]
        count = int(series[-1]) // units + 1 if len(series) else 0
        begins = np.searchsorted(series, np.arange(count * units + 1))
        return cls(column, column["day_from"].astype(np.int64) + shift, begins, units)

    def where(self, chosen: Array) -> Cells:
        """Return the rows that are chosen."""
        before = np.concatenate([[0], np.cumsum(chosen)])
        column = {name: values[chosen] for name, values in self.column.items()}
        return Cells(column, self.key[chosen], before[self.begins], self.units)

    def of_indicator(self, ind: int) -> slice:
        """Return the rows of an indicator."""
        return self._between(ind * self.units, (ind + 1) * self.units)

    def of_unit(self, ind: int, unit: int) -> slice:
        """Return the rows of an indicator and a unit."""
        return self._between(ind * self.units + unit, ind * self.units + unit + 1)

    def _between(self, first: int, end: int) -> slice:
        if end >= len(self.begins):
            return slice(0, 0)
        return slice(int(self.begins[first]), int(self.begins[end]))


@dataclass(frozen=True)
class Placed:
    """Rows of series that have the same parts: for each row its position, its series (in `plans`), its part.

    `cut` marks rows of aggregated data that lie on both sides of a boundary.
    """

    plans: list[int]
    rows: Array
    owner: Array
    part: Array
    cut: Array


def place(
    cells: Cells, plans: Sequence[Plan], units: Mapping[str, int], indicators: Iterable[int], *, days: bool
) -> Iterator[Placed]:
    """Iterate over the series of some indicators with their rows; all units together have the rows of each.

    days: rows are single days, or lie between the boundaries; else they may be cut.
    """
    wanted = frozenset(indicators)
    groups: dict[tuple[int, bool, Cut], list[int]] = {}
    for k, plan in enumerate(plans):
        if plan.ind in wanted:
            groups.setdefault((plan.ind, plan.unit == TOTAL, plan.cut), []).append(k)
    edges: dict[Cut, _Edges] = {}
    for (ind, total, shared), members in groups.items():
        if shared not in edges:
            edges[shared] = _Edges.of(shared)
        of = cells.of_indicator(ind)
        rows = np.arange(of.start, of.stop)
        owner = np.zeros(len(rows), dtype=np.int64)
        if not total:
            nth = np.full(cells.units, -1, dtype=np.int64)
            nth[[units[plans[k].unit] for k in members]] = np.arange(len(members))
            owner = nth[cells.column["u"][of]]
            rows, owner = rows[owner >= 0], owner[owner >= 0]
        part = edges[shared].part_of(cells.key[rows])
        inside = part >= 0
        rows, owner, part = rows[inside], owner[inside], part[inside]
        cut = np.zeros(len(rows), dtype=bool)
        if not days:
            cut = edges[shared].cuts(part, cells.column["day_from"][rows], cells.column["day_to"][rows])
        yield Placed(members, rows, owner, part, cut)


@dataclass(frozen=True)
class _Edges:
    """Days of the parts of a series: the first, the one after the last, and the boundaries around."""

    first: Array
    end: int
    low: Array
    high: Array

    @classmethod
    def of(cls, cut: Cut) -> _Edges:
        days = [b.first_day for b in cut.boundaries]
        low = [max((_day(d) for d in days if d <= part.first), default=_NEVER[0]) for part in cut.parts]
        high = [min((_day(d) for d in days if d >= part.end), default=_NEVER[1]) for part in cut.parts]
        first = [_day(part.first) for part in cut.parts]
        return cls(np.array(first), _day(cut.parts[-1].end), np.array(low), np.array(high))

    def part_of(self, days: Array) -> Array:
        """Return the part that holds each day; -1 outside of all."""
        part = np.searchsorted(self.first, days, side="right") - 1
        part[days >= self.end] = -1
        return part

    def cuts(self, part: Array, day_from: Array, day_to: Array) -> Array:
        """Return which rows of parts reach over a boundary."""
        found: Array = (day_from < self.low[part]) | (day_to > self.high[part])
        return found


_NEVER = (-(1 << 40), 1 << 40)
"""Days before and after all others."""

_1970 = 719163
"""The first of January 1970, counted as Python counts days."""


def _day(day: date) -> int:
    return day.toordinal() - _1970


def slots_of(parts: Sequence[Part]) -> Array:
    """Return the slot of each part."""
    return np.array([part.slot for part in parts], dtype=np.int64)
