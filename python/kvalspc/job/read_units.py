"""Who takes part: the project's own list, its [[unit]] tables, and a CSV file of units."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kvalspc.job.kept_table import read_kept
from kvalspc.job.organisation import Organisation
from kvalspc.job.project_units import day_of_data, reversed_days
from kvalspc.job.results import TOTAL
from kvalspc.job.times import day_of
from kvalspc.job.wording import Wording, detail_of, keyed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project
    from kvalspc.job.project_units import Unit
    from kvalspc.job.results import InputFile

UNIT_NAMES = ("unit", "resh", "id", "orgnr")

DAYS = ("start", "reports_from", "reports_until")
"""Columns of the table of units that hold dates."""


@dataclass(frozen=True)
class Boundary:
    """The first day of a phase, and the side that its periods belong to: before, after, or neither."""

    name: str
    first_day: date
    side: str  # "before", "after", "neither"


@dataclass(frozen=True)
class Member:
    """What the project says of one unit: its name, groups, and phases (none: no intervention).

    `reports_from` and `reports_until` are the first and the last day that it reports; None: nobody said.
    """

    name: str
    boundaries: tuple[Boundary, ...] = ()
    group: Mapping[str, str] = field(default_factory=dict)
    reports_from: date | None = None
    reports_until: date | None = None

    @property
    def start(self) -> date | None:
        """The first day of the intervention."""
        return next((b.first_day for b in self.boundaries if b.name == "intervention"), None)


@dataclass(frozen=True)
class Members:
    """All that is known of units before the data are read."""

    ids: tuple[str, ...] | None  # None: all units in the data
    known: Mapping[str, Member]
    shared: date | None
    table: InputFile | None = None
    end: date | None = None
    organisation: Organisation = field(default_factory=Organisation)
    reports_from: date | None = None

    @property
    def awaited(self) -> frozenset[str]:
        """The units that are listed, and are said to report from some day: without a row they have had no event."""
        return frozenset(unit for unit in self.ids or () if self.of(unit).reports_from is not None)

    def of(self, unit: str) -> Member:
        """Return what is known of a unit; nothing but its id and the shared start when it is not named."""
        name, group = self.organisation.name(unit) or unit, self.organisation.above(unit)
        boundaries = _until(_simple(self.shared), self.end)
        return self.known.get(unit) or Member(name, boundaries, group, self.reports_from)


def read_members(project: Project, problems: Problems) -> Members:
    """Join what the project file and the table of units say; a [[unit]] in the project file goes first."""
    rows, table = _table(project, problems) if project.units.table else ({}, None)
    known: dict[str, Member] = {}
    own = {u.id: u for u in project.unit}
    for unit in {**rows, **own}:
        row, said = rows.get(unit, {}), own.get(unit)
        start = project.units.start
        name = (said.name if said else None) or row.get("name") or unit
        if row.get("start"):
            start = day_of(row["start"])
        boundaries = _simple(start)
        if said is not None and said.start is not None:
            boundaries = _simple(said.start)
        elif said is not None and said.phases is not None:
            side = {"baseline": "before", "intervention": "after", "sustained": "after", "testing": "neither"}
            boundaries = tuple(
                Boundary(p.name, p.from_, side.get(p.counts_as or p.name, "neither")) for p in said.phases
            )
        group = {k: v for k, v in row.items() if k not in ("name", *DAYS) and v}
        group = {**project.organisation.above(group.get("hospital", unit)), **group}
        reporting = _reporting(row, said, project.units.reports_from)
        if reversed_days(*reporting):
            problems.add("unit_reports", unit=unit, first=reporting[0], last=reporting[1])
        known[unit] = Member(name, _until(boundaries, project.project.end), group, *reporting)
    ids = None if project.units.participate == "all" else project.units.participate
    shared = project.units
    return Members(ids, known, shared.start, table, project.project.end, project.organisation, shared.reports_from)


def _reporting(row: Mapping[str, str], said: Unit | None, shared: date | None) -> tuple[date | None, date | None]:
    """The first and the last day that a unit reports, by its row of the table and its [[unit]], which goes first."""
    first, last = (day_of(row[column]) if row.get(column) else None for column in DAYS[1:])
    if said is not None:
        first, last = said.reports_from or first, said.reports_until or last
    return first or shared, last


def _simple(start: date | None) -> tuple[Boundary, ...]:
    return () if start is None else (Boundary("intervention", start, "after"),)


def _until(boundaries: tuple[Boundary, ...], end: date | None) -> tuple[Boundary, ...]:
    """Add the phase after the project's end, where it comes after all others and no phase of that name is given."""
    if end is None or not boundaries or boundaries[-1].name != "intervention" or end < boundaries[-1].first_day:
        return boundaries
    return (*boundaries, Boundary("sustained", end + timedelta(days=1), "after"))


def _table(project: Project, problems: Problems) -> tuple[dict[str, dict[str, str]], InputFile | None]:
    """The rows by unit, without the column that names it; none where the file is refused."""
    name, seen = project.units.table or "", set[str]()

    def named(row: dict[str, str], _: int) -> tuple[str, dict[str, str]]:
        unit = row.pop(next(n for n in UNIT_NAMES if n in row))
        if not unit.strip() or unit == TOTAL or unit in seen:
            raise ValueError(Wording("problem.detail.unit_id", {"id": unit}))
        seen.add(unit)
        for column in DAYS:
            _require_day(unit, column, row.get(column, ""))
        return unit, row

    rows, table = read_kept(project.folder / name, name, [UNIT_NAMES], named, "unit_table_bad", problems)
    return dict(rows), table


def _require_day(unit: str, column: str, given: str) -> None:
    try:
        day = day_of(given) if given else None
    except ValueError:
        raise ValueError(Wording("problem.detail.unit_day", {"column": column, "id": unit, "given": given})) from None
    try:
        if day is not None and column != "start":
            day_of_data(day)
    except ValueError as error:
        place = Wording("problem.detail.field_of", {"column": column, "id": unit})
        raise ValueError(keyed(place, detail_of(error))) from None
