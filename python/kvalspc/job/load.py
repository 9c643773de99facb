"""Handing checked files to DuckDB: all columns as text, one number a record, nothing guessed."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from kvalspc.job.data_file import BITS
from kvalspc.job.records import LONGEST_LINE
from kvalspc.job.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from kvalspc.job.data_file import DataFile
    from kvalspc.job.problems import Problems
    from kvalspc.job.read_bytes import Shape


MEMORY = "1536MiB"
"""What DuckDB may hold of the rows; the rest waits in the run's private folder."""


def connect(folder: Path) -> DuckDBPyConnection:
    """Open a DuckDB in memory that spills only into `folder`, loads no extensions, and keeps rows in order."""
    import duckdb

    connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
    connection.execute(f"SET temp_directory = {literal(str(folder / 'spill'))}")
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET TimeZone = 'UTC'")
    # It would compute what stands in the sums of all rows several times over, below the joins.
    with contextlib.suppress(duckdb.Error):  # versions that have no such step
        connection.execute("SET disabled_optimizers = 'partial_aggregate_pushdown'")
    with contextlib.suppress(duckdb.InvalidInputException):  # a notebook without ipywidgets has no bar to turn off
        connection.execute("SET enable_progress_bar = false")
    return connection


def load(
    connection: DuckDBPyConnection,
    file: DataFile,
    nth: int,
    table: str,
    folder: Path,
    problems: Problems,
    *,
    whole: bool,
) -> bool:
    """Read the roles of the nth file (from 0) into a table, the first into a new one: rec, and a text column a role.

    Empty fields are empty texts. `whole`: with a column that is the same for rows that are alike in every column.
    False when DuckDB does not read the records that were counted (a defect, or a file that changed): then nothing of it
    may be used.
    """
    import duckdb

    shape, header = file.shape, file.header
    path = shape.path if shape.plain else _clean_copy(shape, folder)
    types = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(header.names)))
    roles = ", ".join(f"coalesce(c{i}, '') AS {role}" for role, i in header.role.items())
    columns = ", ".join(f"c{i}" for i in sorted(range(len(header.names)), key=header.names.__getitem__))
    alike = f", hash({columns}) AS whole" if whole else ""
    try:
        before = put(
            connection,
            nth,
            table,
            f"""SELECT row_number() OVER () - 1 AS rec, {roles}{alike}
            FROM read_csv({literal(str(path))}, columns = {{{types}}}, header = true, auto_detect = false,
                          delim = {literal(header.separator)}, quote = '"', escape = '"', nullstr = '',
                          max_line_size = {LONGEST_LINE * 2}, strict_mode = true, null_padding = false,
                          ignore_errors = false)""",
        )
    except duckdb.Error as error:  # its message quotes the row
        need = Wording("problem.need.steady_csv")
        problems.add("table_unreadable", file=file.name, kind=type(error).__name__, need=need)
        return False
    finally:
        if not shape.plain:
            path.unlink()
    read = count_of(connection, table) - before
    if read != file.rows:
        problems.add("count_mismatch", file=file.name, read=read, counted=file.rows)
        return False
    return True


def put(connection: DuckDBPyConnection, nth: int, table: str, query: str) -> int:
    """Put the rows of the nth file into a table, the first one into a new one; return how many there were before."""
    if not nth:
        drop(connection, table)
        connection.execute(f"CREATE TEMP TABLE {table} AS {query}")
        return 0
    before = count_of(connection, table)
    connection.execute(f"INSERT INTO {table} BY NAME {numbered(nth, query)}")
    return before


def numbered(nth: int, query: str) -> str:
    """SQL: the rows of a query with the place of the nth file in their numbers."""
    return f"SELECT * REPLACE (rec + {nth << BITS} AS rec) FROM ({query})" if nth else query


def count_of(connection: DuckDBPyConnection, table: str) -> int:
    """Return how many rows a table has."""
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def _clean_copy(shape: Shape, folder: Path) -> Path:
    """Write the good records as UTF-8 with LF into the private folder of the run."""
    path = folder / "clean.csv"
    with path.open("wb") as out:
        for number, record in enumerate(records_of(shape)):
            if number not in shape.skipped:
                out.write(record.encode("utf-8") + b"\n")
    return path


def records_of(shape: Shape) -> Iterator[str]:
    """Iterate over all records of a file as text, blank and odd ones included, without their line ends."""
    with shape.path.open("rb") as file:
        file.seek(shape.bom)
        held = b""
        for line in file:
            held += line
            if held.count(b'"') % 2:
                continue  # the line ends between quotes
            yield held.removesuffix(b"\n").removesuffix(b"\r").decode(shape.encoding)
            held = b""


def drop(connection: DuckDBPyConnection, *names: str) -> None:
    """Remove temporary tables, or views, where they are there."""
    for name in names:
        view = connection.execute("SELECT 1 FROM duckdb_views() WHERE view_name = ?", [name]).fetchall()
        connection.execute(f"DROP {'VIEW' if view else 'TABLE'} IF EXISTS {name}")


def has_table(connection: DuckDBPyConnection, table: str) -> bool:
    """Whether any database that is open there has a table of that name."""
    query = "SELECT 1 FROM duckdb_tables() WHERE table_name = ?"
    return bool(connection.execute(query, [table]).fetchall())


def literal(text: str) -> str:
    """Return an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
