"""The public copy of a run: tables as Parquet and CSV, and a report, in the folder `public` beside the others."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kvalspc.job.agg_data import agg_data_table, shown_levels
from kvalspc.job.outputs import points_table, scores_table, signals_table
from kvalspc.job.public import hidden_of, public_results
from kvalspc.job.released import after

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pyarrow as pa

    from kvalspc.job.released import Released
    from kvalspc.job.results import Results
    from kvalspc.report.unwritten import Unwritten

EXACT = frozenset(
    {"baseline_numerator", "baseline_denominator", "after_numerator", "after_denominator"}
    | {"baseline_level", "after_level", "centre"}
)
"""Scores that are sums of a unit's own numbers, or quotients of them; the others rest on other units too."""

FIGURES = 3
"""Significant figures of the other scores: with all their digits they could be searched for what was hidden."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
"""First characters of a text that a spreadsheet would take for a formula (OWASP ASVS 1.2.10)."""


def write_public(
    results: Results,
    directory: Path,
    is_new: Callable[[dict[str, Any]], bool],
    alerts: Sequence[dict[str, Any]],
    languages: Sequence[str] | None,
    last: Released,
    unwritten: Unwritten,
) -> Released:
    """Write the public copy into a folder and return what is to be remembered of it.

    Nothing of what is hidden, or was in the `last` copy, is in it. What is hidden is decided before any page is
    written, by the results alone: a page that cannot be written (`unwritten`) changes no table.
    """
    import pyarrow.parquet as pq

    from kvalspc import report

    least = results.project.report.min_count
    shown = public_results(results, least, last)
    visible = {(unit.indicator, unit.unit) for unit in shown if unit.points is not None}
    directory.mkdir(parents=True)
    for name, table in (
        ("scores", _rounded(scores_table(shown))),
        ("points", points_table(shown)),
        ("signals", signals_table(shown, is_new)),
    ):
        pq.write_table(table, directory / f"{name}.parquet", compression="zstd", version="2.6", store_schema=True)
        write_csv(table, directory / f"{name}.csv")
    if results.project.report.agg_data:
        write_csv(agg_data_table(results, least, last), directory / "agg_data.csv")
    told = [one for one in alerts if (one["indicator"], one["unit"]) in visible]
    report.write(shown, directory / "report", languages=languages, alerts=told, unwritten=unwritten)
    rows = shown_levels(results, least, last) if results.project.report.agg_data else []
    return after(last, shown, results, hidden_of(results, least, last).units, rows)


def write_csv(table: pa.Table, path: Path) -> None:
    """Write a table as CSV (RFC 4180, UTF-8); a text that a spreadsheet would run is made harmless by a "'"."""
    import csv

    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(table.column_names)
        columns = [[_field(value) for value in column.to_pylist()] for column in table.columns]
        writer.writerows(zip(*columns, strict=True))


def _field(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value


def _rounded(scores: pa.Table) -> pa.Table:
    import pyarrow as pa

    for k, column in enumerate(scores.schema):
        if pa.types.is_floating(column.type) and column.name not in EXACT:
            values = [_figures(value) for value in scores.column(k).to_pylist()]
            scores = scores.set_column(k, column, pa.array(values, column.type))
    return scores


def _figures(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(f"{value:.{FIGURES}g}")
