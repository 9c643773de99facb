"""The runs of a series before its start, after it and in all: around one line, the level before the start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kvalspc.job.charting import draw_from_baseline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvalspc._chart import Chart
    from kvalspc.job.project import Indicator, Project
    from kvalspc.job.series import Series

__all__ = ["RUNS", "SPANS", "runs_of"]

SPANS = ("", "baseline_", "after_")
"""All points, those before the start and those after it: how the names of columns begin, as in Chart.phases."""

RUNS = {
    "useful": "int64",
    "longest_run": "int64",
    "longest_run_max": "int64",
    "crossings": "int64",
    "crossings_min": "int64",
    "runs_signal": "bool",
}
"""What is told of each, as in Chart.phases, and the types of the columns."""


def runs_of(series: Series, indicator: Indicator, project: Project, chart: Chart) -> Mapping[str, Any]:
    """The runs of the phase that the start falls in; without a start, of the latest phase of the drawn chart.

    What is not there (a baseline without a start) is absent; the signal of runs that cannot be judged is None.
    """
    found = draw_from_baseline(series, indicator, project)
    phases = chart.phases[-1:] if found is None else [one for one in found.phases if one["baseline_end"] < one["end"]]
    return {
        f"{span}{name}": None
        if name == "runs_signal" and not phase[f"{span}runs_judgeable"]
        else phase[f"{span}{name}"]
        for phase in phases
        for span in SPANS
        for name in RUNS
        if f"{span}{name}" in phase
    }
