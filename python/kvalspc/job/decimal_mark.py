"""Which files have decimal commas: as the project file says, else each by its separator and its own numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.job.data_file import file_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from kvalspc.job.data_file import DataFile


def commas(
    connection: DuckDBPyConnection, files: Sequence[DataFile], asked: str, table: str, columns: Sequence[str]
) -> frozenset[int]:
    """Return the places of the files that have decimal commas: all or none, where a mark is `asked` for.

    Else those whose separator is no comma, if a number in these columns of text has one. `table` has the rows of all.
    """
    every = range(len(files))
    if asked != "auto":
        return frozenset(every if asked == "," else ())
    open_ = [k for k in every if files[k].header.separator != ","]
    if not open_ or not columns:
        return frozenset()
    comma = "contains({c}, ',') AND regexp_full_match({c}, '-?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?')"
    found = " OR ".join(comma.format(c=c) for c in columns)
    if len(files) == 1:  # the first will do
        return frozenset(every if connection.execute(f"SELECT 1 FROM {table} WHERE {found} LIMIT 1").fetchone() else ())
    there = connection.execute(f"SELECT DISTINCT {file_of('rec')} FROM {table} WHERE {found}").fetchall()
    return frozenset(int(k) for (k,) in there) & frozenset(open_)
