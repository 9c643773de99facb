"""Reading the project's data, whole: find the files, look at their bytes and columns, load, check every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.job.coverage_file import read_coverage_file
from kvalspc.job.database import fetch
from kvalspc.job.find_files import Found, find_files
from kvalspc.job.problems import Problems
from kvalspc.job.read_files import have_changed, load_files, look_at_csv, look_at_files, open_files, unreadable
from kvalspc.job.read_header import TIME, columns_wanted
from kvalspc.job.read_table import load_query, refuse
from kvalspc.job.rows import Rows, check_rows, warn_of_coverage
from kvalspc.job.source import Source
from kvalspc.job.wording import quoted

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from kvalspc.job.data_file import DataFile
    from kvalspc.job.project import Project
    from kvalspc.job.read_header import Wanted
    from kvalspc.job.read_units import Members
    from kvalspc.job.results import InputFile


def read_data(
    connection: DuckDBPyConnection,
    project: Project,
    members: Members,
    folder: Path,
    problems: Problems,
    as_of: date | None = None,
) -> tuple[Rows, tuple[InputFile, ...]] | None:
    """Read the data into the tables of kvalspc.job.rows; None when they are refused (the reasons are in `problems`).

    `folder` is a private folder for temporary files; no date up to `as_of` is late.
    """
    apart = Problems()  # so that what is wrong with a file of coverage hides nothing of the data
    told = read_coverage_file(connection, project, folder, apart, as_of)
    read = _read_rows(connection, project, members, folder, problems, as_of)
    problems.found += apart.found
    problems.more += apart.more
    if read is None or problems.refused():
        return None
    source, rows = read
    if project.coverage is not None:
        rows.coverage = told.shares
        unknown = [unit for unit in rows.units if unit not in told.units]
        if unknown:
            problems.add("coverage_unknown", file=project.coverage.label, ids=quoted(unknown))
    warn_of_coverage(source, rows)
    return rows, (*(file.as_input for file in source.files), *told.inputs)


def _read_rows(
    connection: DuckDBPyConnection,
    project: Project,
    members: Members,
    folder: Path,
    problems: Problems,
    as_of: date | None,
) -> tuple[Source, Rows] | None:
    import duckdb

    # Joining units rewrites their rows; otherwise a large file of events is never copied.
    lazy = project.data.kind == "events" and all(old == new for old, new in project.organisation.unit_of.items())
    source = open_source(connection, project, folder, problems, lazy=lazy)
    if source is None:
        return None
    try:
        rows = check_rows(source, members, as_of)
    except duckdb.Error as error:
        if any(file.query is None for file in source.files):
            raise
        refuse(connection, error, None, unreadable(connection, source.files).name, problems)
        return None
    if rows is None or problems.refused() or have_changed(source.files, problems):
        return None
    return source, rows


def open_source(
    connection: DuckDBPyConnection, project: Project, folder: Path, problems: Problems, *, lazy: bool = False
) -> Source | None:
    """Read the data into the table ``raw``, unchecked; None when they are refused (the reasons are in `problems`).

    lazy: of Parquet files ``raw`` is a view.
    """
    data = project.data
    wanted = columns_wanted(data, _needed(project))
    files: tuple[DataFile, ...] | None
    if data.form == "files":
        found = find_files(data.files, project.folder, problems)
        files = look_at_files(connection, found, data, wanted, data.label, problems) if found else None
    else:
        files = _of_query(connection, project, wanted, folder, problems)
    if files is None:
        return None
    if data.form == "duckdb":
        return None if have_changed(files, problems) else Source(connection, project, files, problems)
    whole = data.kind == "events"  # so that repeated events can be counted
    loaded = load_files(connection, files, "raw", folder, problems, lazy=lazy, whole=whole)
    return Source(connection, project, files, problems) if loaded else None


def _of_query(
    connection: DuckDBPyConnection, project: Project, wanted: Wanted, folder: Path, problems: Problems
) -> tuple[DataFile] | None:
    """Return the answer of a query: a DuckDB file, whose rows are in ``raw`` then, or the CSV file of a database's."""
    data = project.data
    path = fetch(connection, project, folder, problems) if data.form == "url" else project.folder / data.label
    if path is None:
        return None
    found = Found(data.label, path)
    opened = open_files([found], data, data.label, problems)
    if opened is None:
        return None
    if data.form == "url":
        file = look_at_csv(found, opened[0], data, wanted, problems)
    else:
        file = load_query(connection, found, opened[0], data.select, wanted, problems)
    return None if file is None else (file,)


def _needed(project: Project) -> list[str]:
    """Return the roles without which this file says nothing."""
    kind = project.data.kind
    types = {i.type for i in project.indicator}
    needed = ["unit", TIME[kind]]
    if kind != "events" or types != {"antall"}:
        needed.append("value")  # events that are only counted need no value
    if len(project.indicator) > 1:
        needed.append("indicator")
    if project.data.shares:
        needed += ["level", "denominator"]
    elif "rate" in types or ("andel" in types and kind == "aggregated"):
        needed.append("denominator")
    return needed
