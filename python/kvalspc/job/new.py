"""``kvalspc new``: a commented project file from the data, with every guess marked as one."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from kvalspc.job.database_url import check_url
from kvalspc.job.fitting_chart import LOOKED_AT, fitting_charts
from kvalspc.job.guess_columns import EXPOSURE, Sample, guess_roles, how_written, plain
from kvalspc.job.imongr import read_tables
from kvalspc.job.imongr_project import filled
from kvalspc.job.load import connect
from kvalspc.job.new_comments import Comments
from kvalspc.job.organisation import organisation_of
from kvalspc.job.peek import peek
from kvalspc.job.problems import Problems, RefusedError
from kvalspc.job.project import About, Data, Indicator, Project
from kvalspc.job.project_chart import CHARTS, SUBGROUPS
from kvalspc.job.read import open_source
from kvalspc.job.read_header import TIME
from kvalspc.job.source import by_bytes
from kvalspc.rows import EVENT_KINDS
from kvalspc.words.catalogue import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

    from kvalspc.job.fitting_chart import Fitting
    from kvalspc.job.guess_columns import Written
    from kvalspc.job.project_imongr import Imongr
    from kvalspc.job.source import Source

LISTED = 60
"""So many units are listed by name; of more the file says "all"."""

_KINDS = ("events", "aggregated", "delivery")


_SAYS = frozenset({"value", "indicator"})
"""Roles that a file may do without: where the usual names lack one that can be guessed, the guess is taken."""


@dataclass(frozen=True)
class Found:
    """The data as they were read, how they are written, and the columns that were guessed (none: the usual ones)."""

    source: Source
    written: Written
    guessed: Mapping[str, str]


@dataclass(frozen=True)
class Guess:
    """One indicator as the data show it: its type, and why that type."""

    id: str
    type: str
    why: str  # the end of an id in the catalogues

    def line(self, of: Comments) -> str:
        """The key, and beside it that it was guessed, and why."""
        why = say(f"new.why.{self.why}", of.language)
        return of.beside(f'type = "{self.type}"', "new.guessed", why=why)


@dataclass(frozen=True)
class Asked:
    """What a project file is asked for; `language` is None where none is: then comments are in English."""

    data: str
    folder: Path
    query: str | None = None
    language: str | None = None

    @property
    def comments(self) -> Comments:
        """The comments of the file."""
        return Comments(self.language or "en")

    @property
    def report(self) -> str:
        """The language of the report."""
        return self.language or LANGUAGES[0]


def new_project(
    data: str,
    folder: Path,
    query: str | None = None,
    imongr: Imongr | None = None,
    *,
    language: str | None = None,
) -> str:
    """Return the text of a project file for a data file (relative to `folder`) or the url of a database.

    `imongr` says where tables of imongr are, which then say what is measured and who takes part. Comments are in the
    `language`, in which the report will be too; else they are in English, and the report in bokmål.

    Raises RefusedError when the data cannot be read, and ValueError for an unusable url.
    """
    asked = Asked(data, folder, query, language)
    with tempfile.TemporaryDirectory(prefix="kvalspc-") as private:
        connection = connect(Path(private))
        try:
            found = _find(connection, data, folder, Path(private), query)
            if imongr is not None:
                return _with_imongr(asked, found, imongr)
            text = _text(asked, found, {})
            fitting = fitting_charts(text, folder, _most_rows(found.source))
            return _text(asked, found, fitting) if fitting else text
        finally:
            connection.close()


def _find(connection: DuckDBPyConnection, data: str, folder: Path, private: Path, query: str | None) -> Found:
    """Read the data by their usual names, or where these say less, by names that are guessed."""
    sample = peek(connection, _stub(data, "events", query, folder, {}), private)
    tried: list[Problems] = []

    def read(kind: str, keys: Mapping[str, Any]) -> Source | None:
        tried.append(Problems())
        return open_source(connection, _stub(data, kind, query, folder, keys), private, tried[-1])

    source = next((found for kind in _KINDS if (found := read(kind, {})) is not None), None)
    guess = None if sample is None else guess_roles(sample)
    if guess is not None and (source is None or not _SAYS & guess[1].keys() <= source.header.role.keys()):
        kind, roles = guess
        guessed = read(kind, {"columns": roles})
        if guessed is not None:
            return Found(guessed, how_written(sample or Sample({}), kind, roles), roles)
    if source is None:
        raise RefusedError(tried[len(_KINDS) - 1])
    kind = source.data.kind
    roles = {role: source.header.names[k] for role, k in source.header.role.items()}
    if guess is not None:  # what was read last is in the table
        source = read(kind, {}) or source
    return Found(source, how_written(sample or Sample({}), kind, roles), {})


def _stub(data: str, kind: str, query: str | None, folder: Path, more: Mapping[str, Any]) -> Project:
    """Make the smallest project that reads these data."""
    keys: dict[str, Any] = {kind: data} if "://" not in data else {"url": data, "rows": kind}
    if "://" in data:
        check_url(data)
    if query is not None:
        keys["query"] = query
    project = Project(
        project=About(id="new"),
        data=Data.model_validate(keys | dict(more)),
        indicator=(Indicator(id="new", type="antall"),),
    )
    project._folder = folder
    return project


def _text(asked: Asked, found: Found, fitting: Mapping[str, Fitting]) -> str:
    source, kind, of = found.source, found.source.data.kind, asked.comments
    units = sorted((u for (u,) in source.all("SELECT DISTINCT unit FROM raw WHERE trim(unit) <> ''")), key=by_bytes)
    lines = [of.said("new.head"), of.said("new.guesses"), "", "[project]", f"id = {_quoted(_id_of(asked.data))}"]
    lines += [of.title, '# registry = "..."', f'languages = ["{asked.report}"]']
    lines += [of.beside("# end = 2026-12-31", "new.end"), of.beside("# looks = [3, 6, 12]", "new.looks"), ""]
    lines += ["[data]", *_data_lines(asked, found)]
    lines += [of.beside("# complete_until = 2026-06-30", "new.complete_until"), ""]
    for guess in _indicators(source):
        lines += ["[[indicator]]", f"id = {_quoted(guess.id)}", of.title]
        lines += [guess.line(of), *_chart_lines(guess, kind, fitting.get(guess.id), of)]
        lines += [of.beside('# better = "higher"', "new.better")]
        lines += [of.beside("# per = 1000", "new.per")] if guess.type == "rate" else []
        lines += ["# target = 0.50"] if guess.type == "andel" else ["# target = 10"]
        lines += [of.beside('# role = "outcome"', "new.role"), ""]
    lines += ["[units]", *_unit_lines(units, of), of.beside("# start = 2026-01-01", "new.start")]
    if kind == "events" and any(guess.type == "antall" for guess in _indicators(source)):
        lines += [of.beside("# reports_from = 2021-01-01", "new.reports_from")]
    lines += ["", of.beside("# [[unit]]", "new.unit")]
    lines += [f"# id = {_quoted(units[0] if units else 'A')}", '# name = "..."']
    lines += [of.beside("# start = 2026-02-01", "new.own_start"), "", "# [[goal]]"]
    lines += [f"# indicator = {_quoted(guess.id)}" for guess in _indicators(source)[:1]]
    lines += [of.beside("# at_least = 0.50", "new.at_most"), "# by = 2026-12-31"]
    lines += [of.beside('# scope = "each"', "new.scope"), "", "[report]", 'period = "auto"']
    return "\n".join([*lines, *_span_lines(source, kind, of)]) + "\n"


def _chart_lines(guess: Guess, kind: str, fitting: Fitting | None, of: Comments) -> list[str]:
    """The chart that is drawn unless the file says another; where the data ask for another one, that, and why."""
    first, *more = (c for c in CHARTS[guess.type] if kind == "events" or c not in EVENT_KINDS | SUBGROUPS)
    if fitting is None:
        return [of.beside(f'# chart = "{first}"', "new.chart", more=", ".join(more))]
    found, count, asked = fitting
    line = of.beside(f'chart = "{found.kind}"', "new.chart_fits", count=str(count), asked=str(asked), first=first)
    return [line, *(f"# {one}" for one in wrap(found.text(of.language), 110))]


def _most_rows(source: Source) -> list[str]:
    rows = source.all("SELECT unit, count(*) FROM raw WHERE trim(unit) <> '' GROUP BY unit")
    return [unit for unit, _ in sorted(rows, key=lambda row: (-row[1], by_bytes(row[0])))[:LOOKED_AT]]


def _with_imongr(asked: Asked, found: Found, given: Imongr) -> str:
    """Return a file that leaves to the tables of imongr what they know, and lists what that is."""
    tables, of = read_tables(given, asked.folder), asked.comments
    known = filled({"imongr": given.model_dump()}, tables, organisation_of(tables))
    about, units = known.get("project", {}), known.get("units", {})
    lines = [of.said("new.head"), of.said("new.imongr"), "", "[imongr]", f"tables = {_quoted(given.tables or '')}"]
    lines += [f"project = {_quoted(about.get('id', ''))}"] if "id" in about else []
    lines += [
        "",
        "[project]",
        *(f"# {key} = {_toml(about[key])}" for key in ("id", "title", "registry", "end") if key in about),
    ]
    lines += [] if "id" in about else [f"id = {_quoted(_id_of(asked.data))}"]
    lines += [f'languages = ["{asked.report}"]', "", "[data]", *_data_lines(asked, found), ""]
    lines += ["[units]", *(f"# {key} = {_toml(value)}" for key, value in units.items())]
    lines += [of.said("new.imongr_start")] if "start" in units else []
    for unit in known.get("unit", ()):
        lines += ["", "# [[unit]]", *(f"# {key} = {_toml(value)}" for key, value in unit.items())]
        lines += [of.beside("# start = 2026-02-01", "new.own_start")]
    listed = known.get("indicator", ())
    for one in listed:
        lines += ["", "# [[indicator]]", *(f"# {key} = {_toml(value)}" for key, value in one.items())]
    for guess in () if listed else _indicators(found.source):
        lines += ["", "[[indicator]]", f"id = {_quoted(guess.id)}"]
        lines += [guess.line(of)] if next(tables.find("ind", "id", guess.id), None) is None else []
    return "\n".join([*lines, "", "[report]", 'period = "auto"']) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return "[" + ", ".join(map(_quoted, value)) + "]" if isinstance(value, list) else str(value)


def _data_lines(asked: Asked, found: Found) -> list[str]:
    source, kind, of = found.source, found.source.data.kind, asked.comments
    lines = [f"{kind} = {_quoted(asked.data)}"]
    if "://" in asked.data:
        credentials = of.beside('# credentials = "database.toml"', "new.credentials")
        lines = [f"url = {_quoted(asked.data)}", f'rows = "{kind}"', credentials]
    if asked.query is not None:
        lines.append(f"query = {_quoted(asked.query)}")
    rows = source.one("SELECT count(*) FROM raw")
    roles = ", ".join(f"{role} {_quoted(source.header.name(role) or '')}" for role in source.header.role)
    if found.guessed:
        named = ", ".join(f"{role} = {_quoted(name)}" for role, name in found.guessed.items())
        lines.append(of.beside(f"columns = {{ {named} }}", "new.columns"))
    for key, value in found.written.keys.items():
        text = _quoted(value) if isinstance(value, str) else "[" + ", ".join(map(_quoted, value)) + "]"
        lines.append(of.beside(f"{key} = {text}", "new.contents"))
    if found.written.others:
        lines.append(of.said("new.others", listed=", ".join(map(_quoted, found.written.others))))
    return [*lines, of.said("new.found", rows=str(rows), columns=roles)]


def _indicators(source: Source) -> list[Guess]:
    """Guess the type of each indicator from its values: whole or not, above 1, above the denominator."""
    roles = source.header.role
    name = "indicator" if "indicator" in roles else "'indicator'"
    value, denominator = (_number(source, role) for role in ("value", "denominator"))
    rows = source.all(
        f"""SELECT {name} AS id, coalesce(bool_and(v = floor(v)), true), coalesce(bool_and(v BETWEEN 0 AND 1), true),
               coalesce(bool_and(d = floor(d)), true), coalesce(bool_and(v <= d), true)
        FROM (SELECT *, {value} AS v, {denominator} AS d FROM raw) WHERE trim({name}) <> '' GROUP BY ALL"""
    )
    found = []
    for id_, whole, binary, whole_denominator, below in sorted(rows, key=lambda row: by_bytes(row[0])):
        weighted = "denominator" in roles
        if "value" not in roles:
            guess = Guess(id_, "antall", "no_values")
        elif not whole:
            guess = Guess(id_, "gjennomsnitt", "decimals")
        elif weighted and plain(source.header.name("denominator") or "") in EXPOSURE:
            guess = Guess(id_, "rate", "days")
        elif weighted and below and whole_denominator:
            guess = Guess(id_, "andel", "below")
        elif weighted:
            guess = Guess(id_, "rate", "above")
        elif binary and source.data.kind == "events":
            guess = Guess(id_, "andel", "binary")
        elif source.data.kind == "events":
            guess = Guess(id_, "gjennomsnitt", "large")
        else:
            guess = Guess(id_, "antall", "whole")
        found.append(guess)
    return found


def _number(source: Source, role: str) -> str:
    if role not in source.header.role:
        return "NULL"
    return role if role in source.header.typed else f"try_cast(replace(trim({role}), ',', '.') AS DOUBLE)"


def _unit_lines(units: list[str], of: Comments) -> list[str]:
    if len(units) > LISTED:
        return [of.beside('participate = "all"', "new.units", count=str(len(units)))]
    listed = ", ".join(_quoted(u) for u in units)
    return [f"participate = [{listed}]" if units else 'participate = "all"']


def _span_lines(source: Source, kind: str, of: Comments) -> list[str]:
    found = source.all(f"SELECT min(t), max(t) FROM (SELECT trim(CAST({TIME[kind]} AS VARCHAR)) AS t FROM raw)")
    first, last = found[0]
    return [] if first is None else [of.said("new.span", first=_quoted(first), last=_quoted(last))]


def _id_of(data: str) -> str:
    name = re.split(r"[/\\]", data.partition("?")[0].rstrip("/"))[-1]
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name.rpartition(".")[0] or name).strip("-") or "project"


def _quoted(text: str) -> str:
    """Return a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'
