"""Reading the project's data, whole: look at the bytes, find the columns, load, check every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.job.database import fetch
from kvalspc.job.load import load
from kvalspc.job.read_bytes import head_of, open_checked, scan
from kvalspc.job.read_header import TIME, read_header
from kvalspc.job.read_table import read_typed
from kvalspc.job.results import InputFile
from kvalspc.job.rows import Rows, check_rows
from kvalspc.job.source import Source

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project


def read_data(
    connection: DuckDBPyConnection,
    project: Project,
    members: Collection[str] | None,
    folder: Path,
    problems: Problems,
    as_of: date | None = None,
) -> tuple[Rows, InputFile] | None:
    """Read the data into the table ``items``; None when it is refused (the reasons are in `problems`).

    `members` are the units that take part (None: all), `folder` is a private folder for temporary files; no date up
    to `as_of` is late.
    """
    source = open_source(connection, project, folder, problems)
    if source is None:
        return None
    rows = check_rows(source, members, as_of)
    if rows is None or problems.refused():
        return None
    shape = source.shape
    return rows, InputFile(project.data.path, shape.sha256, shape.path.stat().st_size, shape.records - 1)


def open_source(connection: DuckDBPyConnection, project: Project, folder: Path, problems: Problems) -> Source | None:
    """Read the data into the table ``raw``, unchecked; None when they are refused (the reasons are in `problems`)."""
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
        read_typed(connection, project, _needed(project), problems)
        if data.form in ("parquet", "duckdb")
        else _read_csv(connection, project, name, path, folder, problems)
    )
    if source is None:
        return None
    now = path.stat()
    if (now.st_size, now.st_mtime_ns, now.st_ino) != (info.st_size, info.st_mtime_ns, info.st_ino):
        problems.add("file_changed", file=name)
        return None
    return source


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
