"""The project's data while they are read: the files, and the DuckDB that holds their rows together in ``raw``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kvalspc.job.data_file import BITS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from kvalspc.job.data_file import DataFile
    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Data, Project
    from kvalspc.job.read_header import Header


@dataclass(frozen=True)
class Source:
    """What every step of reading needs. All files have the same columns for the same roles."""

    connection: DuckDBPyConnection
    project: Project
    files: tuple[DataFile, ...]
    problems: Problems

    @property
    def data(self) -> Data:
        """The [data] table of the project file."""
        return self.project.data

    @property
    def header(self) -> Header:
        """Roles and names of the columns, the same in every file; at which place they stand may differ."""
        return self.files[0].header

    @property
    def name(self) -> str:
        """What messages call all of the data: the file, where there is one."""
        return self.files[0].name if len(self.files) == 1 else self.data.label

    @property
    def missing(self) -> tuple[str, ...]:
        """The texts that mean "missing"."""
        return self.data.missing_texts

    def place(self, rec: int) -> tuple[str, int]:
        """Return the name of the file that a row stands in, and its line there."""
        file = self.files[rec >> BITS]
        return file.name, file.line(rec)

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

    def warn(self, code: str, *, file: str | None = None, **words: Any) -> None:
        """Add a problem of a file, or of all of them together."""
        self.problems.add(code, file=file or self.name, **words)


def by_bytes(text: str) -> bytes:
    """Sort key of ids: their bytes, in every language and on every machine the same order."""
    return text.encode("utf-8", "surrogatepass")
