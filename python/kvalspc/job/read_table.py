"""Parquet files and DuckDB tables: their rows have types already, and are handed on without a detour over text."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kvalspc.job.data_file import DataFile
from kvalspc.job.load import count_of, literal, put
from kvalspc.job.read_bytes import Shape
from kvalspc.job.read_header import Header, find_roles
from kvalspc.job.wording import Wording

if TYPE_CHECKING:
    from os import stat_result
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from kvalspc.job.find_files import Found
    from kvalspc.job.problems import Problems
    from kvalspc.job.read_header import Wanted

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN")
_DAYS = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")


def look_at_parquet(
    connection: DuckDBPyConnection, found: Found, opened: stat_result, wanted: Wanted, problems: Problems
) -> DataFile | None:
    """Return a Parquet file as it is read; None when it is refused."""
    import duckdb

    given = f"read_parquet({literal(str(found.path))}, file_row_number = true)"
    try:
        described = connection.execute(f"DESCRIBE FROM {given}").fetchall()
        count = count_of(connection, given)
    except duckdb.Error as error:
        refuse(connection, error, None, found.name, problems)
        return None
    names, kinds = [row[0] for row in described[:-1]], [row[1] for row in described[:-1]]
    columns = _columns(names, kinds, found.name, wanted, problems)
    if columns is None:
        return None
    header, chosen, places = columns
    query = f"SELECT {chosen}, rec FROM {given} AS given({places}, rec)"
    return DataFile(found.name, _shape(found.path, header, count), header, opened, query)


def load_query(
    connection: DuckDBPyConnection, found: Found, opened: stat_result, query: str, wanted: Wanted, problems: Problems
) -> DataFile | None:
    """Make the table ``raw`` of a query on a DuckDB file; None when it is refused."""
    import duckdb

    given = f"({query}\n)"  # it closes on a line of its own, since the query may end in a comment
    try:
        connection.execute(f"ATTACH {literal(str(found.path))} AS given (READ_ONLY)")
        connection.execute("USE given")
        kinds = [row[1] for row in connection.execute(f"DESCRIBE FROM {given}").fetchall()]
        # inside parentheses DuckDB gives a second column of a name another one
        names = [row[0] for row in connection.execute(f"DESCRIBE {query}").fetchall()]
        columns = _columns(names, kinds, found.name, wanted, problems)
        if columns is None:
            return None
        header, chosen, places = columns
        # it promises no order, and the same rows must give the same bytes
        asked = f"SELECT {chosen} FROM {given} AS given({places}) ORDER BY ALL"
        put(connection, 0, "raw", f"SELECT *, row_number() OVER () - 1 AS rec FROM ({asked})")
    except duckdb.Error as error:
        refuse(connection, error, query, found.name, problems)
        return None
    finally:
        connection.execute("USE memory")
        connection.execute("DETACH DATABASE IF EXISTS given")
    return DataFile(found.name, _shape(found.path, header, count_of(connection, "raw")), header, opened)


def _columns(
    names: list[str], kinds: list[str], file: str, wanted: Wanted, problems: Problems
) -> tuple[Header, str, str] | None:
    """Return the header of a table, and SQL: its roles as they are needed, and names for its columns in their order."""
    role = find_roles(names, file, wanted, problems)
    if role is None:
        return None
    kind = {r: kinds[k].partition("(")[0] for r, k in role.items()}
    typed = frozenset(r for r, k in kind.items() if _is_typed(r, k))
    chosen = ", ".join(f"{_expression(f'c{role[r]}', r, k, typed)} AS {r}" for r, k in kind.items())
    return Header(tuple(names), ",", role, typed), chosen, ", ".join(f"c{k}" for k in range(len(names)))


def _shape(path: Path, header: Header, rows: int) -> Shape:
    return Shape(
        path, _sha256(path), "utf-8", b",", 0, crlf=False, plain=True, fields=len(header.names), records=1 + rows,
        has_header_line=False,
    )  # fmt: skip


def _is_typed(role: str, kind: str) -> bool:
    if role in ("value", "denominator", "share", "numerator"):
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
