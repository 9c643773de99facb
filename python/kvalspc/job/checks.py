"""The checks of rows: which rows of ``typed`` are wrong, what was found there, and which message tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kvalspc.job.data_file import file_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from kvalspc.job.source import Source


def _always(source: Source) -> bool:  # noqa: ARG001
    return True


MOST_PATIENTS = 1_000_000
"""On one row: a number above it is no number of patients."""

MOST_EVENTS = 100_000_000
"""On one row, of rates and plain counts: as above."""

BETWEEN = " of "
"""What stands between the two numbers that a check found."""

KINDS_FOUND = frozenset({"count_bad", "number_bad", "weight_bad", "not_zero_or_one", "date_bad"})
"""Messages of checks that find a kind of thing: its code (see kvalspc.job.kinds), and in aggregated files the value."""


@dataclass(frozen=True)
class Check:
    """One check: message code, role of the column concerned, and SQL for which rows and what was found.

    `found_with_value` is used for aggregated files, whose values are no persons.
    """

    code: str
    role: str
    condition: str
    found: str
    found_with_value: str
    applies: Callable[[Source], bool] = _always
    table: str = "suspect"


def _kind_and(code: str, value: str) -> str:
    value = f"CAST({value} AS VARCHAR)"
    return f"""{code} || CASE WHEN {value} IS NULL OR {value} = '' THEN ''
        WHEN length({value}) > 40 THEN ' ("' || {value}[1:40] || '...")' ELSE ' ("' || {value} || '")' END"""


def _pair(a: str, b: str) -> str:
    return f"{a} || '{BETWEEN}' || {b}"


def _has_denominator(source: Source) -> bool:
    return "denominator" in source.header.role


def _no_denominator(source: Source) -> bool:
    return "denominator" not in source.header.role


def _events(source: Source) -> bool:
    return source.data.kind == "events"


def _not_events(source: Source) -> bool:
    return source.data.kind != "events"


def _one_row_each(source: Source) -> bool:
    return source.data.kind == "aggregated" and source.data.duplicates != "sum"


def _summed(source: Source) -> bool:
    return source.data.kind == "aggregated" and source.data.duplicates == "sum"


def _delivered(source: Source) -> bool:
    return source.data.kind == "delivery" and len(source.files) > 1 and source.data.duplicates != "sum"


_COUNTS = "type IN ('andel', 'rate', 'antall')"
_SOUND = "value_code IS NULL AND den_code IS NULL"
_WHOLE = "day_from IS NOT NULL AND ind IS NOT NULL AND trim(unit) <> ''"
_REPEATED = f"""(SELECT *, row_number() OVER same AS nth, first_value(rec) OVER same AS first
    FROM typed WHERE {_WHOLE} WINDOW same AS (PARTITION BY ind, unit, day_from, day_to ORDER BY rec))"""
_AGAIN = f"""(SELECT *, row_number() OVER (PARTITION BY ind, unit, day_from, {file_of("rec")} ORDER BY rec) AS nth,
    min(rec) OVER (PARTITION BY ind, unit, day_from) AS first FROM typed WHERE {_WHOLE})"""
_FIRST = f"CASE WHEN {file_of('first')} <> {file_of('rec')} THEN CAST(first AS VARCHAR) ELSE '' END"


def _field(code: str, role: str, kind: str, value: str, condition: str, **more: object) -> Check:
    where = f"{kind} IS NOT NULL AND {kind} <> 'missing' AND {condition}"
    return Check(code, role, where, kind, _kind_and(kind, value), **more)  # type: ignore[arg-type]  # applies only


CHECKS: tuple[Check, ...] = (
    Check("unit_empty", "unit", "trim(unit) = ''", "''", "''"),
    Check("unit_total", "unit", "unit = 'total'", "''", "''"),
    Check("indicator_empty", "indicator", "nameless", "''", "''"),
    Check("date_bad", "date", "time_code <> 'late'", "time_code", "time_code", _events),
    Check("date_late", "time", "time_code = 'late'", "''", "t"),
    Check("period_bad", "time", "time_code = 'period_bad'", "time_found", "time_found", _not_events),
    Check("period_mixed", "time", "time_code = 'period_mixed'", "time_found", "time_found", _not_events),
    _field("count_bad", "value", "value_code", "v", _COUNTS),
    _field("number_bad", "value", "value_code", "v", f"NOT {_COUNTS}"),
    _field("count_bad", "denominator", "den_code", "d", "type = 'andel'", applies=_has_denominator),
    _field("weight_bad", "denominator", "den_code", "d", "type <> 'andel'", applies=_has_denominator),
    Check(
        "count_large",
        "value",
        f"type IN ('rate', 'antall') AND value_code IS NULL AND num > {MOST_EVENTS}",
        "''",
        "''",
    ),
    Check(
        "denominator_large",
        "denominator",
        f"type = 'andel' AND den_code IS NULL AND den > {MOST_PATIENTS}",
        "''",
        "''",
        _has_denominator,
    ),
    Check(
        "zero_denominator",
        "denominator",
        f"{_COUNTS} AND type <> 'antall' AND {_SOUND} AND den = 0 AND num > 0",
        "''",
        _pair("v", "d"),
        _has_denominator,
    ),
    Check(
        "above_denominator",
        "value",
        f"type = 'andel' AND {_SOUND} AND den > 0 AND num > den",
        "''",
        _pair("v", "d"),
        _has_denominator,
    ),
    Check(
        "not_zero_or_one",
        "value",
        f"type = 'andel' AND {_SOUND} AND num > 1",
        "'not01'",
        _kind_and("'not01'", "v"),
        _no_denominator,
    ),
    Check("duplicate", "", "nth > 1", _FIRST, _FIRST, _one_row_each, _REPEATED),
    # Means and medians cannot be added up, whatever was asked for.
    Check("duplicate", "", f"nth > 1 AND NOT {_COUNTS}", _FIRST, _FIRST, _summed, _REPEATED),
    # A unit's year in two deliveries: nobody can tell whether the second adds to the first or replaces it.
    Check("duplicate", "", f"nth = 1 AND {file_of('first')} <> {file_of('rec')}", _FIRST, _FIRST, _delivered, _AGAIN),
)
