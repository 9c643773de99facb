"""Charts of many units as columns, one entry a row: by unit, by phase, by point, by signal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kvalspc.codes import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kvalspc._chart import Chart
    from kvalspc.chart_set import ChartSet

__all__ = ["by_phase", "by_point", "by_signal", "by_unit", "phases_of", "signals_of"]

Columns = dict[str, list[Any]]


def by_unit(charts: ChartSet) -> dict[str, Any]:
    """One entry a unit: its names, the columns of batch() with words for integers, and when the level changed.

    The strength is that of the unit's sentence.
    """
    found = {name: words_of(name, values) for name, values in charts.columns.items()}
    when: dict[str, Any] = {}
    if "verdict" in charts.columns:
        found["strength"] = list(charts.strengths.values())
        when = charts.change_periods
    return {**_names(charts, ((unit, 1) for unit in charts)), **found, **when}


def by_phase(charts: ChartSet) -> Columns:
    """One entry a unit and phase: :func:`phases_of` each chart, and the unit's verdict."""
    found = [(unit, phases_of(chart)) for unit, chart in charts.items()]
    table = _stacked(charts, found)
    if "verdict" in charts.columns:
        verdicts = charts.verdicts
        table["verdict"] = [verdicts[unit] for unit, columns in found for _ in columns["phase"]]
    return table


def by_point(charts: ChartSet) -> Columns:
    """One entry a unit and point: the points of each chart."""
    return _stacked(charts, [(unit, chart.points) for unit, chart in charts.items()])


def by_signal(charts: ChartSet) -> Columns:
    """One entry a signal, with the unit it is in."""
    return _stacked(charts, [(unit, signals_of(chart)) for unit, chart in charts.items()])


def phases_of(chart: Chart) -> Columns:
    """One entry a phase: first and last period, level, limits of its last point, and what the runs rules found.

    `beyond` counts points beyond their limits that count. Limits that step with the denominators are those of the
    last point that has them.
    """
    points = chart.points
    table: Columns = {}
    for number, phase in enumerate(chart.phases):
        at = [k for k, one in enumerate(points["phase"]) if one == number]
        limited = [k for k in at if math.isfinite(points["lower"][k]) or math.isfinite(points["upper"][k])]
        row: dict[str, Any] = {
            "phase": number,
            "first": points["period"][at[0]] if at else None,
            "last": points["period"][at[-1]] if at else None,
            "n": phase["n"],
            "useful": phase["useful"],
            "centre": phase["centre"],
            "lower": points["lower"][limited[-1]] if limited else None,
            "upper": points["upper"][limited[-1]] if limited else None,
            "beyond": sum(1 for k in at if points["beyond"][k] and points["included"][k]),
            "longest_run": phase["longest_run"],
            "longest_run_max": phase["longest_run_max"],
            "crossings": phase["crossings"],
            "crossings_min": phase["crossings_min"],
            "runs_signal": phase["runs_signal"],
        }
        for name, value in row.items():
            table.setdefault(name, []).append(value)
    return table


SIGNAL = ("rule", "source", "first", "last", "direction", "effect")


def signals_of(chart: Chart) -> Columns:
    """One entry a signal; first and last are periods."""
    periods = chart.points["period"]
    return {
        name: [periods[one[name]] if name in {"first", "last"} else one[name] for one in chart.signals]
        for name in SIGNAL
    }


def _stacked(charts: ChartSet, found: Sequence[tuple[Any, Mapping[str, Any]]]) -> Columns:
    sizes = [(unit, len(next(iter(columns.values()), []))) for unit, columns in found]
    table = _names(charts, sizes)
    for _, columns in found:
        for name, values in columns.items():
            table.setdefault(name, []).extend(values)
    return table


def _names(charts: ChartSet, sizes: Iterable[tuple[Any, int]]) -> Columns:
    """The columns that name the unit, each unit as many times as it has rows."""
    names = charts.by or ("unit",)
    units = [unit for unit, size in sizes for _ in range(size)]
    if len(names) == 1:
        return {names[0]: units}
    return {name: [unit[k] for unit in units] for k, name in enumerate(names)}
