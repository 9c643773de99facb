"""Mistyped years: a few rows that lie more than a year after all others are errors.

No clock is read, so that the same input gives the same bytes: the data themselves say what is late.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from kvalspc.job.source import Source

YEAR = 366
"""Days without any row before the late ones."""

ROWS = 20
"""In a file of fewer rows nothing is called late: too little is known of when rows come."""

SHARE = 100
"""Late rows are one, or one in this many: when more come after a pause, the pause was one."""


def mark_late(source: Source, as_of: date | None) -> None:
    """Give the late rows of the table ``typed`` the time code "late".

    No date up to `as_of`, or up to the day that the data are complete to, is late.
    """
    known = max((day for day in (as_of, source.data.complete_until) if day is not None), default=None)
    days = """SELECT day_from, count(*) AS n, max(day_to) AS day_to FROM typed
        WHERE day_from IS NOT NULL AND time_code IS NULL GROUP BY day_from"""
    first = source.one(
        f"""SELECT min(day_from) FROM (
            SELECT day_from, sum(n) OVER () AS rows, sum(n) OVER (ORDER BY day_from DESC) AS late,
                   date_diff('day', lag(day_to) OVER (ORDER BY day_from), day_from) AS pause FROM ({days}))
        WHERE pause > {YEAR} AND rows >= {ROWS} AND (late = 1 OR {SHARE} * late <= rows)"""
    )
    if first is not None:
        source.run(
            "UPDATE typed SET time_code = 'late' WHERE time_code IS NULL AND day_from >= ? AND day_from > ?",
            [first, known or first - timedelta(days=1)],
        )
