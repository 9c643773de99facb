"""Phases that the data themselves suggest for a series: never drawn, only told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kvalspc.rows import EVENT_KINDS, PLAIN_COUNT_KINDS

if TYPE_CHECKING:
    from kvalspc.chart import Chart
    from kvalspc.rephase import Rephasing


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
