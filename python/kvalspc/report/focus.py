"""What the pages of a report are about: the indicators, and of very many units those, that the project is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kvalspc.job.results import IndicatorResult, Results

MANY = 400
"""With more charts than this, units without a start are left to the tables where others have one."""


@dataclass(frozen=True)
class Focus:
    """What the pages show, and what is left to the tables.

    Attributes:
        results: the run without what is left out.
        screened: the indicators that are only screened.
        left: how many units without a start are left out.
    """

    results: Results
    screened: tuple[IndicatorResult, ...] = ()
    left: int = 0


def focus_of(results: Results) -> Focus:
    """What the pages of a run are about."""
    screened = tuple(found for found in results.indicators if found.indicator.is_screened)
    indicators = tuple(found for found in results.indicators if not found.indicator.is_screened)
    results = replace(results, indicators=indicators) if screened else results
    charts = sum(1 for unit in results if unit.chart is not None)
    started = {unit.unit for unit in results if unit.start is not None and not unit.is_total}
    if charts <= MANY or not started:
        return Focus(results, screened)
    left = {unit.unit for unit in results if not unit.is_total} - started
    indicators = tuple(
        replace(found, units=tuple(unit for unit in found.units if unit.unit in started)) for found in indicators
    )
    return Focus(replace(results, indicators=indicators), screened, len(left))
