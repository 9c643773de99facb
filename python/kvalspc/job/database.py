"""Rows from a database: the query's answer is written to a CSV file in the run's private folder, and read as one.

So every check of a file holds for a table too. The rows are sorted there by all their columns, since a database
promises no order and the same rows must give the same bytes.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from kvalspc.job.credentials import CredentialsError, read_credentials
from kvalspc.job.database_url import kind_of, place_of
from kvalspc.job.load import literal
from kvalspc.job.mariadb import from_mariadb
from kvalspc.job.postgresql import from_postgresql
from kvalspc.job.wording import Wording, detail_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project

CONNECT_SECONDS = 30
"""A server that does not answer within this time is not there."""


def fetch(connection: DuckDBPyConnection, project: Project, folder: Path, problems: Problems) -> Path | None:
    """Write the query's rows to a CSV file in `folder`; None when the database does not give them (said why)."""
    data = project.data
    url = data.url or ""
    try:
        credentials = read_credentials(project.folder / data.credentials if data.credentials else None)
    except CredentialsError as error:
        problems.add("credentials_bad", file=data.credentials, detail=detail_of(error))
        return None
    raw = folder / "query-unsorted.csv"
    read = from_postgresql if kind_of(url) == "postgresql" else from_mariadb
    try:
        reason = read(url, data.select, credentials, raw, CONNECT_SECONDS)
    except ModuleNotFoundError as error:
        problems.add("database_driver", module=error.name)
        return None
    if reason is not None:
        problems.add("database_failed", file=place_of(url), detail=reason)
        return None
    return _sorted(connection, raw, folder / "query.csv", problems)


def _sorted(connection: DuckDBPyConnection, raw: Path, path: Path, problems: Problems) -> Path | None:
    """Write the rows in the order of all their columns; None where they are not text, or have no columns."""
    import duckdb

    try:
        with raw.open(encoding="utf-8", newline="") as file:
            names = next(csv.reader(file), [])
        if not _usable(names, problems):
            return None
        columns = ", ".join(f"{literal(f'c{k}')}: 'VARCHAR'" for k in range(len(names)))
        header = ", ".join(f'c{k} AS "{name.replace(chr(34), chr(34) * 2)}"' for k, name in enumerate(names))
        form = """header = true, delim = ',', quote = '"', escape = '"', auto_detect = false"""
        source = f"read_csv({literal(str(raw))}, columns = {{{columns}}}, {form})"
        rows = f"SELECT {header} FROM {source} ORDER BY ALL"
        connection.execute(f"COPY ({rows}) TO {literal(str(path))} (FORMAT csv, HEADER, DELIMITER ',')")
    except (duckdb.Error, UnicodeError, csv.Error) as error:  # their messages quote rows
        problems.add("database_unreadable", kind=type(error).__name__)
        return None
    raw.unlink()
    return path


def _usable(names: Sequence[str], problems: Problems) -> bool:
    """Whether there are columns, each with a name of its own; DuckDB takes capitals for the same letters."""
    if not names:
        problems.add("database_failed", detail=Wording("problem.detail.no_answer"))
    lower = [name.lower() for name in names]
    doubled = [name for k, name in enumerate(names) if lower[k] in lower[:k]]
    for name in doubled:
        problems.add("column_twice", file="query", column=name)
    return bool(names) and not doubled
