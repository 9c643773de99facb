"""A chart of a series whose project has ended: what comes after the end is a phase of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kvalspc import _core
from kvalspc.question import Asked

if TYPE_CHECKING:
    from kvalspc._chart import Chart
    from kvalspc._compare import Comparison

__all__ = ["continued"]


def continued(chart: Chart, comparison: Comparison | None) -> Chart:
    """The chart with a phase from the project's end on, so that its levels are those of the comparison.

    It stays as it is where a phase begins there already, where the comparison knows of no end, and where baselines are
    frozen or levels given: those are the caller's own.
    """
    at = None if comparison is None else comparison.ended
    if at is None or comparison is None or chart.asked is None or not 0 < at < len(chart):
        return chart
    how, phase = chart.asked.how, chart.points["phase"]
    if phase[at] != phase[at - 1] or how["freeze"] or how["settings"]["standards"]:
        return chart
    again = {**how, "breaks": sorted({*how["breaks"], at}), "exclude": sorted({*how["exclude"], *comparison.excluded})}
    asked = [Asked(chart.asked.columns, again)]
    if chart.moving_range is not None:
        own = {**how["settings"], "better": None, "target": None, "median_centre": False}
        asked.append(Asked(("mr", *chart.asked.columns[1:]), {**again, "settings": own}))
    raw, *below = _core.charts(asked)
    ranges = None if chart.moving_range is None else _with(chart.moving_range, *below)
    return replace(_with(chart, raw), moving_range=ranges)


def _with(chart: Chart, raw: dict[str, Any]) -> Chart:
    assurance = raw["assurance"]
    return replace(
        chart, points={**chart.points, **raw["points"]}, phases=raw["phases"], signals=raw["signals"],
        status=raw["status"], limits_used=[phase["limits"] for phase in raw["phases"]], variation=raw["variation"],
        assurance=None if assurance == "not_assessable" else assurance, asked=None,
    )  # fmt: skip
