"""What is worth knowing about the rows of a file although nothing is wrong with them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from kvalspc.job.cells import MISSING, NOBODY
from kvalspc.job.data_file import file_of
from kvalspc.job.overlaps import warn_of_overlaps
from kvalspc.job.wording import quoted
from kvalspc.periods import PeriodType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvalspc.job.rows import Rows
    from kvalspc.job.source import Source
    from kvalspc.job.times import Times


def warn_of_rows(source: Source, rows: Rows, times: Times, counts: Mapping[int, int]) -> None:
    """Warn of empty files, missing values, periods without patients, wrong order, and ids that look alike.

    `counts` are the numbers of rows by their flags.
    """
    for file in source.files:
        if not file.rows:
            source.warn("no_rows", file=file.name)
    if not rows.read:
        return
    value, denominator = source.header.name("value"), source.header.name("denominator")
    if counts[MISSING]:
        source.warn("value_missing", column=value, count=counts[MISSING])
    if counts[NOBODY]:
        source.warn("no_patients", column=denominator, count=counts[NOBODY])
    if source.data.kind == "events" and source.data.form != "duckdb" and source.files[0].query is None:
        _warn_of_repeats(source)
    if source.data.kind == "events" and len(source.files) > 1:
        warn_of_overlaps(source)
    if source.data.kind == "aggregated":
        _warn_of_order(source)
        if times.base is PeriodType.WEEK:
            source.warn("weeks_to_months")
    present = {ind for ind, _ in rows.present}
    for k, indicator in enumerate(source.project.indicator):
        if k not in present:
            source.warn("indicator_no_rows", indicator=indicator.id)
    _warn_of_look_alikes(source, rows.units)


def _warn_of_repeats(source: Source) -> None:
    """Warn of rows that are the same in every column.

    Where every column has a role, two patients of one day may well be alike: then only a file is told of in which
    each row stands an even number of times, as when it was written twice.
    """
    rows, distinct, even = source.all(
        "SELECT sum(n), count(*), bool_and(n % 2 = 0) FROM (SELECT count(*) AS n FROM raw GROUP BY whole)"
    )[0]
    repeated = int(rows) - distinct
    others = len(source.header.names) > len(source.header.role)
    if 100 * repeated > rows and (others or even):
        source.warn("rows_repeated", count=repeated, rows=int(rows))


def _warn_of_order(source: Source) -> None:
    before = f"lag(day_from) OVER (PARTITION BY ind, u, {file_of('rec')} ORDER BY rec)"
    back = source.one(f"SELECT 1 FROM (SELECT day_from < {before} AS back FROM kept) WHERE back LIMIT 1")
    if back:
        source.warn("unsorted", column=source.header.name("period"))
    if source.data.duplicates == "sum":
        more = source.one(
            "SELECT sum(n - 1) FROM (SELECT count(*) AS n FROM kept GROUP BY ind, u, day_from, day_to HAVING n > 1)"
        )
        if more:
            source.warn("duplicates_summed", count=int(more))


def _warn_of_look_alikes(source: Source, units: tuple[str, ...]) -> None:
    """Units whose ids differ only by case, by outer spaces, or by how a letter is composed."""
    groups: dict[str, list[str]] = {}
    for unit in units:
        groups.setdefault(unicodedata.normalize("NFC", unit).strip().casefold(), []).append(unit)
    for alike in groups.values():
        if len(alike) > 1:
            source.warn(
                "units_confusable",
                column=source.header.name("unit"),
                ids=quoted(ascii(u)[1:-1] for u in alike),
            )
