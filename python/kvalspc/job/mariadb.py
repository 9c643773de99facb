"""Rows from MariaDB, written to a CSV file as they arrive, in a transaction that cannot write."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from kvalspc.job.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path

    from kvalspc.job.credentials import Credentials

_BATCH = 20_000
_NO_RIGHT = (1142, 1143)
_OF_THE_QUERY = (1054, 1792, *_NO_RIGHT)
"""Unknown column, a query that writes, no right to read: they speak of the query. Others may quote a value."""
_TURNED_AWAY = (1044, 1045, 1049, 1698)
"""No right to the database, wrong password, no such database."""


def from_mariadb(url: str, query: str, credentials: Credentials, path: Path, seconds: int) -> Wording | None:
    """Write the rows of a query; return why they cannot be had, None when all are there.

    `seconds` is how long to wait for the server. ModuleNotFoundError without the driver.
    """
    import pymysql
    from pymysql.converters import encoders
    from pymysql.cursors import SSCursor

    encode: dict[Any, Any] = {**encoders}  # and no decoders: every value stays the text that the server sent
    try:
        database = pymysql.connect(
            **_address(url, credentials), charset="utf8mb4", connect_timeout=seconds, cursorclass=SSCursor, conv=encode
        )
    except (pymysql.MySQLError, RuntimeError, OSError) as error:  # RuntimeError: a package of the driver is missing
        said = _one_line(str(error.args[-1]) if error.args else type(error).__name__)
        turned_away = error.args and error.args[0] in _TURNED_AWAY
        text = "problem.detail.database_user" if turned_away else "problem.detail.database_connection"
        return Wording(text, {"detail": said})
    try:
        with database.cursor() as cursor, path.open("w", encoding="utf-8", newline="") as out:
            cursor.execute("START TRANSACTION READ ONLY")
            cursor.execute(query)
            names = [column[0] for column in cursor.description or ()]
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(names)
            while rows := cursor.fetchmany(_BATCH):
                for row in rows:
                    writer.writerow([_text(value, name) for value, name in zip(row, names, strict=True)])
    except _NotTextError as error:
        return Wording("problem.detail.query_bytes", {"column": str(error)})
    except UnicodeError:
        return Wording("problem.detail.query_letters")
    except pymysql.MySQLError as error:
        code = error.args[0] if error.args else ""
        # ProgrammingError is the query's own fault: no such table, not SQL
        if isinstance(error, pymysql.ProgrammingError) or code in _OF_THE_QUERY:
            text = "problem.detail.database_right" if code in _NO_RIGHT else "problem.detail.database_query"
            return Wording(text, {"detail": _one_line(str(error.args[-1]))})
        return Wording("problem.detail.database_row", {"detail": f"{type(error).__name__}, {code}"})
    finally:
        database.close()
    return None


def _address(url: str, credentials: Credentials) -> dict[str, Any]:
    """Return what the driver is called with."""
    parts = urlsplit(url)
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
    return given


class _NotTextError(Exception):
    """A column of bytes that are not text; the message is its name."""


def _text(value: object, name: str) -> object:
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise _NotTextError(name) from None


def _one_line(text: str) -> str:
    return " ".join(text.split())
