"""The tables of imongr (the delivery tool of the registries), read as they are: from files or from its database."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kvalspc.job.credentials import CredentialsError, read_credentials
from kvalspc.job.database import CONNECT_SECONDS
from kvalspc.job.database_url import kind_of
from kvalspc.job.load import connect, literal
from kvalspc.job.mariadb import from_mariadb
from kvalspc.job.postgresql import from_postgresql
from kvalspc.job.results import InputFile
from kvalspc.job.table_file import read_table
from kvalspc.job.wording import Wording, detail_of, system_reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kvalspc.job.project_imongr import Imongr

Row = dict[str, str]

# table: the columns that are used, those without which it says nothing first
COLUMNS: dict[str, tuple[str, ...]] = {
    "ind": ("id", "type"),
    "project": ("id", "start_year"),
    "project_ind": ("project_id", "ind_id"),
    "project_hospital": ("project_id", "hospital_orgnr"),
    "hospital": ("orgnr", "short_name", "hf_orgnr"),
    "hf": ("orgnr", "short_name", "rhf_orgnr"),
    "rhf": ("orgnr", "short_name"),
    "nation": ("orgnr", "short_name"),
    "registry": ("id", "name"),
}
_NOTHING = frozenset({"", "NA", "NULL", "null"})
_WHOLE = re.compile(r"^(-?[0-9]+)\.0$")


@dataclass(frozen=True)
class Tables:
    """What was read: the rows of each table (none of a table that is not there), and for the manifest their hashes."""

    rows: Mapping[str, list[Row]]
    inputs: tuple[InputFile, ...]

    def find(self, table: str, key: str, value: str) -> Iterator[Row]:
        """Iterate over the rows of a table with a value in a column."""
        return (row for row in self.rows.get(table, ()) if row.get(key) == value)


def read_tables(given: Imongr, folder: Path) -> Tables:
    """Read all tables of a section [imongr]; paths are relative to `folder`.

    Raises ValueError, saying why: a table that cannot be read, columns that are missing, or no table ``ind``.
    """
    found = dict(_from_database(given, folder) if given.url is not None else _from_files(folder / (given.tables or "")))
    if "ind" not in found:
        raise ValueError(Wording("problem.detail.no_ind"))
    rows, inputs = {}, []
    for table, (names, lines) in sorted(found.items()):
        lacking = [c for c in COLUMNS[table] if c not in names]
        if lacking:
            places = {"lacking": ", ".join(lacking), "names": ", ".join(names)}
            raise _in_table(table, Wording("problem.detail.lacking_columns", places))
        rows[table] = [{n: _clean(v) for n, v in zip(names, line, strict=True)} for line in lines]
        text = json.dumps([names, *sorted(map(list, lines))], ensure_ascii=False).encode("utf-8", "surrogatepass")
        inputs.append(InputFile(f"imongr/{table}", hashlib.sha256(text).hexdigest(), len(text), len(lines)))
    return Tables(rows, tuple(inputs))


Found = tuple[str, tuple[list[str], list[list[str]]]]


def _from_files(path: Path) -> Iterator[Found]:
    if path.suffix.lower() in (".duckdb", ".ddb"):
        yield from _from_duckdb(path)
        return
    if not path.is_dir():
        need = Wording("problem.need.imongr_folder")
        raise ValueError(Wording("problem.detail.no_such_folder", {"path": path.name, "need": need}))
    for table in COLUMNS:
        csv, parquet = path / f"{table}.csv", path / f"{table}.parquet"
        try:
            if csv.is_file():
                yield table, read_table(csv)
            elif parquet.is_file():
                yield table, _select(f"FROM read_parquet({literal(str(parquet))})")
        except OSError as error:
            raise _in_table(table, Wording("problem.detail.unreadable", {"detail": system_reason(error)})) from None
        except ValueError as error:
            raise _in_table(table, detail_of(error)) from None


def _from_duckdb(path: Path) -> Iterator[Found]:
    if not path.is_file():
        raise ValueError(Wording("problem.detail.no_such_file", {"path": path.name}))
    attach = f"ATTACH {literal(str(path))} AS given (READ_ONLY)"
    _, there = _select("SELECT table_name FROM duckdb_tables() WHERE database_name = 'given'", attach)
    for table in _used(there):
        yield table, _select(f'FROM given."{table}"', attach)


def _select(query: str, attach: str | None = None) -> tuple[list[str], list[list[str]]]:
    """Return names and rows, all as text; whole doubles without their decimals, as R writes numbers."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix="kvalspc-") as private:
        connection = connect(Path(private))
        try:
            if attach is not None:
                connection.execute(attach)
            rows = connection.execute(query)
            names = [column[0] for column in rows.description or ()]
            return names, [[_text(value) for value in row] for row in rows.fetchall()]
        except duckdb.Error as error:
            raise ValueError(str(error).split("\n", 1)[0]) from None
        finally:
            connection.close()


def _from_database(given: Imongr, folder: Path) -> Iterator[Found]:
    url = given.url or ""
    read = from_postgresql if kind_of(url) == "postgresql" else from_mariadb
    try:
        credentials = read_credentials(folder / given.credentials if given.credentials else None)
    except CredentialsError as error:
        raise ValueError(detail_of(error)) from None

    def ask(query: str) -> tuple[list[str], list[list[str]]]:
        with tempfile.TemporaryDirectory(prefix="kvalspc-") as private:
            path = Path(private) / "answer.csv"
            try:
                reason = read(url, query, credentials, path, CONNECT_SECONDS)
            except ModuleNotFoundError as error:
                raise ValueError(Wording("problem.detail.package_missing", {"name": error.name})) from None
            if reason is not None:
                raise ValueError(reason)
            return read_table(path)

    _, there = ask("SELECT DISTINCT table_name FROM information_schema.tables")
    for table in _used(there):
        try:
            yield table, ask(f"SELECT * FROM {table}")
        except ValueError as error:
            raise _in_table(table, detail_of(error)) from None


def _in_table(table: str, text: Wording | str) -> ValueError:
    return ValueError(Wording("problem.detail.of_table", {"table": table, "text": text}))


def _used(there: Iterable[list[str]]) -> list[str]:
    names = {row[0] for row in there}
    return [table for table in COLUMNS if table in names]


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _clean(text: str) -> str:
    stripped = text.strip()
    return "" if stripped in _NOTHING else _WHOLE.sub(r"\1", stripped)
