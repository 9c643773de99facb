"""A data frame with many units -> one row a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.arrays import to_floats
from kvalspc.batch import batch
from kvalspc.calendar import as_list, is_missing
from kvalspc.frames import column, columns_of, to_frame
from kvalspc.rows import Rows, no_calendar, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Scores", "score"]


@dataclass(frozen=True, repr=False)
class Scores:
    """One row a unit, in the order of the units' names.

    Attributes:
        units: the units, as given.
        columns: equally long arrays, one entry a unit: those of :func:`kvalspc.batch`.
        rows: the series of each unit, in calendar order.
    """

    units: list[Any]
    columns: dict[str, Any]
    rows: list[Rows]

    def __len__(self) -> int:
        return len(self.units)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """One dict a unit, with the unit itself under "unit"."""
        for k, unit in enumerate(self.units):
            yield {"unit": unit, **{name: values[k] for name, values in self.columns.items()}}

    def __getitem__(self, unit: Any) -> dict[str, Any]:
        """The row of one unit. Raises KeyError when there is none."""
        if unit not in self.units:
            raise KeyError(unit)
        k = self.units.index(unit)
        return {"unit": unit, **{name: values[k] for name, values in self.columns.items()}}

    def __repr__(self) -> str:
        return f"<kvalspc.Scores {len(self)} units, {len(self.columns)} columns>"

    def to_frame(self, backend: str | None = None) -> Any:
        """The rows as a data frame, the unit first, with words for verdict, strength, reason and status."""
        from kvalspc._core import Reason, Status, Strength, Verdict

        words = {"verdict": Verdict, "strength": Strength, "reason": Reason, "status": Status}
        table = {
            name: [_word(words[name](int(v))) for v in values] if name in words else values
            for name, values in self.columns.items()
        }
        return to_frame({"unit": self.units, **table}, backend)


def _word(member: Any) -> str | None:
    word = str(member.name).lower()
    return None if word == "none" else word


def score(
    frame: Any,
    *,
    kind: str,
    unit: str,
    period: str,
    numerator: str,
    denominator: str | None = None,
    start: Any = None,
    **options: Any,
) -> Scores:
    """Scores every unit of a data frame: a row a unit and period in (in any order), a row a unit out.

    Args:
        frame: pandas, polars, pyarrow, or anything that narwhals knows.
        kind: as for :func:`kvalspc.chart`.
        unit, period, numerator, denominator: names of columns.
        start: of the intervention: a date, period or position for all units, or a mapping from unit to one (units
            that are not in it are searched for a change).
        options: as for :func:`kvalspc.batch` (better, limits, alpha, threads, breaks ...).

    Raises:
        ValueError, TypeError, IndexError: a column that is not there, or misuse, naming the unit.
    """
    table = columns_of(frame)
    names = as_list(column(table, unit, "unit"))
    periods = as_list(column(table, period, "period"))
    values = column(table, numerator, "numerator")
    sizes = None if denominator is None else column(table, denominator, "denominator")
    x = to_floats(values, "numerator")
    n = None if sizes is None else to_floats(sizes, "denominator")
    members: dict[Any, list[int]] = {}
    for k, name in enumerate(names):
        if is_missing(name):
            raise ValueError(f"unit: got a missing value at row {k}, need a unit on every row")
        members.setdefault(name, []).append(k)
    units = sorted(members, key=str)
    rows = [_rows_of(kind, one, members[one], x, n, periods) for one in units]
    starts, excluded = _starts(start, units, rows)
    offsets = np.cumsum([0, *(len(r.numerator) for r in rows)], dtype=np.int64)
    joined = _joined([r.numerator for r in rows])
    bare = denominator is None and all(r.denominator is None for r in rows)
    size = (
        None if bare else _joined([np.ones_like(r.numerator) if r.denominator is None else r.denominator for r in rows])
    )
    for k in excluded:
        joined[k] = np.nan
    return Scores(units, batch(kind, joined, size, offsets, start=starts, **options), rows)


def _joined(parts: Sequence[Any]) -> Any:
    return np.concatenate(parts) if parts else np.empty(0)


def _rows_of(kind: str, unit: Any, positions: list[int], x: Any, n: Any, periods: list[Any]) -> Rows:
    try:
        return read_rows(kind, x[positions], None if n is None else n[positions], [periods[k] for k in positions])
    except (ValueError, TypeError) as error:
        raise type(error)(f"unit {unit!r}: {error}") from None


def _starts(start: Any, units: list[Any], rows: list[Rows]) -> tuple[Any, list[int]]:
    """Start positions (None: nobody has one), and the rows that a start falls inside of."""
    if start is None:
        return None, []
    if isinstance(start, Mapping):
        unknown = next((one for one in start if one not in units), None)
        if unknown is not None:
            raise ValueError(f"start: got unit {unknown!r}, need units of the frame")
    positions, excluded, first = [], [], 0
    for unit, r in zip(units, rows, strict=True):
        where = start.get(unit) if isinstance(start, Mapping) else start
        calendar = r.calendar or no_calendar()
        positions.append(-1 if where is None else calendar.position(where, f"start of unit {unit!r}"))
        straddling = None if where is None else calendar.straddling(where)
        if straddling is not None:
            excluded.append(first + straddling)
        first += len(r.numerator)
    return np.array(positions, dtype=np.int64), excluded
