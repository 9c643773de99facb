"""Reading the project's data, whole: look at the bytes, find the columns, load, check every row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kvalspc.job.database import fetch
from kvalspc.job.load import load
from kvalspc.job.read_bytes import head_of, open_checked, scan
from kvalspc.job.read_header import TIME, read_header
from kvalspc.job.read_table import read_typed, refuse
from kvalspc.job.results import InputFile
from kvalspc.job.rows import Rows, check_rows
from kvalspc.job.source import Source

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project
    from kvalspc.job.read_units import Members


_STAMP = ("st_size", "st_mtime_ns", "st_ino")
"""What changes with a file."""


def read_data(
    connection: DuckDBPyConnection,
    project: Project,
    members: Members,
    folder: Path,
    problems: Problems,
    as_of: date | None = None,
) -> tuple[Rows, InputFile] | None:
    """Read the data into the tables of kvalspc.job.rows; None when they are refused (the reasons are in `problems`).

    `folder` is a private folder for temporary files; no date up to `as_of` is late.
    """
    import duckdb

    # Joining units rewrites their rows; otherwise a large file of events is never copied.
    lazy = project.data.kind == "events" and all(old == new for old, new in project.organisation.unit_of.items())
    source = open_source(connection, project, folder, problems, lazy=lazy)
    if source is None:
        return None
    try:
        rows = check_rows(source, members, as_of)
    except duckdb.Error as error:
        if project.data.form != "parquet":
            raise
        refuse(connection, error, None, source.name, problems)
        return None
    if rows is None or problems.refused() or _has_changed(source, problems):
        return None
    shape = source.shape
    return rows, InputFile(project.data.path, shape.sha256, shape.path.stat().st_size, shape.records - 1)


def open_source(
    connection: DuckDBPyConnection, project: Project, folder: Path, problems: Problems, *, lazy: bool = False
) -> Source | None:
    """Read the data into the table ``raw``, unchecked; None when they are refused (the reasons are in `problems`).

    lazy: of a Parquet file ``raw`` is a view.
    """
    data = project.data
    name, path = data.path, project.folder / data.path
    if data.form == "url":
        fetched = fetch(connection, project, folder, problems)
        if fetched is None:
            return None
        path = fetched
    info = open_checked(path, name, data.max_megabytes, problems)
    if info is None:
        return None
    source = (
        read_typed(connection, project, _needed(project), problems, lazy=lazy)
        if data.form in ("parquet", "duckdb")
        else _read_csv(connection, project, name, path, folder, problems)
    )
    if source is None:
        return None
    source = replace(source, opened=info)
    return None if _has_changed(source, problems) else source


def _has_changed(source: Source, problems: Problems) -> bool:
    """Whether the file was written to since it was looked at."""
    was, now = source.opened, source.shape.path.stat()
    changed = was is not None and any(getattr(was, key) != getattr(now, key) for key in _STAMP)
    if changed:
        problems.add("file_changed", file=source.name)
    return changed


def _read_csv(
    connection: DuckDBPyConnection, project: Project, name: str, path: Path, folder: Path, problems: Problems
) -> Source | None:
    """Make the table ``raw`` of a CSV file; None when it is refused."""
    data = project.data
    header = read_header(head_of(path), name, data, _needed(project), problems)
    if header is None:
        return None
    shape = scan(path, name, header.separator.encode(), problems, encoding=data.encoding, fields=len(header.names))
    if shape is None:
        return None
    source = Source(connection, project, name, shape, header, problems)
    return source if load(source, folder) else None


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
