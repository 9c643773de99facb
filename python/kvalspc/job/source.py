"""One data file while it is read: where it lies, its shape and header, and the DuckDB that holds its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import os

    from duckdb import DuckDBPyConnection

    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Data, Project
    from kvalspc.job.read_bytes import Shape
    from kvalspc.job.read_header import Header


@dataclass(frozen=True)
class Source:
    """What every step of reading needs; `name` is the file as the project file names it."""

    connection: DuckDBPyConnection
    project: Project
    name: str
    shape: Shape
    header: Header
    problems: Problems
    opened: os.stat_result | None = None  # the file, as it was before it was read

    @property
    def data(self) -> Data:
        """The [data] table of the project file."""
        return self.project.data

    @property
    def missing(self) -> tuple[str, ...]:
        """The texts that mean "missing"."""
        return ("",) if self.data.missing == "auto" else self.data.missing

    def run(self, query: str, parameters: list[Any] | None = None) -> None:
        """Run a statement."""
        self.connection.execute(query, parameters)

    def all(self, query: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        return self.connection.execute(query, parameters).fetchall()

    def one(self, query: str) -> Any:
        """Return the first value of the first row of a query, None when it has no row."""
        row = self.connection.execute(query).fetchone()
        return row[0] if row else None

    def fill(self, table: str, columns: str, rows: list[list[Any]]) -> None:
        """Make a small temporary table of these rows."""
        import pyarrow as pa

        self.run(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")
        if rows:
            given = [list(column) for column in zip(*rows, strict=True)]
            self.connection.register("given_rows", pa.table(given, names=[f"c{k}" for k in range(len(given))]))
            self.run(f"INSERT INTO {table} FROM given_rows")
            self.connection.unregister("given_rows")

    def warn(self, code: str, **words: Any) -> None:
        """Add a problem of this file."""
        self.problems.add(code, file=self.name, **words)


def by_bytes(text: str) -> bytes:
    """Sort key of ids: their bytes, in every language and on every machine the same order."""
    return text.encode("utf-8", "surrogatepass")
