"""Late registrations: which periods that were over in the last different run have other numbers now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.job.load import has_table, literal
from kvalspc.job.outputs import points_table
from kvalspc.job.problems import quoted
from kvalspc.job.results import TOTAL
from kvalspc.job.source import by_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from kvalspc.job.history import Past
    from kvalspc.job.problems import Problems
    from kvalspc.job.results import Results


def make_settled(connection: DuckDBPyConnection, results: Results) -> None:
    """Make the table ``settled``: the points whose numbers are expected to stay.

    Their period is over, and they are not provisional. The last period of a unit may not be over; then it enters
    no limits (``included`` is false). Of several events on one day, each a point of its own, the first is looked at.
    """
    connection.register("points_of_run", points_table(results))
    connection.execute(
        f"""CREATE TEMP TABLE settled AS SELECT indicator, unit, period, numerator, denominator FROM points_of_run
        WHERE NOT provisional AND unit <> '{TOTAL}'
        QUALIFY (included OR lead(true) OVER (PARTITION BY indicator, unit ORDER BY first_day))
            AND row_number() OVER (PARTITION BY indicator, unit, period ORDER BY first_day) = 1"""
    )
    connection.unregister("points_of_run")


def find_revisions(folder: Path, past: Past, results: Results, problems: Problems) -> None:
    """Warn, an indicator at a time, of periods whose numbers are not those of the last different run."""
    import duckdb

    from kvalspc.job.history import HISTORY

    if not past.last:
        return
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {literal(str(folder / HISTORY))} AS past (READ_ONLY)")
        if not has_table(connection, "points"):
            return  # written before there was such a table
        make_settled(connection, results)
        changed = connection.execute(
            """SELECT indicator, unit, count(*), min(settled.period) FROM settled JOIN past.points AS old
            USING (indicator, unit, period)
            WHERE old.run = ? AND (old.numerator IS DISTINCT FROM settled.numerator
                                   OR old.denominator IS DISTINCT FROM settled.denominator)
            GROUP BY indicator, unit""",
            [past.last],
        ).fetchall()
    for indicator in (i.indicator.id for i in results.indicators):
        rows = [row for row in changed if row[0] == indicator]
        if rows:
            units = sorted((unit for _, unit, _, _ in rows), key=by_bytes)
            first, count = min(row[3] for row in rows), sum(row[2] for row in rows)
            problems.add("history_revised", indicator=indicator, count=count, first=first, units=quoted(units))
