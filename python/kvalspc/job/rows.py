"""From text to checked rows: every field is read strictly, every problem of the file is found in one go.

The result are two DuckDB tables without the rows of rejected units: ``cells`` (see kvalspc.job.cells), and where single
rows are needed ``items``: rec, ind and u (positions of the indicator in the project, and of the unit), day_from and
day_to (exclusive) of the row, num and den as exact doubles.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kvalspc.job import kinds
from kvalspc.job.cells import BAD, EARLY, LATER, MISSING, NOBODY, count_flagged, drop_rejected, is_bad, make_cells
from kvalspc.job.checks import BETWEEN, CHECKS, KINDS_FOUND, MOST_EVENTS, MOST_PATIENTS
from kvalspc.job.coverage import low_years, read_coverage, spans
from kvalspc.job.data_file import BITS, file_of
from kvalspc.job.decimal_mark import commas
from kvalspc.job.late import late_from
from kvalspc.job.load import drop, literal, records_of
from kvalspc.job.problems import CATALOGUE, SHOWN, Severity
from kvalspc.job.project_chart import SUBGROUPS
from kvalspc.job.read_header import TIME
from kvalspc.job.results import TOTAL
from kvalspc.job.row_warnings import warn_of_rows
from kvalspc.job.source import by_bytes
from kvalspc.job.times import Times, read_times
from kvalspc.job.uploads import keep_latest
from kvalspc.job.wording import quoted
from kvalspc.periods import PeriodType
from kvalspc.rows import EVENT_KINDS

if TYPE_CHECKING:
    from datetime import date

    from kvalspc.job.coverage import Covered
    from kvalspc.job.data_file import DataFile
    from kvalspc.job.project import Data, Indicator, Project
    from kvalspc.job.read_units import Members
    from kvalspc.job.source import Source


WHOLE = ("andel", "antall")
"""Types whose numerators and denominators are whole numbers."""


@dataclass
class Rows:
    """What was read: the base period type of the rows (day for events), the units, and who was rejected."""

    base: PeriodType | None
    rejected: set[tuple[int | None, str]] = field(default_factory=set)  # (indicator, unit); None: all indicators
    units: tuple[str, ...] = ()  # in bytewise order, rejected ones too, and those whose counts are known without a row
    present: set[tuple[int, str]] = field(default_factory=set)  # (indicator, unit) that have a row, good or bad
    read: int = 0  # how many rows the files have
    used: int = 0
    coverage: dict[tuple[int, str], dict[int, Covered]] = field(default_factory=dict)  # by indicator, unit and year
    weighted: bool = False  # there is a column of denominators, by which ready-made means can be joined

    def is_rejected(self, indicator: int, unit: str) -> bool:
        """Whether a unit's rows of an indicator were refused."""
        return (indicator, unit) in self.rejected or (None, unit) in self.rejected


def check_rows(source: Source, members: Members, as_of: date | None = None) -> Rows | None:
    """Sum the table ``raw`` up to ``cells``, with ``items`` beside it; None when the file as a whole is refused.

    No date up to `as_of` is late.
    """
    _prepare(source)
    if source.problems.refused():
        return None
    rows = _choose(source, members)
    if len(rows.units) > source.data.max_units:
        source.warn("too_many_units", count=len(rows.units), limit=source.data.max_units)
        return None
    times = _read_times(source)
    rows.base = times.base
    _read_fields(source)
    make_cells(source, as_of)
    late = late_from(source, as_of)
    if late is not None:
        _read_fields(source, late)
        make_cells(source, as_of)
    _report_odd(source, rows)
    _find_bad(source)
    _report_bad(source, rows, times)
    counts = {flag: count_flagged(source, flag) for flag in (MISSING, NOBODY)}
    position = {unit: k for k, unit in enumerate(rows.units)}
    source.fill("rejected", "ind INTEGER, u INTEGER", [[ind, position[unit]] for ind, unit in rows.rejected])
    _keep(source, as_of)
    drop_rejected(source)
    _drop_outside(source, rows, members)
    rows.coverage = read_coverage(source, members.ids, as_of)
    rows.read = sum(file.rows for file in source.files)
    rows.used = int(source.one("SELECT coalesce(sum(n), 0) FROM cells"))
    warn_of_rows(source, rows, times, counts)
    drop(source.connection, "kept", "typed", "chosen", "raw")  # the sums are all that is asked for from here on
    return rows


def _prepare(source: Source) -> None:
    """Leave in ``raw`` the rows of the last upload, of the context that was asked for, and of one level."""
    header = source.header
    keep_latest(source)
    _join_units(source)
    if "context" in header.role:
        contexts = {c for (c,) in source.all("SELECT DISTINCT context FROM raw")}
        if source.data.context == "auto" and {"caregiver", "resident"} <= contexts:
            source.warn("contexts", column=header.name("context"))
        if source.data.context != "auto":
            source.run("DELETE FROM raw WHERE context <> ?", [source.data.context])
    if source.data.shares:
        source.run("DELETE FROM raw WHERE level <> 'hospital'")


def _choose(source: Source, members: Members) -> Rows:
    """Make ``chosen``: the rows of the project's indicators and of the units that take part, both with their position.

    Rows without an indicator or a unit are in it, so that they are told of.
    """
    header, project = source.header, source.project
    indicator = "raw.indicator" if "indicator" in header.role else literal(project.indicator[0].id)
    pairs = source.all(f"SELECT DISTINCT {indicator}, unit FROM raw")
    own = {i.id: k for k, i in enumerate(project.indicator)}
    blank = sorted({i for i, _ in pairs if _is_blank(i)})
    listed: list[list[Any]] = [[i.id, k, i.type, False] for k, i in enumerate(project.indicator)]
    source.fill(
        "indicator", "id VARCHAR, ind INTEGER, type VARCHAR, nameless BOOLEAN",
        listed + [[i, None, None, True] for i in blank],
    )  # fmt: skip
    coverage = {i.coverage for i in project.indicator if i.coverage is not None}
    others = {i for i, _ in pairs if i not in own and not _is_blank(i)}
    if project.coverage is not None and coverage & others:
        ids, file = quoted(sorted(coverage & others, key=by_bytes)), project.coverage.label
        source.warn("coverage_both", column=header.name("indicator"), ids=ids, other=file)
    for id_ in sorted(coverage - {i for i, _ in pairs} if project.coverage is None else (), key=by_bytes):
        source.warn("indicator_no_rows", indicator=id_)  # the gate that it is would stand open
    others -= coverage
    taking_part = None if members.ids is None else {*members.ids, TOTAL}
    there = [
        (i, u)
        for i, u in pairs
        if (i in own or _is_blank(i)) and (taking_part is None or u in taking_part or _is_blank(u))
    ]
    rows = Rows(None, weighted="denominator" in header.role)
    named = {u for _, u in there if not _is_blank(u)}
    rows.units = tuple(sorted(named | (members.awaited if _counts_events(project) else set()), key=by_bytes))
    rows.present = {(own[i], u) for i, u in there if i in own}
    units = [*rows.units, *sorted({u for _, u in there if _is_blank(u)})]
    known = [members.of(unit) for unit in units]
    daily = [any(b.first_day.day != 1 for b in one.boundaries) for one in known]
    source.fill(
        "unit",
        "unit VARCHAR, u INTEGER, daily BOOLEAN, reports_from DATE, reports_until DATE",
        [[u, k, daily[k], known[k].reports_from, known[k].reports_until] for k, u in enumerate(units)],
    )
    if others:
        ids = quoted(sorted(others, key=by_bytes))
        source.warn("indicators_ignored", column=header.name("indicator"), ids=ids)
    value, denominator = (
        role if role in header.typed else kinds.missing(role, source.missing) if role in header.role else "'1'"
        for role in ("value", "denominator")
    )
    if source.data.shares:
        value = kinds.events_of(value, denominator, "value" in header.typed)
    reports = ["reports_from", "reports_until"]
    if not any(one.reports_from or one.reports_until for one in known):  # then no row is asked
        reports = [f"CAST(NULL AS DATE) AS {column}" for column in reports]
    time = next(r for r in ("date", "period", "year") if r in header.role)
    time = time if time in header.typed else f"trim({time})"
    source.run(
        f"""CREATE OR REPLACE TEMP VIEW chosen AS
        SELECT rec, unit, u, daily, ind, type, nameless, {", ".join(reports)}, {time} AS t, {value} AS v,
               {denominator} AS d
        FROM raw JOIN unit USING (unit) JOIN indicator ON indicator.id = {indicator}"""
    )
    return rows


def _counts_events(project: Project) -> bool:
    return project.data.kind == "events" and any(one.type == "antall" for one in project.indicator)


def _is_blank(text: str) -> bool:
    return not text.strip(" ")


def _keep(source: Source, as_of: date | None) -> None:
    """Make ``kept``, the sound rows of ``typed``, and ``items``, those of indicators whose sums alone do not do."""
    source.run(
        """CREATE OR REPLACE TEMP VIEW kept AS FROM typed
        WHERE NOT EXISTS (FROM rejected AS r WHERE r.u = typed.u AND (r.ind IS NULL OR r.ind = typed.ind))
          AND rec NOT IN (SELECT rec FROM bad)"""
    )
    wanted = [str(k) for k, i in enumerate(source.project.indicator) if needs_rows(i, source.data)]
    where = f"ind IN ({', '.join(wanted)}) AND NOT (gap OR early OR later)" if wanted else "false"
    future = "" if as_of is None else f"AND day_from <= DATE '{as_of}'"
    source.run(
        f"""CREATE OR REPLACE TEMP TABLE items AS
        SELECT rec, ind, u, day_from, day_to, num, den FROM kept WHERE {where} {future}"""
    )


def _drop_outside(source: Source, rows: Rows, members: Members) -> None:
    """Remove the rows from before and after the time that their unit reports, and say of each unit how many."""
    for flag, variant in ((EARLY, "before"), (LATER, "after")):
        for u, count in source.all(f"SELECT u, sum(n) FROM cells WHERE flags & {flag} <> 0 GROUP BY u ORDER BY u"):
            member = members.of(rows.units[u])
            day = member.reports_from if variant == "before" else member.reports_until
            source.warn("rows_outside", unit=rows.units[u], variant=variant, count=int(count), day=day)
    source.run(f"DELETE FROM cells WHERE flags & {EARLY | LATER} <> 0")


def needs_rows(indicator: Indicator, data: Data) -> bool:
    """Whether single rows of an indicator are asked for: to add up fractions in order, to take medians, or to draw.

    Ready-made plain counts are not added up over the units above their own.
    """
    ready = indicator.type == "antall" and data.kind != "events"
    return ready or indicator.type not in WHOLE or indicator.kind in SUBGROUPS or indicator.kind in EVENT_KINDS


def warn_of_coverage(source: Source, rows: Rows) -> None:
    """Say which units' results rest on too few of their patients."""
    if not rows.coverage:
        return
    years = source.all("SELECT ind, u, list(DISTINCT year(day_from)) FROM cells GROUP BY ALL ORDER BY ALL")
    for ind, u, there in years:
        unit = rows.units[u]
        low = low_years(rows.coverage.get((ind, unit), {}), there)
        if low:
            indicator = source.project.indicator[ind]
            file = source.project.coverage
            words = {"years": spans(low), "coverage": indicator.coverage or (file.label if file else "")}
            source.warn("coverage_low", unit=unit, indicator=indicator.id, **words)


def _join_units(source: Source) -> None:
    """Give units that are one, since they share a short name, the same id."""
    other = [[old, new] for old, new in source.project.organisation.unit_of.items() if old != new]
    if other:
        source.fill("same", "old VARCHAR, new VARCHAR", [list(pair) for pair in other])
        source.run("UPDATE raw SET unit = same.new FROM same WHERE raw.unit = same.old")


def _read_times(source: Source) -> Times:
    """Make the table ``time`` of the labels of periods; events have dates instead."""
    lines: list[list[object]] = []
    times = Times(PeriodType.DAY)
    if source.data.kind != "events":
        labels = dict(source.all("SELECT t, count(*) FROM chosen GROUP BY t ORDER BY t"))
        times = read_times(labels, source.data)
        lines = [[t, p.start, p.end, None, None] for t, p in times.period.items()]
        lines += [[t, None, None, code, t] for t, (code, _) in times.bad.items()]
    source.fill("time", "t VARCHAR, day_from DATE, day_to DATE, code VARCHAR, found VARCHAR", lines)
    return times


def _read_fields(source: Source, late: date | None = None) -> None:
    """Make ``typed``: numbers and days beside the codes of what is wrong with them; days from `late` on are late.

    It is a table where it is asked for more than once.
    """
    once = source.data.kind == "events" and not any(needs_rows(i, source.data) for i in source.project.indicator)
    kind = "VIEW" if once else "TABLE"
    texts = [c for c, role in (("v", "value"), ("d", "denominator")) if role not in source.header.typed]
    text = kinds.Text.of(
        commas(source.connection, source.files, source.data.decimal, "chosen", texts), len(source.files)
    )
    value, denominator = (kinds.Typed() if role in source.header.typed else text for role in ("value", "denominator"))
    if "date" in source.header.typed:
        timed = f"""SELECT *, t AS day_from, t + 1 AS day_to, {kinds.day_kind("t")} AS time_code, NULL AS time_found
            FROM chosen"""
    elif source.data.kind == "events":
        timed = f"""SELECT *, {kinds.date_kind("t", "day_from")} AS time_code, NULL AS time_found
            FROM (SELECT *, {kinds.date_of("t", source.data.date_format)} AS day_from, day_from + 1 AS day_to
                  FROM chosen)"""
    else:
        timed = """SELECT chosen.*, day_from, day_to, code AS time_code, found AS time_found
            FROM chosen LEFT JOIN time USING (t)"""
    if late is not None:
        code = f"CASE WHEN time_code IS NULL AND day_from >= DATE '{late}' THEN 'late' ELSE time_code END"
        timed = f"SELECT * REPLACE ({code} AS time_code) FROM ({timed})"
    source.run(
        f"""CREATE OR REPLACE TEMP {kind} typed AS
        WITH timed AS ({timed}),
        kinds AS (SELECT *, {value.kind("v")} AS vk, {denominator.kind("d")} AS dk
                  FROM timed),
        numbers AS (SELECT *, {value.as_double("v", "vk")} AS num,
                              {denominator.as_double("d", "dk")} AS den FROM kinds),
        coded AS (SELECT *,
            CASE WHEN type IN ('andel', 'rate', 'antall') THEN {value.count_kind("v", "vk", "num")}
                 ELSE {value.real_kind("v", "vk", "num", negative=True)} END AS value_code,
            CASE WHEN type = 'antall' THEN NULL
                 WHEN type = 'andel' THEN {denominator.count_kind("d", "dk", "den")}
                 ELSE {denominator.real_kind("d", "dk", "den", negative=False)} END AS den_code
            FROM numbers)
        SELECT * EXCLUDE (reports_from, reports_until),
               coalesce(value_code = 'missing', false) OR coalesce(den_code = 'missing', false)
                  OR (type IN ('gjennomsnitt', 'median') AND coalesce(den = 0, false)) AS gap,
               coalesce(day_to <= reports_from, false) AS early, coalesce(day_from > reports_until, false) AS later
        FROM coded"""
    )


def _find_bad(source: Source) -> None:
    """Make ``bad``: one line for every problem of every row. The rows are looked at again only where there are any."""
    some = source.data.kind != "events" or count_flagged(source, BAD)
    where = is_bad(source) if some else "false"
    source.run(f"CREATE OR REPLACE TEMP TABLE suspect AS FROM typed WHERE {where}")
    parts = []
    for check in CHECKS:
        if check.applies(source):
            found = check.found_with_value if source.data.kind == "aggregated" else check.found
            parts.append(
                f"SELECT rec, unit, ind, '{check.code}' AS code, '{check.role}' AS role, {found} AS found "
                f"FROM {check.table} WHERE {check.condition}"
            )
    source.run("CREATE OR REPLACE TEMP TABLE bad AS " + " UNION ALL ".join(parts))


def _report_bad(source: Source, rows: Rows, times: Times) -> None:
    """Turn ``bad`` into problems: the first ones of each kind in full, the rest counted; and say who is rejected."""
    counts = f"SELECT code, {file_of('rec')} AS file, count(*) FROM bad GROUP BY ALL ORDER BY ALL"
    more = {(code, int(file)): count for code, file, count in source.all(counts)}
    for code in dict.fromkeys(code for code, _ in more):
        listed = source.all(
            f"SELECT rec, unit, ind, role, found FROM bad WHERE code = '{code}' ORDER BY rec, role LIMIT {SHOWN}"
        )
        for rec, unit, ind, role, found in listed:
            file, line = source.place(rec)
            more[code, rec >> BITS] -= 1
            source.warn(
                code,
                file=file,
                line=line,
                column=source.header.name(TIME[source.data.kind] if role == "time" else role),
                unit=unit if unit.strip() else None,
                indicator=source.project.indicator[ind].id if ind is not None else None,
                **_found(code, found, source, times),
            )
    for (code, nth), count in more.items():
        if count:
            source.problems.more[source.files[nth].name, code] += count
    left_out = [code for code, (severity, _) in CATALOGUE.items() if severity is Severity.WARNING]
    bad = "SELECT DISTINCT ind, unit FROM bad WHERE trim(unit) <> '' AND NOT list_contains(?, code)"
    for ind, unit in source.all(bad, [left_out]):
        rows.rejected.add((ind, unit))


def _found(code: str, found: str, source: Source, times: Times) -> dict[str, object]:
    """What fills the message of a check: the kind of thing, and a value where it may be told."""
    if code == "duplicate" and found:
        file, line = source.place(int(found))
        delivery = source.data.kind == "delivery"
        return {"other": file, "there": line, "variant": "delivery" if delivery else "files"}
    date_format = source.data.date_format
    if code == "date_bad":
        return {"of_kind": found, "format": date_format, "variant": None if date_format == "auto" else "format"}
    if code in KINDS_FOUND:
        kind, _, value = found.partition(" ")
        variant = "text" if kind == "text" and code != "not_zero_or_one" else None
        return {"of_kind": kind, "value": f" {value}" if value else "", "variant": variant}
    if code in ("period_bad", "period_mixed"):
        return {"found": times.bad[found][1], "variant": None}
    if code == "denominator_large":
        return {"limit": MOST_PATIENTS, "variant": None}
    if code == "count_large":
        return {"limit": MOST_EVENTS, "variant": None}
    if code == "date_late":
        return {"label": found, "variant": "label" if found else None}
    numerator, between, denominator = found.partition(BETWEEN)
    if code in ("above_denominator", "zero_denominator") and between:
        return {"numerator": numerator, "denominator": denominator, "variant": "values"}
    return {"found": found}


def _report_odd(source: Source, rows: Rows) -> None:
    """Report records with too few or too many fields, and reject their unit where it can be told."""
    for file in source.files:
        if file.shape.odd:
            _report_odd_of(file, source, rows)


def _report_odd_of(file: DataFile, source: Source, rows: Rows) -> None:
    line_of = {record: line for record, line, _ in file.shape.odd}
    known = set(rows.units)
    ids = [i.id for i in source.project.indicator]
    for listed, (number, record) in enumerate((n, r) for n, r in enumerate(records_of(file.shape)) if n in line_of):
        fields = next(csv.reader([record], delimiter=file.header.separator, strict=False), [])
        unit, indicator = (_at(fields, file.header.role.get(role)) for role in ("unit", "indicator"))
        unit = unit if unit in known else None
        indicator = indicator if indicator in ids else ids[0] if len(ids) == 1 else None
        if unit is not None:
            rows.rejected.add((ids.index(indicator) if indicator else None, unit))
        if listed < SHOWN:
            words = {"count": len(fields), "need": file.shape.fields}
            source.warn("row_fields", file=file.name, line=line_of[number], unit=unit, indicator=indicator, **words)
        else:
            source.problems.more[file.name, "row_fields"] += 1


def _at(fields: list[str], position: int | None) -> str | None:
    return fields[position] if position is not None and position < len(fields) else None
