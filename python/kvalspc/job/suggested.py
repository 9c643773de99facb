"""Phases and charts that the data themselves suggest for a series: never drawn, only told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kvalspc.rows import EVENT_KINDS, PLAIN_COUNT_KINDS

if TYPE_CHECKING:
    from kvalspc._chart import Chart
    from kvalspc._rephase import Rephasing
    from kvalspc._suggest import Suggestion
    from kvalspc.job.project import Indicator

MEASURED = {"andel": "shares", "rate": "rates", "antall": "counts"}
"""What numbers are, by type of indicator. Of ready-made values nothing is suggested: i and run are both right."""

ALIKE = {"np": "p", "u": "c", "up": "cp"}
"""Charts that say the same in other numbers; u and up where every denominator is 1."""


def suggested_chart(chart: Chart, indicator: Indicator) -> Suggestion | None:
    """The chart that fits the points that count, where another one is drawn.

    A run chart fits everything, and of the other kinds some are not charts of these counts: for them there is none.
    """
    import kvalspc

    counts = indicator.type == "antall"
    weighed = ("c", "cp", "u", "up", "i") if counts else ("p", "np", "pp", "u", "up", "ip", "i")
    if indicator.type not in MEASURED or chart.kind not in weighed:
        return None
    numerator = np.where(chart.points["included"], chart.points["numerator"], np.nan)
    denominator = None if counts else chart.points["denominator"]
    found = kvalspc.suggest(numerator, denominator, what=MEASURED[indicator.type])
    drawn = chart.kind if indicator.type == "rate" else ALIKE.get(chart.kind, chart.kind)
    return None if found.kind == drawn else found


def suggested_phases(chart: Chart) -> Rephasing:
    """Look for stable shifts (on a run chart: sustained runs) among the points that count, whatever the phases are."""
    import kvalspc

    numerator = np.where(chart.points["included"], chart.points["numerator"], np.nan)
    sized = chart.kind not in PLAIN_COUNT_KINDS | EVENT_KINDS
    return kvalspc.rephase(
        chart.kind,
        numerator,
        chart.points["denominator"] if sized else None,
        period=chart.period,
        method="sustained_run" if chart.kind == "run" else "stable_shift",
    )
