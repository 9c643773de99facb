"""Several files read into one table: each looked at on its own, all with the same columns for the same roles."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kvalspc.job.data_file import DataFile
from kvalspc.job.load import drop, load, numbered, put
from kvalspc.job.read_bytes import head_of, open_checked, scan
from kvalspc.job.read_header import read_header
from kvalspc.job.read_table import look_at_parquet, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import stat_result
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from kvalspc.job.find_files import Found
    from kvalspc.job.problems import Problems
    from kvalspc.job.project_files import Written
    from kvalspc.job.read_header import Header, Wanted

MANY = 64
"""More Parquet files than this are copied, since DuckDB plans longer for a view of many than it reads them."""


def open_files(found: Sequence[Found], written: Written, label: str, problems: Problems) -> list[stat_result] | None:
    """Look at the files before they are opened; None when one, or all of them together (`label`), is refused."""
    limit = written.max_megabytes
    looked = (open_checked(one.path, one.name, limit, problems, written.table) for one in found)
    opened = [info for info in looked if info is not None]
    size = sum(info.st_size for info in opened)
    if len(opened) == len(found) > 1 and size > limit * 1_000_000:
        problems.add("file_too_large", file=label, size=size // 1_000_000, limit=limit, table=written.table)
        return None
    return opened if len(opened) == len(found) else None


def look_at_files(
    connection: DuckDBPyConnection,
    found: Sequence[Found],
    written: Written,
    wanted: Wanted,
    label: str,
    problems: Problems,
) -> tuple[DataFile, ...] | None:
    """Return the files as they are read, which must be of one form and have the same columns; None when refused."""
    forms = Counter(one.form for one in found)
    if "duckdb" in forms or len(forms) > 1:
        usual = forms.most_common(1)[0][0]
        odd = [one for one in found if one.form in ("duckdb", *(set(forms) - {usual}))]
        for one in odd:
            problems.add("file_form", file=one.name, variant="query" if one.form == "duckdb" else None)
        return None
    opened = open_files(found, written, label, problems)
    if opened is None:
        return None
    files = []
    for one, info in zip(found, opened, strict=True):
        file = (
            look_at_parquet(connection, one, info, wanted, problems)
            if one.form == "parquet"
            else look_at_csv(one, info, written, wanted, problems)
        )
        files += [] if file is None else [file]
    if len(files) < len(found):
        return None
    return tuple(files) if _have_one_header(files, problems) and _are_different(files, problems) else None


def look_at_csv(
    found: Found, opened: stat_result, written: Written, wanted: Wanted, problems: Problems
) -> DataFile | None:
    """Return a CSV file as it is read; None when it is refused."""
    name, path = found
    header = read_header(head_of(path), name, written.separator, wanted, problems)
    if header is None:
        return None
    shape = scan(
        path, name, header.separator.encode(), problems, encoding=written.encoding, fields=len(header.names),
        table=written.table,
    )  # fmt: skip
    return None if shape is None else DataFile(name, shape, header, opened)


def load_files(
    connection: DuckDBPyConnection,
    files: Sequence[DataFile],
    table: str,
    folder: Path,
    problems: Problems,
    *,
    lazy: bool = False,
    whole: bool = False,
) -> bool:
    """Put the rows of all files into one table; False when they are refused, also where a file has changed meanwhile.

    lazy: of Parquet files it is a view, and each query on it reads what it asks for. whole: see kvalspc.job.load.
    """
    import duckdb

    try:
        if lazy and len(files) <= MANY and all(file.query is not None for file in files):
            drop(connection, table)
            rows = " UNION ALL ".join(numbered(nth, file.query or "") for nth, file in enumerate(files))
            connection.execute(f"CREATE TEMP VIEW {table} AS {rows}")
        else:
            for nth, file in enumerate(files):
                if file.query is not None:
                    put(connection, nth, table, file.query)
                elif not load(connection, file, nth, table, folder, problems, whole=whole):
                    return False
    except duckdb.Error as error:  # of Parquet files
        refuse(connection, error, None, unreadable(connection, files).name, problems)
        return False
    return not have_changed(files, problems)


def have_changed(files: Sequence[DataFile], problems: Problems) -> bool:
    """Whether a file was written to since it was looked at."""
    changed = [file for file in files if file.has_changed]
    for file in changed:
        problems.add("file_changed", file=file.name)
    return bool(changed)


def unreadable(connection: DuckDBPyConnection, files: Sequence[DataFile]) -> DataFile:
    """Return the first of these Parquet files that DuckDB cannot read whole; the first of all where it reads each."""
    import duckdb

    for file in files:
        try:
            connection.execute(f"SELECT max(hash(given)) FROM ({file.query}) AS given").fetchall()
        except duckdb.Error:
            return file
    return files[0]


def _have_one_header(files: Sequence[DataFile], problems: Problems) -> bool:
    """Whether the same columns play the same roles in every file; those that differ from most files are told."""
    usual = Counter(_signs(file.header) for file in files).most_common(1)[0][0]
    like = next(file for file in files if _signs(file.header) == usual)
    before = len(problems)
    for file in files:
        for role in sorted(file.header.role.keys() | like.header.role.keys()):
            here, there = file.header.name(role), like.header.name(role)
            if here == there and (role in file.header.typed) == (role in like.header.typed):
                continue
            variant = "missing" if here is None else "extra" if there is None else "name" if here != there else None
            variant = variant or ("typed" if role in file.header.typed else "text")
            column = here if variant != "missing" else there
            problems.add(
                "columns_differ", file=file.name, line=file.header_line, column=column, variant=variant,
                other=like.name, name=there,
            )  # fmt: skip
    return len(problems) == before


def _signs(header: Header) -> frozenset[tuple[str, str | None, bool]]:
    return frozenset((role, header.name(role), role in header.typed) for role in header.role)


def _are_different(files: Sequence[DataFile], problems: Problems) -> bool:
    """Whether no two files have the same rows byte by byte: of single events nothing else would tell."""
    first: dict[str, DataFile] = {}
    before = len(problems)
    for file in files:
        other = first.setdefault(file.shape.sha256, file)
        if other is not file and file.rows > 0:
            problems.add("file_twice", file=file.name, other=other.name)
    return len(problems) == before
