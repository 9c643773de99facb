"""The years of all levels for the national site, in the form of imongr's table agg_data, without small numbers.

A hidden unit is hidden in every year and indicator, as in the rest of the public copy. What is left of the sum of a
level above it, when everything that is shown below is taken away, must not be small either; else that sum is left out.
Sums that overlap without one being part of the other (a hospital of two HF) could be combined in ways that nobody keeps
account of: the smaller one is left out. Years that are not whole would grow from copy to copy by single patients: they
are left out too.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from kvalspc.job.columns import schema
from kvalspc.job.coverage import coverage_in
from kvalspc.job.levels import UNIT
from kvalspc.job.organisation import LEVELS
from kvalspc.job.public import NOTHING, Cell, hidden_of, public_share, rule_of

if TYPE_CHECKING:
    from collections.abc import Collection

    import pyarrow as pa

    from kvalspc.job.levels import LevelYear
    from kvalspc.job.public import Rule
    from kvalspc.job.released import Released
    from kvalspc.job.results import Results

COLUMNS: dict[str, str] = {
    "ind_id": "string",
    "unit_level": "string",
    "unit_name": "string",
    "context": "string",
    "orgnr": "string",
    "year": "int64",
    "denominator": "double",
    "var": "double",
    "dg": "double",
}
DECIMALS = 5
"""Of `var`, as in that table; a coverage is rounded by its number of patients."""


def agg_data_table(results: Results, least: int, last: Released = NOTHING) -> pa.Table:
    """Return the rows that may be shown; `var` is a share of the denominator or a value, `dg` a unit's coverage.

    `last` is what the last public copy showed.
    """
    import pyarrow as pa

    project = results.project
    context = "caregiver" if project.data.context == "auto" else project.data.context
    coverage = {(u.indicator, u.unit): u.coverage for u in results}
    hospitals = any(row.level == "hospital" for row in results.levels)
    rows = []
    for row in shown_levels(results, least, last):
        if row.level == UNIT and hospitals:
            continue
        known = coverage.get((row.indicator, next(iter(row.units))), {}) if len(row.units) == 1 else {}
        covered = coverage_in(known, row.year)
        number = project.organisation.number(row.level, row.name)
        dg = None if covered is None else public_share(covered, least)
        measured = (row.denominator, round(row.value, DECIMALS), dg)
        rows.append((row.indicator, row.level, row.name, context, number, row.year, *measured))
    return pa.table([list(column) for column in zip(*rows, strict=True)] or [[] for _ in COLUMNS], schema(COLUMNS))


def shown_levels(results: Results, least: int, last: Released = NOTHING) -> list[LevelYear]:
    """Return the rows that may be shown; from their sums no small number can be worked out."""
    hidden = hidden_of(results, least, last)
    years: dict[tuple[str, int], list[LevelYear]] = defaultdict(list)
    for row in results.levels:
        years[row.indicator, row.year].append(row)
    kept: list[LevelYear] = []
    for found in results.indicators:
        rule, id_ = rule_of(found.indicator, least), found.indicator.id
        total = id_ not in hidden.totals
        public = {unit.unit for unit in found.units if unit.points is not None} - hidden.units
        unseen = hidden.units | {unit.unit for unit in found.units if unit.points is None}
        for key in sorted(k for k in years if k[0] == id_):
            rows = _shown(years[key], public, rule, total=total)
            kept += [row for row in rows if row.whole and not last.tells(row, unseen)]
    order = {id(row): k for k, row in enumerate(results.levels)}
    return sorted(kept, key=lambda row: order[id(row)])


def _shown(rows: list[LevelYear], public: Collection[str], rule: Rule, *, total: bool) -> list[LevelYear]:
    """The rows of one indicator and year that may be shown.

    `public`: the units whose points are in the public copy; `total`: all units together are.
    """
    leaf = {row.name: row for row in rows if row.level == UNIT}
    seen = [row for name, row in leaf.items() if name in public]
    open_ = frozenset(row.name for row in seen)
    above = _nested([row for row in rows if row.level != UNIT and not rule.is_small(_cell(row))])
    while True:
        telling = next((row for row in above if _tells(row.units, open_, _below(row, above), leaf, rule)), None)
        if telling is None and total and _tells(frozenset(leaf), open_, above, leaf, rule):
            telling = min(above, key=lambda row: row.denominator, default=None)
        if telling is None:
            return [*seen, *above]
        above.remove(telling)


def _nested(rows: list[LevelYear]) -> list[LevelYear]:
    """The rows without those that overlap others: of each two that do, the one with fewer patients is left out."""
    kept: list[LevelYear] = []
    for row in sorted(rows, key=lambda row: (-row.denominator, LEVELS.index(row.level), row.name)):
        if all(row.units <= one.units or one.units <= row.units or not row.units & one.units for one in kept):
            kept.append(row)
    return sorted(kept, key=rows.index)


def _below(row: LevelYear, rows: list[LevelYear]) -> list[LevelYear]:
    """The rows that are parts of a row; of two that are the same units, the one of the lower level."""
    rank = LEVELS.index(row.level)
    return [one for one in rows if one.units < row.units or (one.units == row.units and LEVELS.index(one.level) < rank)]


def _tells(
    units: frozenset[str], seen: frozenset[str], parts: list[LevelYear], leaf: dict[str, LevelYear], rule: Rule
) -> bool:
    """Whether a sum of units, less those in view and less the sums of parts that are shown, tells of hidden ones."""
    rest = units - seen - frozenset(unit for part in parts for unit in part.units)
    if not rest:
        return False
    cells = [_cell(leaf[unit]) for unit in sorted(rest)]
    return len(rest) == 1 or rule.tells(Cell(sum(c.numerator for c in cells), sum(c.denominator for c in cells)))


def _cell(row: LevelYear) -> Cell:
    return Cell(row.numerator if np.isfinite(row.numerator) else np.nan, row.denominator)
