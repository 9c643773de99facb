"""Parquet files and DuckDB tables: their rows have types already, and are handed on without a detour over text."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kvalspc.job.load import literal
from kvalspc.job.read_bytes import Shape
from kvalspc.job.read_header import Header, find_roles
from kvalspc.job.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN")
_DAYS = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")


def read_typed(
    connection: DuckDBPyConnection, project: Project, needed: Sequence[str], problems: Problems
) -> Source | None:
    """Make the table ``raw`` of a Parquet file or of a query on a DuckDB file; None when it is refused."""
    import duckdb

    data, path = project.data, project.folder / project.data.path
    parquet = data.form == "parquet"
    given = f"read_parquet({literal(str(path))}, file_row_number = true)"
    if not parquet:
        given = f"({(data.query or '').strip().rstrip(';')})"
    try:
        if not parquet:
            connection.execute(f"ATTACH {literal(str(path))} AS given (READ_ONLY)")
            connection.execute("USE given")
        columns = {name: kind for name, kind, *_ in connection.execute(f"DESCRIBE FROM {given}").fetchall()}
        if parquet:
            del columns["file_row_number"]
        names = tuple(columns)
        role = find_roles(names, data.path, data, needed, problems)
        if role is None:
            return None
        kinds = {r: columns[names[k]].partition("(")[0] for r, k in role.items()}
        typed = frozenset(r for r, kind in kinds.items() if _is_typed(r, kind))
        chosen = ", ".join(f"{_expression(names[role[r]], r, kind, typed)} AS {r}" for r, kind in kinds.items())
        rows = f"SELECT {chosen}, file_row_number AS rec FROM {given}"
        if not parquet:  # a query promises no order, and the same rows must give the same bytes
            rows = f"SELECT *, row_number() OVER () - 1 AS rec FROM (SELECT {chosen} FROM {given} ORDER BY ALL)"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE raw AS {rows}")
    except duckdb.Error as error:
        problems.add("table_bad", file=data.path, detail=_without_values(error))
        return None
    finally:
        if not parquet:
            connection.execute("USE memory")
            connection.execute("DETACH DATABASE IF EXISTS given")
    count = connection.execute("SELECT count(*) FROM raw").fetchone()
    records = 1 + int(count[0] if count else 0)
    shape = Shape(
        path, _sha256(path), "utf-8", b",", 0, crlf=False, plain=True, fields=len(names), records=records,
        has_header_line=False,
    )  # fmt: skip
    return Source(connection, project, data.path, shape, Header(names, ",", role, typed), problems)


def _is_typed(role: str, kind: str) -> bool:
    if role in ("value", "denominator"):
        return kind.removeprefix("U") in _NUMBERS
    return role == "date" and kind in _DAYS


def _expression(name: str, role: str, kind: str, typed: frozenset[str]) -> str:
    """SQL: a column as its role needs it: a double, a day, or text without empty values."""
    column = '"' + name.replace('"', '""') + '"'
    if role in typed:
        return f"CAST({column} AS DATE)" if role == "date" else f"CAST({column} AS DOUBLE)"
    text = f"CAST({column} AS VARCHAR)"
    if kind in ("FLOAT", "DOUBLE"):  # R writes whole numbers as doubles
        whole = f"CAST(CAST({column} AS BIGINT) AS VARCHAR)"
        text = f"CASE WHEN {column} = trunc({column}) AND abs({column}) < 1e15 THEN {whole} ELSE {text} END"
    elif kind in _DAYS:
        day = f"CAST({column} AS DATE)"
        text = f"CASE WHEN {column} = {day} THEN CAST({day} AS VARCHAR) ELSE {text} END"
    return f"coalesce({text}, '')"


def _without_values(error: Exception) -> str:
    """Return the first line of DuckDB's message, unless it speaks of values: those may be a person's."""
    text = str(error).split("\n", 1)[0]
    kind = type(error).__name__
    safe = ("CatalogException", "ParserException", "BinderException", "IOException", "InvalidInputException")
    return text if kind in safe else f"DuckDB says {kind}; run the query in DuckDB to see the row"


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 24):
            digest.update(block)
    return digest.hexdigest()
