"""From which day to which each series goes: by its rows, and by what the project says of when its unit reports."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kvalspc.job.source import by_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from kvalspc.job.plan import Span
    from kvalspc.job.project import Project
    from kvalspc.job.read_units import Members
    from kvalspc.job.rows import Rows
    from kvalspc.job.series import Days
    from kvalspc.job.tables import Tables


@dataclass(frozen=True)
class Extent:
    """The first and the last day of a series; `counted` are those of plain counts that can have an event (see Cut)."""

    first: date
    last: date
    counted: Days = (None, None)

    @classmethod
    def of_all(cls, each: Collection[Extent]) -> Extent:
        """All units together, that have the days that any of them has."""
        begins, ends = ([one.counted[k] for one in each] for k in (0, 1))
        counted = (_unless_unknown(min, begins), _unless_unknown(max, ends))
        return cls(min(one.first for one in each), max(one.last for one in each), counted)


def _unless_unknown(choose: Callable[[Iterable[date]], date], days: Collection[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return choose(known) if len(known) == len(days) else None


def find_extents(
    tables: Tables, project: Project, rows: Rows, members: Members, span: Span
) -> dict[int, dict[str, Extent]]:
    """Return the extents of all units by indicator, in bytewise order of the units.

    Of events all series end alike, with the data, but for units that stop reporting before. A plain count has a zero
    in each period without an event: it begins where its unit does, if the project says when that is, else with its
    first event, and goes on for as long as the data are said to be complete. A unit that is listed, and said to report
    from some day, is all zeros where no row has it.
    """
    given, events = tables.extents(), project.data.kind == "events"
    begin = min((first.replace(day=1) for _, _, first, _ in given), default=None) if events else None
    found: dict[int, dict[str, Extent]] = defaultdict(dict)
    for ind, unit, first, last in [*given, *(_silent(given, project, rows, members, span) if events else ())]:
        plain, member = project.indicator[ind].type == "antall", members.of(unit)
        since, until = member.reports_from, member.reports_until
        end = None if until is None else until + timedelta(days=1)
        counted = (since or begin, end) if plain else (None, None)
        if not events:
            found[ind][unit] = Extent(first, last, counted)
            continue
        reached = max(span.last, span.until) if plain else span.last
        known = since if plain and since is not None else first
        found[ind][unit] = Extent(known, min(reached, until or reached), counted)
    return {ind: dict(sorted(found[ind].items(), key=lambda one: by_bytes(one[0]))) for ind in sorted(found)}


def _silent(
    given: Sequence[tuple[int, str, date, date]], project: Project, rows: Rows, members: Members, span: Span
) -> Iterator[tuple[int, str, date, date]]:
    """The units without a row of a plain count that others have, from the day that they report."""
    there = {(ind, unit) for ind, unit, _, _ in given}
    for ind in {ind for ind, _ in there if project.indicator[ind].type == "antall"}:
        for unit in members.awaited:
            since, known = members.of(unit).reports_from, (ind, unit) in there or rows.is_rejected(ind, unit)
            if not known and since is not None and since <= span.last:
                yield ind, unit, since, span.last
