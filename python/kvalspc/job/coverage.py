"""Coverage (dekningsgrad): how many of a unit's patients the register knows, joined from an indicator of its own.

Files of their own are read by kvalspc.job.coverage_file.

A year without a figure has that of the last year before it; years before the first one have none.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from kvalspc.job import kinds
from kvalspc.job.times import read_times

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from kvalspc.job.source import Source

LEAST = 0.6
"""Results of units with less are not shown to the public, as on the registries' own site."""


class Covered(NamedTuple):
    """How many of a unit's patients the register knows in a year: a share of so many `patients`."""

    share: float
    patients: float


def read_coverage(
    source: Source, members: Iterable[str] | None, as_of: date | None = None
) -> dict[tuple[int, str], dict[int, Covered]]:
    """Return the coverage by year of each indicator (its position) and unit, from the table ``raw``.

    Rows that are no numbers say nothing; how many there are is a warning. Rows that begin after `as_of` are not known
    yet. `members` are the units that take part.
    """
    wanted: dict[str, list[int]] = defaultdict(list)
    for k, indicator in enumerate(source.project.indicator if source.project.coverage is None else ()):
        if indicator.coverage is not None:
            wanted[indicator.coverage].append(k)
    header = source.header
    if not wanted or not {"indicator", "value", "denominator"} <= header.role.keys():
        return {}
    source.fill("covered", "id VARCHAR", [[id_] for id_ in wanted])
    _fill_days(source)
    value, of = (_number(role, typed=role in header.typed) for role in ("value", "denominator"))
    events = f"{value} * {of}" if source.data.shares else value
    found: dict[tuple[int, str], dict[int, Covered]] = defaultdict(dict)
    bad = 0
    taking_part = None if members is None else set(members)
    sums = f"sum({events}), sum({of}) FILTER ({events} IS NOT NULL), count(*) - count(({events}) + ({of}))"
    for id_, unit, year, n, d, unread in source.all(
        f"""SELECT indicator, unit, year, {sums}
        FROM (SELECT indicator, unit, value, denominator, year(day) AS year
              FROM raw JOIN covered ON raw.indicator = covered.id LEFT JOIN coverage_day USING (rec)
              WHERE day <= coalesce(?, day) OR day IS NULL)
        GROUP BY ALL ORDER BY ALL""",
        [as_of],
    ):
        bad += int(unread) + (year is None)
        if year is not None and n is not None and d and (taking_part is None or unit in taking_part):
            for k in wanted[id_]:
                found[k, unit][int(year)] = Covered(float(n) / float(d), float(d))
    if bad:
        source.warn("coverage_bad", count=bad)
    return dict(found)


def _number(role: str, *, typed: bool) -> str:
    """SQL: a finite number, or NULL: one that is not would open the gate."""
    text = role if typed else f"replace(trim({role}), ',', '.')"
    number = f"try_cast({text} AS DOUBLE)"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def _fill_days(source: Source) -> None:
    """Make ``coverage_day``: of each row of coverage its first day."""
    role = next(r for r in ("date", "period", "year") if r in source.header.role)
    rows = "FROM raw JOIN covered ON raw.indicator = covered.id"
    if source.data.kind == "events":
        day = role if role in source.header.typed else kinds.date_of(f"trim({role})", source.data.date_format)
        source.run(f"CREATE OR REPLACE TEMP TABLE coverage_day AS SELECT rec, {day} AS day {rows}")
        return
    labels = dict(source.all(f"SELECT trim({role}), count(*) {rows} GROUP BY 1 ORDER BY 1"))
    days = [[label, period.start] for label, period in read_times(labels, source.data).period.items()]
    source.fill("label_day", "label VARCHAR, first DATE", days)
    source.run(
        f"""CREATE OR REPLACE TEMP TABLE coverage_day AS
        SELECT rec, first AS day {rows} JOIN label_day ON label = trim({role})"""
    )


def coverage_in(known: Mapping[int, Covered], year: int) -> Covered | None:
    """Return the coverage of a year: its own, or that of the last year before it that has one."""
    last = max((y for y in known if y <= year), default=None)
    return None if last is None else known[last]


def low_years(known: Mapping[int, Covered], years: Iterable[int]) -> list[int]:
    """Return which of the years have too low a coverage."""
    return [y for y in sorted(set(years)) if (found := coverage_in(known, y)) is not None and found.share < LEAST]


def spans(years: Iterable[int]) -> str:
    """Write rising years with neighbours put together: 2014, 2019-2024."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
