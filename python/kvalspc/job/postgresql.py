"""Rows from PostgreSQL, copied to a CSV file as the server writes them, in a transaction that cannot write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from kvalspc.job.credentials import Credentials

_SAFE = ("42", "08", "28", "3D", "57")
"""Classes of SQLSTATE whose messages speak of the query or the connection. Others may quote a person's value."""


def from_postgresql(url: str, query: str, credentials: Credentials, path: Path, seconds: int) -> str | None:
    """Write the rows of a query; return why they cannot be had, None when all are there.

    `seconds` is how long to wait for the server. ModuleNotFoundError without the driver.
    """
    import psycopg
    from psycopg import sql

    given: dict[str, Any] = {"user": credentials.user, "password": credentials.password}
    given = {k: v for k, v in given.items() if v is not None}
    options = "-c DateStyle=ISO -c default_transaction_read_only=on"
    # The parenthesis closes on a line of its own, since the query may end in a comment.
    copy = sql.SQL("COPY ({}\n) TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')").format(sql.SQL(query))
    try:
        with psycopg.connect(
            url, connect_timeout=seconds, options=options, application_name="kvalspc", **given
        ) as database:
            database.read_only = True
            with path.open("wb") as out, database.cursor() as cursor, cursor.copy(copy) as rows:
                for block in rows:
                    out.write(block)
    except psycopg.Error as error:
        state = error.sqlstate or ""
        if state and not state.startswith(_SAFE):
            return f"PostgreSQL says {type(error).__name__} ({state}); run the query in psql to see the row"
        return " ".join((error.diag.message_primary or str(error)).split())
    return None
