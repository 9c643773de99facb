"""From days with events to what lies between one event and the next: the points of charts of rare events."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.job.grid import Gap

if TYPE_CHECKING:
    from kvalspc.job.series import Numbers

    Array = np.ndarray[Any, np.dtype[Any]]


def gaps_of(kind: str, days: Array, events: Array, others: Array) -> tuple[Numbers, list[Gap]]:
    """Return what lies between each event and the one before, and the days that it covers.

    Days of a t chart: several events on a day are taken to be spread evenly over it, since a time is above 0. Of a g
    chart the rows that are no event; those of a day come before its events, so that the order of rows does not matter.
    What comes before the first event and after the last is no point: nobody knows how long it would be.

    Args:
        kind: of the chart, "t" or "g".
        days: those with rows, ascending.
        events: how many each has.
        others: how many rows of each are no event.
    """
    count = events.astype(np.int64)
    dates = np.repeat(days.astype("datetime64[D]"), count)
    if kind == "t":
        nth = np.arange(len(dates)) - np.repeat(np.cumsum(count) - count, count)
        at = dates.astype(np.int64) + (nth + 0.5) / np.repeat(count, count)
    else:
        at = np.repeat(np.cumsum(others), count)
    between = [Gap(before + timedelta(days=1), day) for before, day in pairwise(dates.tolist())]
    return np.diff(at).astype(np.float64), between
