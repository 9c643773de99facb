"""Events that two files have: a year in two extracts, or every night's extract of everything beside the others.

Two patients of one day may well be alike, so rows alone tell nothing; but where two files have rows of the same unit in
the same weeks, it takes more than chance for every day to have as many of each value in one as in the other.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from kvalspc.job.data_file import file_of

if TYPE_CHECKING:
    from kvalspc.job.source import Source

ALIKE = 0.9
"""Share of days and values with as many rows in one file as in the other, from which they are the same rows."""

FEW = 20
"""Of fewer days and values nothing is said."""


def warn_of_overlaps(source: Source) -> None:
    """Say which file of events has nearly the same rows as the one before it that has the same units and days."""
    if "date" in source.header.typed and not _share_days(source):
        return
    source.run(
        f"""CREATE OR REPLACE TEMP TABLE extent AS
        SELECT {file_of("rec")} AS file, ind, u, min(day_from) AS lo, max(day_from) AS hi FROM typed
        WHERE ind IS NOT NULL AND day_from IS NOT NULL GROUP BY ALL"""
    )
    source.run(
        """CREATE OR REPLACE TEMP TABLE overlap AS
        SELECT ind, u, other, file, greatest(lo, before_lo) AS lo, least(hi, before_hi) AS hi
        FROM (SELECT *, lag(file) OVER same AS other, lag(lo) OVER same AS before_lo, lag(hi) OVER same AS before_hi
              FROM extent WINDOW same AS (PARTITION BY ind, u ORDER BY file))
        WHERE greatest(lo, before_lo) <= least(hi, before_hi)"""
    )
    if not source.one("SELECT count(*) FROM overlap"):
        return
    found = source.all(
        f"""SELECT file, other, min(day_from), max(day_from), count(*) FILTER (here = there), count(*)
        FROM (SELECT file, other, day_from, count(*) FILTER ({file_of("rec")} = file) AS here,
                     count(*) FILTER ({file_of("rec")} = other) AS there
              FROM typed JOIN overlap USING (ind, u)
              WHERE day_from BETWEEN lo AND hi AND {file_of("rec")} IN (file, other)
              GROUP BY file, other, ind, u, day_from, v, d)
        GROUP BY file, other ORDER BY file, other"""
    )
    for file, other, first, last, same, every in found:
        if every >= FEW and same >= ALIKE * every:
            words = {"other": source.files[other].name, "same": same, "all": every}
            source.warn("files_overlap", file=source.files[file].name, first=str(first), last=str(last), **words)


def _share_days(source: Source) -> bool:
    """Whether any two files have days between the first and the last of both: seen from one column of dates."""
    days = source.all(
        f"SELECT min(date), max(date) FROM raw WHERE date IS NOT NULL GROUP BY {file_of('rec')} ORDER BY 1"
    )
    return any(after[0] <= before[1] for before, after in pairwise(days))
