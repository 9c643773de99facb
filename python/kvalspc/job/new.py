"""``kvalspc new``: a commented project file from the data, with every guess marked as one."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kvalspc.job.database_url import check_url
from kvalspc.job.load import connect
from kvalspc.job.problems import Problems, RefusedError
from kvalspc.job.project import About, Data, Indicator, Project
from kvalspc.job.read import open_source
from kvalspc.job.read_header import TIME
from kvalspc.job.source import by_bytes

if TYPE_CHECKING:
    from kvalspc.job.source import Source

LISTED = 60
"""So many units are listed by name; of more the file says "all"."""

_KINDS = ("events", "aggregated", "delivery")


@dataclass(frozen=True)
class Guess:
    """One indicator as the data show it: its type, and why that type."""

    id: str
    type: str
    why: str


def new_project(data: str, folder: Path, query: str | None = None) -> str:
    """Return the text of a project file for a data file (relative to `folder`) or the url of a database.

    Raises RefusedError when the data cannot be read, and ValueError for an unusable url.
    """
    problems = Problems()
    with tempfile.TemporaryDirectory(prefix="kvalspc-") as private:
        connection = connect(Path(private))
        try:
            for kind in _KINDS:
                problems = Problems()
                source = open_source(connection, _stub(data, kind, query, folder), Path(private), problems)
                if source is not None:
                    return _text(source, data, query)
        finally:
            connection.close()
    raise RefusedError(problems)


def _stub(data: str, kind: str, query: str | None, folder: Path) -> Project:
    """Make the smallest project that reads these data."""
    keys: dict[str, str] = {kind: data} if "://" not in data else {"url": data, "rows": kind}
    if "://" in data:
        check_url(data)
    if query is not None:
        keys["query"] = query
    project = Project(
        project=About(id="new"), data=Data.model_validate(keys), indicator=(Indicator(id="new", type="antall"),)
    )
    project._folder = folder
    return project


def _text(source: Source, data: str, query: str | None) -> str:
    kind = source.data.kind
    units = sorted((u for (u,) in source.all("SELECT DISTINCT unit FROM raw WHERE trim(unit) <> ''")), key=by_bytes)
    lines = ["# A project file of kvalspc. Every key is described in docs/job.md; run `kvalspc check` on this file."]
    lines += ["# What was guessed from the data is marked so. Lines that begin with # are choices you can make.", ""]
    lines += ["[project]", f"id = {_quoted(_id_of(data))}"]
    lines += ['# title = { nb = "...", en = "..." }', '# registry = "..."', 'languages = ["nb"]']
    lines += ["# end = 2026-12-31                # the project's last day: surveillance begins after it"]
    lines += ["# looks = [3, 6, 12]              # months after the start at which a verdict is planned", ""]
    lines += ["[data]", *_data_lines(source, data, query)]
    lines += ["# complete_until = 2026-06-30     # later periods are provisional", ""]
    for guess in _indicators(source):
        lines += ["[[indicator]]", f"id = {_quoted(guess.id)}", '# title = { nb = "...", en = "..." }']
        lines += [f'type = "{guess.type}"'.ljust(34) + f"# guessed: {guess.why}"]
        lines += ['# better = "higher"               # or "lower": without it a change is only "changed"']
        lines += ["# per = 1000                      # of rates, in texts and on axes"] if guess.type == "rate" else []
        lines += ["# target = 0.50"] if guess.type == "andel" else ["# target = 10"]
        lines += ['# role = "outcome"                # or "process", "balancing"', ""]
    lines += ["[units]", *_unit_lines(units), "# start = 2026-01-01              # first day of the intervention"]
    lines += ["", "# [[unit]]                        # what is special for one unit"]
    lines += [f"# id = {_quoted(units[0] if units else 'A')}", '# name = "..."']
    lines += ["# start = 2026-02-01              # its own date", "", "# [[goal]]"]
    lines += [f"# indicator = {_quoted(guess.id)}" for guess in _indicators(source)[:1]]
    lines += ["# at_least = 0.50                 # or at_most", "# by = 2026-12-31"]
    lines += ['# scope = "each"                  # or "total": all units together', "", "[report]", 'period = "auto"']
    return "\n".join(lines) + "\n" + _span_line(source, kind)


def _data_lines(source: Source, data: str, query: str | None) -> list[str]:
    kind = source.data.kind
    lines = [f"{kind} = {_quoted(data)}"]
    if "://" in data:
        lines = [f"url = {_quoted(data)}", f'rows = "{kind}"', '# credentials = "database.toml"   # mode 0600']
    if query is not None:
        lines.append(f"query = {_quoted(query)}")
    rows = source.one("SELECT count(*) FROM raw")
    roles = ", ".join(f"{role} {_quoted(source.header.name(role) or '')}" for role in source.header.role)
    return [*lines, f"# found: {rows} rows; columns: {roles}"]


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
            guess = Guess(id_, "antall", "there is no column of values")
        elif not whole:
            guess = Guess(id_, "gjennomsnitt", "values with decimals (median is the other choice)")
        elif weighted and below and whole_denominator:
            guess = Guess(id_, "andel", "numerators never exceed their denominators (rate is the other choice)")
        elif weighted:
            guess = Guess(id_, "rate", "numerators above denominators, or denominators with decimals")
        elif binary and source.data.kind == "events":
            guess = Guess(id_, "andel", "all values are 0 or 1")
        elif source.data.kind == "events":
            guess = Guess(id_, "gjennomsnitt", "values above 1 (median and antall are the other choices)")
        else:
            guess = Guess(id_, "antall", "whole numbers without a denominator")
        found.append(guess)
    return found


def _number(source: Source, role: str) -> str:
    if role not in source.header.role:
        return "NULL"
    return role if role in source.header.typed else f"try_cast(replace(trim({role}), ',', '.') AS DOUBLE)"


def _unit_lines(units: list[str]) -> list[str]:
    if len(units) > LISTED:
        return [f'participate = "all"                # found: {len(units)} units; or a list of their ids']
    listed = ", ".join(_quoted(u) for u in units)
    return [f"participate = [{listed}]" if units else 'participate = "all"']


def _span_line(source: Source, kind: str) -> str:
    found = source.all(f"SELECT min(t), max(t) FROM (SELECT trim(CAST({TIME[kind]} AS VARCHAR)) AS t FROM raw)")
    first, last = found[0]
    return "" if first is None else f"# found in the data, in order of text: from {_quoted(first)} to {_quoted(last)}\n"


def _id_of(data: str) -> str:
    name = re.split(r"[/\\]", data.partition("?")[0].rstrip("/"))[-1]
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name.rpartition(".")[0] or name).strip("-") or "project"


def _quoted(text: str) -> str:
    """Return a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'
