"""The header of a data file: separator, column names, and which column plays which role."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kvalspc.job.wording import Wording, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Data

SEPARATORS = (";", ",", "\t")
_NAMES = {";": "semicolon", ",": "comma", "\t": "tab"}

# role: the names that a column may have when the project file names none, the usual one first
USUAL: dict[str, tuple[str, ...]] = {
    "unit": ("resh", "unit", "orgnr"),
    "date": ("date",),
    "period": ("period",),
    "year": ("year",),
    "context": ("context",),
    "value": ("var", "numerator", "value"),
    "denominator": ("denominator",),
    "indicator": ("ind_id", "indicator"),
    "level": ("unit_level",),
    "upload": ("delivery_id",),
}
TIME = {"events": "date", "aggregated": "period", "delivery": "year"}


@dataclass(frozen=True)
class Wanted:
    """The columns to look for: the names that each role's may have, and the roles without which there is no use."""

    names: Mapping[str, tuple[str, ...]]
    needed: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Header:
    """The columns of a file and their roles: `role["unit"]` is the position of the unit's column."""

    names: tuple[str, ...]
    separator: str
    role: Mapping[str, int]
    typed: frozenset[str] = frozenset()  # roles whose columns hold numbers or days already, not text

    def name(self, role: str) -> str | None:
        """Return the name of the column that plays a role, None when no column does."""
        return self.names[self.role[role]] if role in self.role else None


def read_header(head: bytes, file: str, asked: str, wanted: Wanted, problems: Problems) -> Header | None:
    """Find separator (unless one is `asked` for) and columns from the first bytes; None when the file is refused.

    The roles that are not needed are taken when they are there.
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.add("encoding_utf16", file=file)
        return None
    text = head.decode("utf-8-sig", errors="surrogateescape").lstrip("\r\n")
    if any("\udc80" <= c <= "\udcff" for c in text):
        text = head.decode("latin-1").lstrip("\r\n")
    if "\0" in text.split("\n", 1)[0]:
        problems.add("nul_byte", file=file, line=1)
        return None
    split = {s: _first_record(text, s) for s in (SEPARATORS if asked == "auto" else (asked,))}
    separator = max(split, key=lambda s: (_hits(split[s], wanted.names), len(split[s])))
    names = split[separator]
    if len(names) == 1:
        need = Wording(f"problem.need.{_NAMES[asked] if asked != 'auto' else 'separators'}")
        problems.add("separator_unknown", file=file, line=1, need=need)
        return None
    role = find_roles(names, file, wanted, problems, line=1)
    return None if role is None else Header(tuple(names), separator, role)


def find_roles(
    names: Sequence[str], file: str, wanted: Wanted, problems: Problems, line: int | None = None
) -> dict[str, int] | None:
    """Return which column plays which role; None when the columns are not those that are needed.

    `line` is where the names stand in the file (None: nowhere, as in a table of a database).
    """
    before = len(problems)
    for number, name in enumerate(names, start=1):
        if not name.strip():
            problems.add("column_empty", file=file, line=line, number=number)
    for name in sorted({n for n in names if n.strip() and list(names).count(n) > 1}):
        problems.add("column_twice", file=file, line=line, column=name)
    role: dict[str, int] = {}
    for r, candidates in wanted.names.items():
        found = next((c for c in candidates if c in names), None)
        if found is not None:
            role[r] = names.index(found)
        elif r in wanted.needed:
            problems.add("column_missing", file=file, line=line, column=candidates[0], columns=quoted(names))
    if len(problems) > before:
        return None
    unused = [n for i, n in enumerate(names) if i not in role.values()]
    if unused:
        problems.add("columns_ignored", file=file, line=line, columns=quoted(unused))
    return role


def columns_wanted(data: Data, needed: Iterable[str]) -> Wanted:
    """Return for each role of this kind of data the names to look for; those that the project file names are needed."""
    roles = ["unit", TIME[data.kind], "value", "denominator", "indicator"]
    if data.kind == "delivery":
        roles += ["context", "upload", "level"] if data.shares else ["context", "upload"]
    named = {r: name for r in roles if (name := _named(data, r))}
    wanted = {r: (named[r],) if r in named else USUAL[r] for r in roles}
    if data.kind == "delivery" and not data.columns.unit:
        wanted["unit"] = ("orgnr", "resh", "unit")
    return Wanted(wanted, frozenset({*needed, *named}))


def _named(data: Data, role: str) -> str | None:
    if role == "value":
        return data.columns.value or data.columns.numerator
    if role == "year":
        return data.columns.period
    name: str | None = getattr(data.columns, role, None)
    return name


def _first_record(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [""])
    except csv.Error:
        return [""]


def _hits(names: list[str], wanted: Mapping[str, tuple[str, ...]]) -> int:
    return sum(any(c in names for c in candidates) for candidates in wanted.values())
