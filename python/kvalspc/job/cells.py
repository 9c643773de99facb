"""The one pass over all rows: sums by indicator, unit and days, and how many rows have something the matter with them.

The result is the DuckDB table ``cells``: ind, u (positions of indicator and unit), day_from, day_to (exclusive), flags,
n (rows), num and den (sums of counts), exposure (of rates, in millionths). Events are summed by calendar month, and by
day where phases of their unit begin inside of months; other rows by their own days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.job.checks import CHECKS

if TYPE_CHECKING:
    from datetime import date

    from kvalspc.job.source import Source

BAD, MISSING, GAP, FUTURE, NOBODY, UNTIMED, EARLY, LATER = (1 << k for k in range(8))
"""Flags of rows: some check finds them; a number is missing; they say nothing; they begin after the as-of date; they
are a period without patients; they have no sound time; they lie before their unit reports, or after."""

MILLION = 1_000_000
"""Exposure is summed in millionths, so that fractional patient-days are added exactly, in any order."""


def make_cells(source: Source, as_of: date | None) -> None:
    """Make ``cells`` of ``typed``."""
    events = source.data.kind == "events"
    day_from = (
        "CASE WHEN daily THEN day_from ELSE day_from - CAST(day(day_from) - 1 AS INTEGER) END" if events else "day_from"
    )
    sound = "value_code IS NULL AND den_code IS NULL"
    types = {i.type for i in source.project.indicator}
    num = f"CASE WHEN type IN ('andel', 'rate', 'antall') AND {sound} THEN CAST(num AS BIGINT) END"
    den = exposure = "NULL"
    if "andel" in types and "denominator" in source.header.role:
        den = f"CASE WHEN type = 'andel' AND {sound} THEN CAST(den AS BIGINT) END"
    if "rate" in types:
        exposure = (
            f"CASE WHEN type = 'rate' AND {sound} AND den < 1e20 THEN CAST(round(den * {MILLION}) AS HUGEINT) END"
        )
    source.run(
        f"""CREATE OR REPLACE TEMP TABLE cells AS
        SELECT ind, u, {day_from} AS day_from, max(day_to) AS day_to, {_flags(source, as_of)} AS flags,
               count(*) AS n, sum({num}) AS num, sum({den}) AS den, sum({exposure}) AS exposure
        FROM typed GROUP BY ind, u, {day_from}, {"" if events else "day_to,"} flags"""
    )


def is_bad(source: Source) -> str:
    """SQL: whether a check of single rows finds a row of ``typed``."""
    found = [f"({check.condition})" for check in CHECKS if check.table == "suspect" and check.applies(source)]
    return " OR ".join(found)


def _flags(source: Source, as_of: date | None) -> str:
    bits = {
        BAD: is_bad(source),
        MISSING: "value_code = 'missing' OR den_code = 'missing'",
        GAP: "gap",
        FUTURE: "false" if as_of is None else f"day_from > DATE '{as_of}'",
        NOBODY: "type IN ('andel', 'rate') AND num = 0 AND den = 0",
        UNTIMED: "day_from IS NULL OR time_code IS NOT NULL",
        EARLY: "early",
        LATER: "later",
    }
    return "CAST(" + " + ".join(f"CASE WHEN {sql} THEN {bit} ELSE 0 END" for bit, sql in bits.items()) + " AS UTINYINT)"


def drop_rejected(source: Source) -> None:
    """Remove the rows that are bad or of rejected units (``rejected``) from ``cells``."""
    source.run(
        f"""DELETE FROM cells WHERE flags & {BAD} <> 0
        OR EXISTS (FROM rejected AS r WHERE r.u = cells.u AND (r.ind IS NULL OR r.ind = cells.ind))"""
    )


def count_flagged(source: Source, flag: int) -> int:
    """Return how many rows have a flag."""
    return int(source.one(f"SELECT coalesce(sum(n), 0) FROM cells WHERE flags & {flag} <> 0"))
