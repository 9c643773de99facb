"""The charts and comparisons of all units of an indicator: the core is asked once for each.

It works outside of Python's lock, so that indicators are scored beside each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from kvalspc.job.charting import chart_arguments
from kvalspc.job.comparing import compare_arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kvalspc._chart import Chart
    from kvalspc._compare import Comparison
    from kvalspc.job.project import Indicator, Project
    from kvalspc.job.series import Series
    from kvalspc.job.sharing import Prior

__all__ = ["Computed", "compute"]

Found = TypeVar("Found")


class Computed(NamedTuple):
    """The chart of one series, and before and after: None where the units' starts differ."""

    chart: Chart
    comparison: Comparison | None


def compute(
    series: Mapping[str, Series], indicator: Indicator, project: Project, priors: Mapping[str, Prior]
) -> dict[str, Computed | Exception]:
    """Return by unit what the core found, or what it raised: the other units go on."""
    from kvalspc._chart import chart_each
    from kvalspc._compare import compare_each

    compared = {unit: one for unit, one in series.items() if not one.plan.staggered}
    charts = _each(chart_each, series, lambda _, one: chart_arguments(one, indicator, project))
    comparisons = _each(
        compare_each, compared, lambda unit, one: compare_arguments(one, indicator, project, priors.get(unit))
    )
    return {unit: _both(charts[unit], comparisons.get(unit)) for unit in series}


def _each(
    ask: Callable[[Sequence[Mapping[str, Any]]], list[Found]],
    series: Mapping[str, Series],
    arguments: Callable[[str, Series], dict[str, Any]],
) -> dict[str, Found | Exception]:
    """Ask for all series at once; where one of them raises, each alone."""

    def alone(unit: str, one: Series) -> Found | Exception:
        try:
            return ask([arguments(unit, one)])[0]
        except Exception as error:  # noqa: BLE001  # whatever it is, the other units go on
            return error

    try:
        return dict(zip(series, ask([arguments(unit, one) for unit, one in series.items()]), strict=True))
    except Exception:  # noqa: BLE001  # whose it is, each alone tells
        return {unit: alone(unit, one) for unit, one in series.items()}


def _both(chart: Chart | Exception, comparison: Comparison | Exception | None) -> Computed | Exception:
    if isinstance(chart, Exception):
        return chart
    return comparison if isinstance(comparison, Exception) else Computed(chart, comparison)
