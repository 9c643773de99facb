"""Which units a report of very many is about: those that the project is about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kvalspc.job.results import Results

MANY = 400
"""With more charts than this, units without a start are left to the tables where others have one."""


def project_units(results: Results) -> tuple[Results, int]:
    """The results as the report shows them, and how many units without a start are left to the tables."""
    charts = sum(1 for unit in results if unit.chart is not None)
    started = {unit.unit for unit in results if unit.start is not None and not unit.is_total}
    if charts <= MANY or not started:
        return results, 0
    left = {unit.unit for unit in results if not unit.is_total} - started
    indicators = tuple(
        replace(found, units=tuple(unit for unit in found.units if unit.unit in started))
        for found in results.indicators
    )
    return replace(results, indicators=indicators), len(left)
