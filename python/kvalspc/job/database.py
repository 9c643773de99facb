"""Rows from a database: the query's answer is written to a CSV file in the run's private folder, and read as one.

So every check of a file holds for a table too. The rows are sorted there by all their columns, since a database
promises no order and the same rows must give the same bytes.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from kvalspc.job.credentials import CredentialsError, read_credentials
from kvalspc.job.database_url import kind_of
from kvalspc.job.load import literal

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from kvalspc.job.credentials import Credentials
    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project

CONNECT_SECONDS = 30
"""A server that does not answer within this time is not there."""

_BATCH = 20_000
_SAFE = ("42", "08", "28", "3D", "57")
"""Classes of SQLSTATE whose messages speak of the query or the connection. Others may quote a person's value."""


def fetch(connection: DuckDBPyConnection, project: Project, folder: Path, problems: Problems) -> Path | None:
    """Write the query's rows to a CSV file in `folder`; None when the database does not give them (said why)."""
    data = project.data
    url, query = data.url or "", (data.query or "").strip().rstrip(";")
    try:
        credentials = read_credentials(project.folder / data.credentials if data.credentials else None)
    except CredentialsError as error:
        problems.add("credentials_bad", file=data.credentials, detail=str(error))
        return None
    raw = folder / "query-unsorted.csv"
    read = _from_postgresql if kind_of(url) == "postgresql" else _from_mariadb
    try:
        reason = read(url, query, credentials, raw)
    except ModuleNotFoundError as error:
        problems.add("database_driver", module=error.name)
        return None
    if reason is not None:
        problems.add("database_failed", detail=reason)
        return None
    return _sorted(connection, raw, folder / "query.csv")


def _sorted(connection: DuckDBPyConnection, raw: Path, path: Path) -> Path:
    with raw.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    columns = ", ".join(f"{literal(f'c{k}')}: 'VARCHAR'" for k in range(len(names)))
    header = ", ".join(f'c{k} AS "{name.replace(chr(34), chr(34) * 2)}"' for k, name in enumerate(names))
    form = """header = true, delim = ',', quote = '"', escape = '"', auto_detect = false"""
    source = f"read_csv({literal(str(raw))}, columns = {{{columns}}}, {form})"
    connection.execute(
        f"COPY (SELECT {header} FROM {source} ORDER BY ALL) TO {literal(str(path))} (FORMAT csv, HEADER, DELIMITER ',')"
    )
    raw.unlink()
    return path


def _from_postgresql(url: str, query: str, credentials: Credentials, path: Path) -> str | None:
    """Copy the rows as the server writes them (COPY TO STDOUT) in a transaction that cannot write."""
    import psycopg
    from psycopg import sql

    given: dict[str, Any] = {"user": credentials.user, "password": credentials.password}
    given = {k: v for k, v in given.items() if v is not None}
    options = "-c DateStyle=ISO -c default_transaction_read_only=on"
    try:
        with psycopg.connect(
            url, connect_timeout=CONNECT_SECONDS, options=options, application_name="kvalspc", **given
        ) as database:
            database.read_only = True
            copy = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')").format(sql.SQL(query))
            with path.open("wb") as out, database.cursor() as cursor, cursor.copy(copy) as rows:
                for block in rows:
                    out.write(block)
    except psycopg.Error as error:
        state = error.sqlstate or ""
        if state and not state.startswith(_SAFE):
            return f"PostgreSQL says {type(error).__name__} ({state}); run the query in psql to see the row"
        return _one_line(error.diag.message_primary or str(error))
    return None


def _from_mariadb(url: str, query: str, credentials: Credentials, path: Path) -> str | None:
    """Write the rows as they arrive, in a transaction that cannot write."""
    import pymysql
    from pymysql.converters import encoders
    from pymysql.cursors import SSCursor

    parts = urlsplit(url)
    encode: dict[Any, Any] = {**encoders}  # and no decoders: every value stays the text that the server sent
    more = {k: v[-1] for k, v in parse_qs(parts.query).items()}
    given: dict[str, Any] = {
        "host": parts.hostname or "localhost",
        "port": parts.port or 3306,
        "user": credentials.user or unquote(parts.username or "") or None,
        "password": credentials.password or "",
        "database": unquote(parts.path.strip("/")),
    }
    if "socket" in more:
        given["unix_socket"] = more["socket"]
    if "ssl_ca" in more:
        given |= {"ssl_ca": more["ssl_ca"], "ssl_verify_cert": True, "ssl_verify_identity": True}
    try:
        database = pymysql.connect(
            **given, charset="utf8mb4", connect_timeout=CONNECT_SECONDS, cursorclass=SSCursor, conv=encode
        )
    except pymysql.MySQLError as error:
        return _one_line(str(error.args[-1]) if error.args else type(error).__name__)
    try:
        with database.cursor() as cursor, path.open("w", encoding="utf-8", newline="") as out:
            cursor.execute("START TRANSACTION READ ONLY")
            cursor.execute(query)
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow([column[0] for column in cursor.description or ()])
            while rows := cursor.fetchmany(_BATCH):
                writer.writerows([_text(value) for value in row] for row in rows)
    except pymysql.ProgrammingError as error:  # the query's own fault: no such table, not SQL
        return _one_line(str(error.args[-1]))
    except pymysql.MySQLError as error:
        code = error.args[0] if error.args else ""
        if code in (1054, 1142, 1143):  # unknown column, no right to read
            return _one_line(str(error.args[-1]))
        return f"MariaDB says {type(error).__name__} ({code}); run the query in its own client to see the row"
    finally:
        database.close()
    return None


def _text(value: object) -> object:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


def _one_line(text: str) -> str:
    return " ".join(text.split())
