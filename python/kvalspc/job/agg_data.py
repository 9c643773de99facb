"""The years of all levels for the national site, in the form of imongr's table agg_data, without small numbers.

A hidden unit is hidden in every year and indicator, as in the rest of the public copy. What is left of the sum of a
level above it, when everything that is shown below is taken away, must not be small either; else that sum is left out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from kvalspc.job.columns import schema
from kvalspc.job.coverage import coverage_in
from kvalspc.job.levels import UNIT
from kvalspc.job.organisation import LEVELS
from kvalspc.job.public import Cell, hidden_of, rule_of

if TYPE_CHECKING:
    from collections.abc import Collection

    import pyarrow as pa

    from kvalspc.job.levels import LevelYear
    from kvalspc.job.public import Rule
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
"""Of `var` and `dg`, as in that table."""


def agg_data_table(results: Results, least: int) -> pa.Table:
    """Return the rows that may be shown; `var` is a share of the denominator or a value, `dg` a unit's coverage."""
    import pyarrow as pa

    project = results.project
    context = "caregiver" if project.data.context == "auto" else project.data.context
    coverage = {(u.indicator, u.unit): u.coverage for u in results}
    hospitals = any(row.level == "hospital" for row in results.levels)
    rows = []
    for row in shown_levels(results, least):
        if row.level == UNIT and hospitals:
            continue
        known = coverage.get((row.indicator, next(iter(row.units))), {}) if len(row.units) == 1 else {}
        covered = coverage_in(known, row.year)
        number = project.organisation.number(row.level, row.name)
        dg = None if covered is None else round(covered, DECIMALS)
        measured = (row.denominator, round(row.value, DECIMALS), dg)
        rows.append((row.indicator, row.level, row.name, context, number, row.year, *measured))
    return pa.table([list(column) for column in zip(*rows, strict=True)] or [[] for _ in COLUMNS], schema(COLUMNS))


def shown_levels(results: Results, least: int) -> list[LevelYear]:
    """Return the rows that may be shown; from their sums no small number can be worked out."""
    hidden = hidden_of(results, least)
    years: dict[tuple[str, int], list[LevelYear]] = defaultdict(list)
    for row in results.levels:
        years[row.indicator, row.year].append(row)
    kept: list[LevelYear] = []
    for found in results.indicators:
        rule, id_ = rule_of(found.indicator, least), found.indicator.id
        total = id_ not in hidden.totals
        public = {unit.unit for unit in found.units if unit.points is not None} - hidden.units
        for key in sorted(k for k in years if k[0] == id_):
            kept += _shown(years[key], public, rule, total=total)
    order = {id(row): k for k, row in enumerate(results.levels)}
    return sorted(kept, key=lambda row: order[id(row)])


def _shown(rows: list[LevelYear], public: Collection[str], rule: Rule, *, total: bool) -> list[LevelYear]:
    """The rows of one indicator and year that may be shown.

    `public`: the units whose points are in the public copy; `total`: all units together are.
    """
    leaf = {row.name: row for row in rows if row.level == UNIT}
    seen = [row for name, row in leaf.items() if name in public]
    open_ = frozenset(row.name for row in seen)
    above = [row for row in rows if row.level != UNIT and not rule.is_small(_cell(row))]
    while True:
        telling = next((row for row in above if _tells(row.units, open_, _below(row, above), leaf, rule)), None)
        if telling is None and total and _tells(frozenset(leaf), open_, above, leaf, rule):
            telling = min(above, key=lambda row: row.denominator, default=None)
        if telling is None:
            return [*seen, *above]
        above.remove(telling)


def _below(row: LevelYear, rows: list[LevelYear]) -> list[LevelYear]:
    """The rows of lower levels that are parts of a row."""
    rank = LEVELS.index(row.level)
    return [one for one in rows if LEVELS.index(one.level) < rank and one.units <= row.units]


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
