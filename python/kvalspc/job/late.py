"""Mistyped years: a few rows that lie more than a year after all others are errors.

No clock is read, so that the same input gives the same bytes: the data themselves say what is late.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kvalspc.job.cells import UNTIMED

if TYPE_CHECKING:
    from datetime import date

    from kvalspc.job.source import Source

YEAR = 366
"""Days without any row before the late ones."""

ROWS = 20
"""In a file of fewer rows nothing is called late: too little is known of when rows come."""

SHARE = 100
"""Late rows are one, or one in this many: when more come after a pause, the pause was one."""


MONTH = 31
"""Days that the sums of a month may hide of a pause."""


def late_from(source: Source, as_of: date | None) -> date | None:
    """Return the day from which the rows of ``typed`` are late; None when none is.

    No date up to `as_of`, or up to the day that the data are complete to, is late.
    """
    known = max((day for day in (as_of, source.data.complete_until) if day is not None), default=None)
    times = "SELECT day_from, {n} AS n, max(day_to) AS day_to FROM {table} WHERE {timed} GROUP BY day_from"
    months = times.format(n="sum(n)", table="cells", timed=f"flags & {UNTIMED} = 0")
    if source.one(f"SELECT 1 FROM ({_paused(months)}) WHERE pause > {YEAR - MONTH} LIMIT 1") is None:
        return None
    days = times.format(n="count(*)", table="typed", timed="day_from IS NOT NULL AND time_code IS NULL")
    first: date | None = source.one(
        f"""SELECT min(day_from) FROM ({_paused(days)})
        WHERE pause > {YEAR} AND rows >= {ROWS} AND (late = 1 OR {SHARE} * late <= rows)"""
    )
    return first if first is None or known is None else max(first, known + timedelta(days=1))


def _paused(times: str) -> str:
    """SQL: of each time how many rows there are in all, how many are as late as it, and how long there was none."""
    return f"""SELECT day_from, sum(n) OVER () AS rows, sum(n) OVER (ORDER BY day_from DESC) AS late,
        date_diff('day', lag(day_to) OVER (ORDER BY day_from), day_from) AS pause FROM ({times})"""
