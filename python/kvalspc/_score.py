"""A data frame with many units -> one row a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import signature
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc._batch import run
from kvalspc.arguments import explained, require_options
from kvalspc.arrays import to_floats
from kvalspc.calendar import as_list, as_periods, is_missing
from kvalspc.codes import words_of
from kvalspc.comparable import is_comparable
from kvalspc.frames import backend_of, column, columns_of, to_frame
from kvalspc.many import join
from kvalspc.members import members_of
from kvalspc.multiplicity import verdict_q_values
from kvalspc.names import meant, ordered, require_units
from kvalspc.options import word
from kvalspc.phasing import Each, phasings_of
from kvalspc.rows import read_rows
from kvalspc.settings import within_of
from kvalspc.target import latest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kvalspc.rows import Rows

__all__ = ["Scores", "score"]


@dataclass(frozen=True, repr=False)
class Scores:
    """One row a unit, in the order of the units' names.

    Attributes:
        units: the units, as given.
        columns: equally long arrays, one entry a unit: those of :func:`kvalspc.batch`, and beside verdicts q_value: of
            the units whose q_value is at most .05, on the average at most 5 % are false alarms.
        rows: the series of each unit, in calendar order.
        in_order: did the frame's rows arrive unit by unit, each in calendar order? Then nothing had to be put in order.
        backend: the library of :meth:`to_frame` unless one is named: polars for a polars frame.
    """

    units: list[Any]
    columns: dict[str, Any]
    rows: list[Rows]
    in_order: bool = False
    backend: str | None = None

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
        order = ", rows arrived in order" if self.in_order else ""
        return f"<kvalspc.Scores {len(self)} units, {len(self.columns)} columns{order}>"

    def _repr_html_(self) -> str:
        """A notebook shows the verdicts, or else what the charts found, of every unit."""
        from kvalspc.scores_html import scores_html

        return scores_html(self)

    def to_frame(self, backend: str | None = None) -> Any:
        """The rows as a data frame, the unit first, with words for verdict, strength, reason and status."""
        table = {name: words_of(name, values) for name, values in self.columns.items()}
        return to_frame({"unit": self.units, **table}, backend or self.backend)


_OPTIONS = {name for name, one in signature(run).parameters.items() if one.kind is one.KEYWORD_ONLY}


@explained
def score(
    frame: Any,
    *,
    kind: str,
    unit: str,
    period: str,
    numerator: str,
    denominator: str | None = None,
    start: Any = None,
    sustained_from: Any = None,
    breaks: Any = None,
    freeze: Any = None,
    exclude: Any = None,
    target: Any = None,
    complete_until: Any = None,
    spread: str | None = None,
    **options: Any,
) -> Scores:
    """Scores every unit of a data frame: a row a unit and period in (in any order), a row a unit out.

    Args:
        frame: pandas, polars, pyarrow, or anything that narwhals knows.
        kind: as for :func:`kvalspc.chart`.
        unit, period, numerator, denominator: names of columns. A period without a row is a gap: counts need rows of 0
            where nothing happened, from the first period that the unit reports to the last.
        start: of the intervention: a date, period or position for all units, or a mapping from unit to one (units
            that are not in it are searched for a change). None: all units are searched.
        sustained_from: first period after the project's end, given like `start`.
        breaks, freeze, exclude: as for :func:`kvalspc.batch`, the same for all units, or a mapping from unit to each
            unit's own (units that are not in it have none).
        target: a number, a mapping from unit to number, or the name of a column whose last value is the unit's target
            as it is now.
        complete_until: the last day (or period) with complete data: later periods count as missing.
        options: as for :func:`kvalspc.batch` (better, limits, alpha, by, looks, threads ...), but for
            `notes` and `per`, which only pictures and texts have.

    Raises:
        ValueError, TypeError, IndexError: a column that is not there, or misuse, naming the unit.
    """
    kind = "i" if word(kind, "kind") == "xmr" else kind
    require_options(score, options, _OPTIONS)
    table = columns_of(frame)
    names = as_list(column(table, unit, "unit"))
    periods = as_periods(column(table, period, "period"))
    values = column(table, numerator, "numerator")
    sizes = None if denominator is None else column(table, denominator, "denominator")
    x = to_floats(values, "numerator")
    n = None if sizes is None else to_floats(sizes, "denominator")
    members, as_arrived = members_of(names, periods)
    missing = next((places[0] for name, places in members.items() if is_missing(name)), None)
    if missing is not None:
        raise ValueError(f"unit: got a missing value at row {missing}, need a unit on every row")
    units = ordered(members)
    places = np.fromiter(periods, dtype=object, count=len(periods))
    labels = [f"unit {one!r}" for one in units]
    rows = [
        read_rows(
            kind,
            x[members[one]],
            None if n is None else n[members[one]],
            places[members[one]],
            label,
            spread=within_of(kind, spread),
        )
        for one, label in zip(units, labels, strict=True)
    ]
    in_order = as_arrived and all(one.arrived_in_order() for one in rows)
    if complete_until is not None:
        rows = [one.without(one.dated().incomplete(complete_until)) for one in rows]
    starts = _starts(start, units, "start") if start is not None or is_comparable(kind) else None
    ends = None if sustained_from is None else _starts(sustained_from, units, "sustained_from")
    own = [_by_unit(value, units) for value in (breaks, freeze, exclude)]
    if isinstance(target, str):
        given = to_floats(column(table, target, "target"), "target")
        target = [latest(one.taken(given[members[unit]], "target")) for one, unit in zip(rows, units, strict=True)]
    else:
        target = _by_unit(target, units)
    columns = run(
        kind, join(rows, starts, labels, ends), phasings_of(rows, labels, *own), target=target, spread=spread, **options
    )
    if starts is not None:
        verdicts = words_of("verdict", columns["verdict"])
        columns["q_value"] = verdict_q_values(verdicts, columns["p_value"])
    return Scores(units, columns, rows, in_order, backend_of(table))


def _by_unit(value: Any, units: list[Any]) -> Any:
    """A mapping from unit as a list with one entry a unit; anything else as it is."""
    if not isinstance(value, Mapping) or not any(key in units for key in value):
        return value
    unknown = next((key for key in value if key not in units), None)
    if unknown is not None:
        raise ValueError(f"got {unknown!r} beside units, need units of the frame{meant(unknown, units)}")
    return Each(value.get(unit) for unit in units)


def _starts(start: Any, units: list[Any], name: str) -> list[Any]:
    """One start (or end) a unit, None for those that have none."""
    if not isinstance(start, Mapping):
        return [start] * len(units)
    require_units(start, units, name)
    return [start.get(unit) for unit in units]
