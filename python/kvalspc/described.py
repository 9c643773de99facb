"""A chart in one line, for a prompt: what it is of, and the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.comparable import is_comparable

if TYPE_CHECKING:
    from kvalspc._chart import Chart
    from kvalspc._compare import Comparison

__all__ = ["described", "judged"]

_SEARCHED = 240  # points: a prompt does not wait for the search of a longer series


def described(chart: Chart) -> str:
    """The kind, the periods, and the verdict in English; the chart's own signals where there is no verdict."""
    periods = "" if not chart.period else f" {chart.period[0]} to {chart.period[-1]}"
    answer = judged(chart)
    return f"{chart.kind}, {len(chart)} points{periods}: {_signals(chart) if answer is None else answer.text('en')}"


def judged(chart: Chart, start: object = None) -> Comparison | None:
    """The verdict that a chart tells of itself; None where its kind or phases have none, or it takes long.

    Args:
        chart: what is judged.
        start: of the intervention, where the chart itself does not know it.
    """
    started = start is not None or chart.start is not None or len(chart.phases) == 2
    if not is_comparable(chart.kind) or not (started or (len(chart.phases) == 1 and len(chart) <= _SEARCHED)):
        return None
    return chart.compare(start=start)


def _signals(chart: Chart) -> str:
    beyond = sum(1 for signal in chart.signals if signal["source"] == "limit")
    runs = sum(1 for phase in chart.phases if phase["runs_signal"])
    return (
        f"{len(chart.phases)} phase(s), {beyond} beyond limits, runs signal in {runs} phase(s), "
        f"status {chart.status.name.lower()}"
    )
