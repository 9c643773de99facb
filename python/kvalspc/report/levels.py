"""The years of hospitals, HF, RHF and the nation, as tables of the final report."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kvalspc.job.levels import UNIT
from kvalspc.job.measure import measure_of
from kvalspc.report.grid import Grid
from kvalspc.report.measures import indicator_title
from kvalspc.words import label
from kvalspc.words.levels import LevelWords

if TYPE_CHECKING:
    from kvalspc.job.project import Indicator
    from kvalspc.job.results import Results

YEARS = 5
"""So many of the last years are shown; levels.parquet has them all."""

NONE = "–"


def level_grids(results: Results, language: str) -> list[Grid]:
    """A table an indicator: the levels above the unit, a year a column. None where no unit belongs to a level."""
    grids = []
    for found in results.indicators:
        grid = _grid(results, found.indicator, language)
        if grid is not None:
            grids.append(grid)
    return grids


def _grid(results: Results, indicator: Indicator, language: str) -> Grid | None:
    of_level = [row for row in results.levels if row.indicator == indicator.id and row.level != UNIT]
    if not of_level:
        return None
    words = LevelWords(measure_of(indicator), language)
    years = sorted({row.year for row in of_level})[-YEARS:]
    value = {(row.level, row.name, row.year): row.value for row in of_level}
    rows = []
    for level, name in dict.fromkeys((row.level, row.name) for row in of_level):
        values = [value.get((level, name, year), math.nan) for year in years]
        shown = [words.one(one) if math.isfinite(one) else NONE for one in values]
        rows.append((label(f"organisation.{level}", language), name, *shown))
    title = f"{indicator_title(indicator, language)}. {label('organisation.years', language)}"
    part = {row.year for row in of_level if not row.whole}
    named = [label("organisation.part", language, year=str(year)) if year in part else str(year) for year in years]
    heads = (label("organisation.head", language), label("table.unit", language), *named)
    return Grid(title, heads, tuple(rows), wide=True)
