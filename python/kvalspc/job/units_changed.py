"""When the set of units changes: totals before and after are then of other departments, and cannot be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kvalspc.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kvalspc.job.results import IndicatorResult, Results

RULE = "units_changed"


@dataclass(frozen=True)
class UnitsChanged:
    """More than a tenth of the denominator came or went from one period to the next.

    `joined`: the share of this period's denominator from units that did not report in the one before; `left`: the share
    of that one's from units that no longer do. `reporting`: units that report now. `recent`: within the last year.
    """

    indicator: str
    period: Period
    joined: float
    left: float
    reporting: int
    recent: bool


def changes_of_units(results: Results) -> Iterator[UnitsChanged]:
    """Yield every change in a settled period, in the order of indicators and time."""
    complete = results.project.data.complete_until
    for found in results.indicators:
        for change in _changes(found):
            if complete is None or change.period.end.toordinal() <= complete.toordinal() + 1:
                yield change


def _changes(found: IndicatorResult) -> Iterator[UnitsChanged]:
    network = found.network
    if network.total is None or network.first is None:
        return
    for point in network.total:
        if point["units_changed"]:
            period = Period.parse(str(point["period"]))
            yield UnitsChanged(
                indicator=found.indicator.id,
                period=period,
                joined=float(point["joined"]),
                left=float(point["left"]),
                reporting=int(point["reporting"]),
                recent=period.start >= network.first,
            )
