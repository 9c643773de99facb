"""Coverage from files of its own: a row a unit and year, read as strictly as a table of units.

What cannot be read is refused, since a figure that is left out would open the gate that coverage is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kvalspc.job import kinds
from kvalspc.job.coverage_rows import CoverageRows, Number
from kvalspc.job.decimal_mark import commas
from kvalspc.job.find_files import find_files
from kvalspc.job.read_files import load_files, look_at_files
from kvalspc.job.read_header import USUAL, Wanted
from kvalspc.job.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from kvalspc.job.coverage import Covered
    from kvalspc.job.data_file import DataFile
    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project
    from kvalspc.job.results import InputFile

_TABLE = "coverage_given"
_SHARE = ("share", "dg", "coverage", "dekningsgrad")
_NUMERATOR = ("numerator", "var")
_NUMBERS = ("share", "numerator", "denominator")


@dataclass(frozen=True)
class Told:
    """What the files say: coverage by year of each indicator (its position) and unit; the files; all units in them."""

    shares: dict[tuple[int, str], dict[int, Covered]] = field(default_factory=dict)
    inputs: tuple[InputFile, ...] = ()
    units: frozenset[str] = frozenset()


def read_coverage_file(
    connection: DuckDBPyConnection, project: Project, folder: Path, problems: Problems, as_of: date | None = None
) -> Told:
    """Read the files of [coverage]; nothing where there are none, or where they are refused (said in `problems`).

    Years that begin after `as_of` are not known yet. Organisation numbers that are one unit are added up.
    """
    given = project.coverage
    if given is None:
        return Told()
    found = find_files(given.files, project.folder, problems)
    files = look_at_files(connection, found, given, _wanted(project), given.label, problems) if found else None
    if files is None or not _says_one_thing(files[0], project, problems):
        return Told()
    if not load_files(connection, files, _TABLE, folder, problems):
        return Told()
    before = len(problems)
    rows = CoverageRows(project, files, problems)
    rows.tell_odd()
    for row in _numbers(connection, files, project):
        rows.take(*row)
    if len(problems) > before:
        return Told()
    rows.warn()
    return Told(rows.shares(as_of), tuple(file.as_input for file in files), frozenset(rows.units))


def _wanted(project: Project) -> Wanted:
    """The columns of such a file: shares or numerators, unless the project file says which."""
    names = {"unit": USUAL["unit"], "year": USUAL["year"], "share": _SHARE, "numerator": _NUMERATOR}
    names |= {role: USUAL[role] for role in ("denominator", "indicator", "context")}
    if project.data.kind == "delivery":
        names["unit"] = ("orgnr", "resh", "unit")
    said = project.coverage.columns.model_dump(exclude_none=True) if project.coverage is not None else {}
    names |= {role: (name,) for role, name in said.items()}
    for one, other in (("share", "numerator"), ("numerator", "share")):
        if one in said:
            del names[other]
    return Wanted(names, frozenset({"unit", "year", *said}))


def _says_one_thing(file: DataFile, project: Project, problems: Problems) -> bool:
    """Whether there are shares or numerators, not both, and a column of indicators where the project asks for it."""
    header, line = file.header, file.header_line
    share, numerator = (header.name(role) for role in ("share", "numerator"))
    before = len(problems)
    if share is not None and numerator is not None:
        problems.add("coverage_columns", file=file.name, line=line, variant="both", share=share, numerator=numerator)
    elif share is None and numerator is None:
        problems.add("coverage_columns", file=file.name, line=line, columns=quoted(header.names))
    elif share is None and "denominator" not in header.role:
        problems.add("column_missing", file=file.name, line=line, column="denominator", columns=quoted(header.names))
    named = [i for i in project.indicator if i.coverage is not None]
    if named and "indicator" not in header.role:
        problems.add("coverage_of_all", file=file.name, line=line, indicator=named[0].id, coverage=named[0].coverage)
    return len(problems) == before


def _numbers(
    connection: DuckDBPyConnection, files: Sequence[DataFile], project: Project
) -> Iterator[tuple[int, str, str, str, str, dict[str, Number]]]:
    """Iterate over the rows: number, unit, year, indicator, context, and what stands in the columns of numbers."""
    given, header = project.coverage, files[0].header
    if given is None:
        return
    there = [role for role in _NUMBERS if role in header.role]
    texts = [role for role in there if role not in header.typed]
    number = kinds.Text.of(commas(connection, files, given.decimal, _TABLE, texts), len(files))
    columns = ["rec", *(r if r in header.role else "''" for r in ("unit", "year", "indicator", "context"))]
    for role in there:
        sql = kinds.Typed() if role in header.typed else number
        v = role if role in header.typed else f"({kinds.missing(role, given.missing_texts)})"
        kind = f"({sql.kind(v)})"
        double = f"({sql.as_double(v, kind)})"
        code = sql.real_kind(v, kind, double, negative=False) if role == "share" else sql.count_kind(v, kind, double)
        columns += [f"coalesce(CAST({role} AS VARCHAR), '')", f"({code})", double]
    for rec, unit, year, indicator, context, *cells in connection.execute(
        f"SELECT {', '.join(columns)} FROM {_TABLE} ORDER BY rec"
    ).fetchall():
        found = {role: Number(*cells[3 * k : 3 * k + 3]) for k, role in enumerate(there)}
        yield rec, unit, year.strip(), indicator, context, found
