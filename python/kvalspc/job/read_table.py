"""Parquet files and DuckDB tables: their rows have types already, and are handed on without a detour over text."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kvalspc.job.load import drop, literal
from kvalspc.job.read_bytes import Shape
from kvalspc.job.read_header import Header, find_roles
from kvalspc.job.source import Source
from kvalspc.job.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN")
_DAYS = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")


def read_typed(
    connection: DuckDBPyConnection, project: Project, needed: Sequence[str], problems: Problems, *, lazy: bool = False
) -> Source | None:
    """Make the table ``raw`` of a Parquet file or of a query on a DuckDB file; None when it is refused.

    lazy: of a Parquet file ``raw`` is a view, and each query on it reads what it asks for.
    """
    import duckdb

    data, path = project.data, project.folder / project.data.path
    query = None if data.form == "parquet" else data.select
    # The parenthesis closes on a line of its own, since the query may end in a comment.
    given = f"({query}\n)" if query is not None else f"read_parquet({literal(str(path))}, file_row_number = true)"
    try:
        if query is not None:
            connection.execute(f"ATTACH {literal(str(path))} AS given (READ_ONLY)")
            connection.execute("USE given")
        described = connection.execute(f"DESCRIBE FROM {given}").fetchall()
        names, kinds = [row[0] for row in described], [row[1] for row in described]
        if query is None:
            names.remove("file_row_number")
        else:  # inside parentheses DuckDB gives a second column of a name another one
            names = [row[0] for row in connection.execute(f"DESCRIBE {query}").fetchall()]
        role = find_roles(names, data.path, data, needed, problems)
        if role is None:
            return None
        kind = {r: kinds[k].partition("(")[0] for r, k in role.items()}
        typed = frozenset(r for r, k in kind.items() if _is_typed(r, k))
        chosen = ", ".join(f"{_expression(f'c{role[r]}', r, k, typed)} AS {r}" for r, k in kind.items())
        places = ", ".join(f"c{k}" for k in range(len(names)))
        rows = f"SELECT {chosen}, rec FROM {given} AS given({places}, rec)"
        if query is not None:  # it promises no order, and the same rows must give the same bytes
            asked = f"SELECT {chosen} FROM {given} AS given({places}) ORDER BY ALL"
            rows = f"SELECT *, row_number() OVER () - 1 AS rec FROM ({asked})"
        drop(connection, "raw")
        connection.execute(f"CREATE TEMP {'VIEW' if lazy and query is None else 'TABLE'} raw AS {rows}")
    except duckdb.Error as error:
        refuse(connection, error, query, data.path, problems)
        return None
    finally:
        if query is not None:
            connection.execute("USE memory")
            connection.execute("DETACH DATABASE IF EXISTS given")
    count = connection.execute("SELECT count(*) FROM raw").fetchone()
    records = 1 + int(count[0] if count else 0)
    shape = Shape(
        path, _sha256(path), "utf-8", b",", 0, crlf=False, plain=True, fields=len(names), records=records,
        has_header_line=False,
    )  # fmt: skip
    return Source(connection, project, data.path, shape, Header(tuple(names), ",", role, typed), problems)


def _is_typed(role: str, kind: str) -> bool:
    if role in ("value", "denominator"):
        return kind.removeprefix("U") in _NUMBERS
    return role == "date" and kind in _DAYS


def _expression(column: str, role: str, kind: str, typed: frozenset[str]) -> str:
    """SQL: a column as its role needs it: a double, a day, or text without empty values."""
    if role in typed:
        if kind in ("FLOAT", "DOUBLE"):
            # DuckDB takes the least and largest value in the statistics of a Parquet file for all there is, and so
            # finds no NaN in a column; what a CASE gives has no statistics.
            return f"CASE WHEN {column} IS NULL THEN NULL ELSE CAST({column} AS DOUBLE) END"
        return f"CAST({column} AS DATE)" if role == "date" else f"CAST({column} AS DOUBLE)"
    text = f"CAST({column} AS VARCHAR)"
    if kind in ("FLOAT", "DOUBLE"):  # R writes whole numbers as doubles
        whole = f"CAST(CAST({column} AS BIGINT) AS VARCHAR)"
        text = f"CASE WHEN {column} = trunc({column}) AND abs({column}) < 1e15 THEN {whole} ELSE {text} END"
    elif kind in _DAYS:
        day = f"CAST({column} AS DATE)"
        text = f"CASE WHEN {column} = {day} THEN CAST({day} AS VARCHAR) ELSE {text} END"
    return f"coalesce({text}, '')"


_OF_THE_QUERY = ("CatalogException", "ParserException", "BinderException", "IOException")
"""Errors whose messages speak of the query's own words or of the file. Others may quote a person's value."""


def refuse(connection: DuckDBPyConnection, error: Exception, query: str | None, file: str, problems: Problems) -> None:
    """Say why a table cannot be read: what DuckDB says, unless it could hold a value."""
    kind = type(error).__name__
    if kind in _OF_THE_QUERY:
        problems.add("table_bad", file=file, detail=str(error).split("\n", 1)[0])
    elif query is None:
        problems.add("table_unreadable", file=file, kind=kind, need=Wording("problem.need.whole_parquet"))
    else:
        column = _failing(connection, query)
        problems.add("table_unreadable", file=file, column=column, kind=kind, need=Wording("problem.need.every_row"))


def _failing(connection: DuckDBPyConnection, query: str) -> str | None:
    """Return the first column that cannot be computed for some row; None where it is none of them."""
    import duckdb

    try:
        connection.execute(f"SELECT count(*) FROM ({query}\n)").fetchall()
        names = [row[0] for row in connection.execute(f"DESCRIBE {query}").fetchall()]
    except duckdb.Error:  # not a column, but what the rows are chosen by
        return None
    places = ", ".join(f"c{k}" for k in range(len(names)))
    for k, name in enumerate(names):
        try:
            connection.execute(f"SELECT max(hash(c{k})) FROM ({query}\n) AS given({places})").fetchall()
        except duckdb.Error:
            return str(name)
    return None


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 24):
            digest.update(block)
    return digest.hexdigest()
