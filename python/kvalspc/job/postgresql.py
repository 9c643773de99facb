"""Rows from PostgreSQL, copied to a CSV file as the server writes them, in a transaction that cannot write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kvalspc.job.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg

    from kvalspc.job.credentials import Credentials

_SAFE = ("42", "08", "25", "28", "3D", "57")
"""Classes of SQLSTATE whose messages speak of the query or the connection. Others may quote a person's value."""


def from_postgresql(url: str, query: str, credentials: Credentials, path: Path, seconds: int) -> Wording | None:
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
        return _reason(error)
    return None


def _reason(error: psycopg.Error) -> Wording:
    state = error.sqlstate or ""
    said = " ".join((error.diag.message_primary or str(error)).split())
    said = said.removeprefix("connection failed: ").partition(" Is the server running")[0]
    if state == "42501":
        return Wording("problem.detail.database_right", {"detail": said})
    if state.startswith(("42", "25")):
        return Wording("problem.detail.database_query", {"detail": said})
    if state and not state.startswith(_SAFE):
        return Wording("problem.detail.database_row", {"detail": f"{type(error).__name__}, {state}"})
    if "FATAL" in said or "password" in said:  # before a session the driver knows no SQLSTATE
        return Wording("problem.detail.database_user", {"detail": said})
    return Wording("problem.detail.database_connection", {"detail": said})
