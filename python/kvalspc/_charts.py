"""A data frame with many units -> a chart of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kvalspc._core import chart_kinds
from kvalspc.arguments import explained, require_options
from kvalspc.chart_set import ChartSet
from kvalspc.grouping import groups_of, table_of
from kvalspc.names import require_units
from kvalspc.options import word
from kvalspc.periods import PeriodType
from kvalspc.phasing import begins_phase, phasing_of
from kvalspc.scoring import ChartOptions, Judgement, Member, scored, with_priors
from kvalspc.settings import within_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import Unpack

__all__ = ["charts"]


@explained
def charts(
    frame: Any,
    *,
    kind: str,
    by: str | Sequence[str] | None = None,
    unit: str | Sequence[str] | None = None,
    period: str | None = None,
    numerator: str | Sequence[str] | Mapping[Any, str] | None = None,
    denominator: str | Mapping[Any, str] | None = None,
    each: str | None = None,
    aggregate: str | None = None,
    start: Any = None,
    complete_until: Any = None,
    breaks: Any = None,
    freeze: Any = None,
    exclude: Any = None,
    target: float | Mapping[Any, float] | None = None,
    alpha: float = 0.05,
    relevant_change: float | None = None,
    dispersion: str = "own",
    threads: int = 0,
    **options: Unpack[ChartOptions],
) -> ChartSet:
    """Charts every unit of a data frame, and judges those kinds that have a verdict.

    Args:
        frame: pandas, polars, pyarrow, a DuckDB relation, or anything that narwhals or Arrow's PyCapsule knows; one
            row a period (in any order), or with `each` one row an event.
        kind: as for :func:`kvalspc.chart`.
        by: the column, or columns, that make the units; several give units that are tuples. None: all rows are one
            unit, called "all".
        unit: another name of `by`, the one that :func:`kvalspc.score` has (there `by` is the last day of a goal).
        period: the column of dates or period labels. Periods without a row become missing points.
        numerator, denominator: names of columns. In a wide frame (a row a period, a column a unit) `numerator` is a
            list of columns, or a mapping from unit to column, and `denominator` one column for all, or such a
            mapping. A column of yes and no counts its rows as denominator.
        each: "day", "week", "month", "quarter", "tertial", "half-year" or "year": rows are put into periods of that
            length. Without a numerator rows are counted.
        aggregate: with `each`, how values of one period become one: "mean" (the default), "median" (that of run
            charts), "sum" (that of counts and of everything with a denominator).
        start: of the intervention: a date, period or position for all units, or a mapping from unit to one (units that
            are not in it are searched for a change). It also begins a new phase, unless `breaks` or `freeze` is given.
        complete_until: the last day (or period) with complete data; later points are provisional: drawn hollow, outside
            limits, rules and verdicts.
        breaks: as for :func:`kvalspc.chart`, for all units, or a mapping from unit to its own.
        exclude: places for all units, or a mapping from unit to its own: places, or ``{place: reason}``.
        freeze: as for :func:`kvalspc.chart`, for all units.
        target: a line to reach, for all units, or a mapping from unit to its own.
        alpha, relevant_change: as for :func:`kvalspc.compare`.
        dispersion: "own": each unit's test rests on its own dispersion; "shared": on its own moderated by that of all
            units (at least ten, of counts).
        threads: 0 for as many as the machine has; the result is the same for any number.
        options: as for :func:`kvalspc.chart`: limits, screen, rules, better, notes, centre, sigma, lower, upper,
            spread, per, constants, profile, width.

    Raises:
        ValueError, TypeError, IndexError: a column that is not there, or misuse, naming the unit.
    """
    kind = "i" if word(kind, "kind") == "xmr" else kind
    _require_kind(kind)
    require_options(charts, options, ChartOptions.__annotations__)
    if by is not None and unit is not None:
        raise ValueError(f"unit: got {unit!r} beside by={by!r}, need one of them: they mean the same")
    by = unit if by is None else by
    length = None if each is None else _length(each)
    table = table_of(frame, by, period, numerator, denominator)
    groups = groups_of(table, kind, length, aggregate, within_of(kind, options.get("spread")))
    for name, given in (("start", start), ("breaks", breaks), ("exclude", exclude), ("target", target)):
        _known(given, groups, name)
    members = {}
    for one, rows in groups.items():
        begins = _own(start, one)
        firsts = _own(breaks, one)
        if firsts is None and freeze is None and begins_phase(begins, rows):
            firsts = begins
        try:
            phasing = phasing_of(rows, firsts, freeze, _own(exclude, one), complete_until, begins)
        except (ValueError, TypeError, IndexError) as error:
            raise type(error)(f"unit {one!r}: {error}") from None
        members[one] = Member(rows, phasing, begins, _own(target, one))
    judgement = Judgement(alpha, relevant_change, dispersion, threads)
    columns = scored(kind, members, options, judgement)
    if dispersion == "shared":
        members = with_priors(kind, members)
    return ChartSet(kind, table.by, members, options, judgement, columns, table.backend)


def _require_kind(kind: str) -> None:
    if kind not in chart_kinds:
        raise ValueError(f'kind: got "{kind}", need one of {", ".join(chart_kinds)}')


def _length(each: str) -> PeriodType:
    try:
        return PeriodType(each)
    except ValueError:
        raise ValueError(f"each: got {each!r}, need {', '.join(repr(str(one)) for one in PeriodType)}") from None


def _own(given: Any, unit: Any) -> Any:
    """The unit's own option, or the one of all."""
    return given.get(unit) if isinstance(given, Mapping) else given


def _known(given: Any, units: Mapping[Any, Any], name: str) -> None:
    if isinstance(given, Mapping):
        require_units(given, units, name)
