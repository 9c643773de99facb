"""The first rows of a source as text, whatever its columns are called."""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import TYPE_CHECKING

from kvalspc.job.database import fetch
from kvalspc.job.find_files import find_files
from kvalspc.job.guess_columns import SAMPLE, Sample
from kvalspc.job.load import literal
from kvalspc.job.problems import Problems
from kvalspc.job.read_header import SEPARATORS

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from kvalspc.job.project import Project

HEAD = 8_000_000
"""So many bytes of a text file are looked at."""


def peek(connection: DuckDBPyConnection, project: Project, folder: Path) -> Sample | None:
    """Return the first rows of the source, of several files the first's; None where they cannot be read (see a run)."""
    import duckdb

    data = project.data
    found = find_files(data.files, project.folder, Problems())
    try:
        if data.form == "url":
            fetched = fetch(connection, project, folder, Problems())
            return None if fetched is None else _text(fetched)
        if not found:
            return None
        if found[0].form == "csv":
            return _text(found[0].path)
        return _typed(connection, found[0].path, data.select if data.form == "duckdb" else None)
    except (duckdb.Error, OSError, csv.Error):  # their messages may quote a row
        return None


def _text(path: Path) -> Sample | None:
    with path.open("rb") as file:
        raw = file.read(HEAD)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:  # not UTF-8, or cut inside a letter: what is a date or a number is the same in both
        text = raw.decode("utf-8-sig", errors="replace") if len(raw) == HEAD else raw.decode("latin-1")
    text = text.lstrip("\r\n")
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    names = next(rows, [])
    return Sample.of(names, rows) if len(names) > 1 and len(set(names)) == len(names) else None


def _typed(connection: DuckDBPyConnection, path: Path, query: str | None) -> Sample:
    if query is not None:
        connection.execute(f"ATTACH {literal(str(path))} AS given (READ_ONLY)")
        connection.execute("USE given")
    try:
        given = f"read_parquet({literal(str(path))})" if query is None else f"({query}\n)"
        found = connection.execute(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {given} LIMIT {SAMPLE}")
        names = [column[0] for column in found.description or []]
        return Sample.of(names, islice(([v or "" for v in row] for row in found.fetchall()), SAMPLE))
    finally:
        if query is not None:
            connection.execute("USE memory")
            connection.execute("DETACH DATABASE IF EXISTS given")
