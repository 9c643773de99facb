"""What the last different run had otherwise: numbers of periods that were over, and units that have no rows now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.job.load import has_table, literal
from kvalspc.job.outputs import points_table
from kvalspc.job.problems import SHOWN, RefusedError
from kvalspc.job.results import TOTAL
from kvalspc.job.source import by_bytes
from kvalspc.job.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from kvalspc.job.history import Past
    from kvalspc.job.problems import Problems
    from kvalspc.job.results import Results


SILENT = """coalesce(greatest(baseline_level, after_level), (SELECT max(numerator) FROM past.points AS p
    WHERE p.run = scores.run AND p.indicator = scores.indicator AND p.unit = scores.unit), 1) = 0"""
"""SQL: whether scores are those of a plain count without an event, which may be known without rows."""


def make_settled(connection: DuckDBPyConnection, points: str) -> None:
    """Make the table ``settled`` of the table (or what else SQL reads) `points`: those whose numbers are to stay.

    Their period is over, and they are not provisional. The last period of a unit may not be over; then it enters
    no limits (``included`` is false). Of several events on one day, each a point of its own, the first is looked at.
    """
    connection.execute(
        f"""CREATE TEMP TABLE settled AS SELECT indicator, unit, period, numerator, denominator FROM {points}
        WHERE NOT provisional AND unit <> '{TOTAL}'
        QUALIFY (included OR lead(true) OVER (PARTITION BY indicator, unit ORDER BY first_day))
            AND row_number() OVER (PARTITION BY indicator, unit, period ORDER BY first_day) = 1"""
    )


def find_revisions(folder: Path, past: Past, results: Results, problems: Problems) -> None:
    """Warn, an indicator at a time, of what the last different run had otherwise: periods' numbers, and units.

    Raises RefusedError where that run had rows of units and no unit of this one has: its results stay.
    """
    import duckdb

    from kvalspc.job.history import HISTORY

    if not past.last:
        return
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {literal(str(folder / HISTORY))} AS past (READ_ONLY)")
        _find_gone(connection, past, results, problems)
        if not has_table(connection, "points"):
            return  # written before there was such a table
        connection.register("points_of_run", points_table(results))
        make_settled(connection, "points_of_run")
        changed = connection.execute(
            """SELECT indicator, unit, count(*), min(settled.period),
                count(*) FILTER (far), min(settled.period) FILTER (far),
                count(*) FILTER (doubled), min(settled.period) FILTER (doubled)
            FROM (SELECT new.*, old.denominator IS NOT DISTINCT FROM new.denominator AS same,
                    new.denominator = 2 * old.denominator OR same AND new.numerator = 2 * old.numerator
                        AND old.numerator > 0 AS doubled,
                    abs(new.denominator - old.denominator) > old.denominator / 2
                        OR same AND abs(new.numerator - old.numerator) > abs(old.numerator) / 2 AS far
                FROM settled AS new JOIN past.points AS old USING (indicator, unit, period)
                WHERE old.run = ? AND (old.numerator IS DISTINCT FROM new.numerator
                                       OR old.denominator IS DISTINCT FROM new.denominator)) AS settled
            GROUP BY indicator, unit""",
            [past.last],
        ).fetchall()
    for indicator in (i.indicator.id for i in results.indicators):
        rows = [row[1:] for row in changed if row[0] == indicator]
        _tell("history_revised", indicator, [row[:3] for row in rows], problems)
        far = [(row[0], *row[3:5]) for row in rows if row[3]]
        doubled = [(row[0], *row[5:7]) for row in rows if row[5]]
        most = 2 * sum(row[1] for row in doubled) > sum(row[1] for row in far)
        _tell("history_doubled" if most else "history_jumped", indicator, doubled if most else far, problems)


def _tell(code: str, indicator: str, rows: Sequence[tuple[str, int, str]], problems: Problems) -> None:
    """Warn of units, each with the number of its periods and the first of them."""
    if rows:
        units = sorted((unit for unit, _, _ in rows), key=by_bytes)
        count, first = sum(row[1] for row in rows), min(row[2] for row in rows)
        problems.add(code, indicator=indicator, count=count, first=first, number=len(units), units=quoted(units))


def _find_gone(connection: DuckDBPyConnection, past: Past, results: Results, problems: Problems) -> None:
    """Name the units that had rows in the last different run, still take part, and have none now."""
    reached = connection.execute("SELECT data_until FROM past.runs WHERE run = ?", [past.last]).fetchone()
    if results.as_of is not None and reached is not None and reached[0] is not None and results.as_of < reached[0]:
        return  # an earlier day is looked at: units that began later have no rows by then
    query = "SELECT unit FROM past.scores WHERE run = ? AND indicator = ? AND unit <> ? AND reason IS DISTINCT FROM ?"
    listed = results.project.units.participate
    if not any(unit.is_heard for found in results.indicators for unit in found.units):
        before = (
            "SELECT count(DISTINCT unit) FROM past.scores WHERE run = ? AND unit <> ? AND reason IS DISTINCT FROM ?"
        )
        (count,) = connection.execute(before, [past.last, TOTAL, "no_data"]).fetchone() or (0,)
        if count:
            problems.add("rows_gone", count=count)
            raise RefusedError(problems)
    for found in results.indicators:
        heard = {unit.unit for unit in found.units if unit.is_heard}
        counted = any(unit.zeros for unit in found.units) and has_table(connection, "points")
        asked = [past.last, found.indicator.id, TOTAL, "no_data"]
        had = {
            u for (u,) in connection.execute(f"{query} AND NOT ({SILENT if counted else 'false'})", asked).fetchall()
        }
        if listed != "all":
            had &= set(listed)
        gone = sorted(had - heard, key=by_bytes)
        if gone:
            words = quoted(gone, SHOWN)
            problems.add("units_gone", indicator=found.indicator.id, count=len(gone), had=len(had), units=words)
