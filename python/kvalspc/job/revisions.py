"""Late registrations: which periods that were over in the last different run have other numbers now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.job.outputs import points_table
from kvalspc.job.problems import quoted
from kvalspc.job.results import TOTAL
from kvalspc.job.source import by_bytes

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from kvalspc.job.history import Past
    from kvalspc.job.problems import Problems
    from kvalspc.job.results import Results

SETTLED = ("indicator", "unit", "period", "numerator", "denominator")


def settled_points(results: Results) -> pa.Table:
    """Return the points whose numbers are expected to stay: their period is over, and they are not provisional.

    The last period of a unit may not be over; then it enters no limits (``included`` is false).
    """
    import duckdb

    points = points_table(results)  # noqa: F841  # the query reads it
    chosen = ", ".join(SETTLED)
    return duckdb.sql(
        f"""SELECT {chosen} FROM points WHERE NOT provisional AND unit <> '{TOTAL}'
        QUALIFY included OR lead(true) OVER (PARTITION BY indicator, unit ORDER BY first_day)"""
    ).to_arrow_table()


def find_revisions(folder: Path, past: Past, results: Results, problems: Problems) -> None:
    """Warn, an indicator at a time, of periods whose numbers are not those of the last different run."""
    import duckdb

    from kvalspc.job.history import HISTORY

    if not past.last:
        return
    now = settled_points(results)  # noqa: F841  # the query reads it
    with duckdb.connect() as connection:
        path = str(folder / HISTORY).replace("'", "''")
        connection.execute(f"ATTACH '{path}' AS past (READ_ONLY)")
        if not connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'points'").fetchone():
            return  # written before there was such a table
        changed = connection.execute(
            """SELECT indicator, unit, count(*), min(now.period) FROM now JOIN past.points AS old
            USING (indicator, unit, period)
            WHERE old.run = ? AND (old.numerator IS DISTINCT FROM now.numerator
                                   OR old.denominator IS DISTINCT FROM now.denominator)
            GROUP BY indicator, unit""",
            [past.last],
        ).fetchall()
    for indicator in (i.indicator.id for i in results.indicators):
        rows = [row for row in changed if row[0] == indicator]
        if rows:
            units = sorted((unit for _, unit, _, _ in rows), key=by_bytes)
            first, count = min(row[3] for row in rows), sum(row[2] for row in rows)
            problems.add("history_revised", indicator=indicator, count=count, first=first, units=quoted(units))
