"""What is worth knowing of the days that units are said to report from, beside the rows that they have."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from kvalspc.job.source import by_bytes
from kvalspc.job.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kvalspc.job.plan import Span
    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project
    from kvalspc.job.read_units import Members
    from kvalspc.job.tables import Tables
    from kvalspc.job.wording import Wording


def warn_of_reporting(tables: Tables, project: Project, members: Members, span: Span, problems: Problems) -> None:
    """Warn of units that are said to report from a day after the data, or so long before that it cannot be by chance.

    And of plain counts of events that begin later than the data do, where nobody said that their unit did.
    """
    rows, file = tables.extents(), project.data.label
    begin = min(first for _, _, first, _ in rows)
    told: dict[date, set[str]] = defaultdict(set)
    for unit in {*tables.units, *(members.ids or ())}:
        day = members.of(unit).reports_from
        if day is not None:
            told[day].add(unit)
    for day in sorted(told):
        if day > span.until:
            problems.add("reports_after", file=file, units=_quoted(told[day]), day=day, last=span.until)
    if project.data.kind == "events":
        _warn_of_zeros(tables, told, project, problems)
        _warn_of_beginnings(rows, members, begin.replace(day=1), project, problems)


_Extents: TypeAlias = "Sequence[tuple[int, str, date, date]]"
"""Indicator, unit, first and last day of the rows of each series."""


def _warn_of_zeros(tables: Tables, told: dict[date, set[str]], project: Project, problems: Problems) -> None:
    """Warn where there are more months without any row before the first one than there are anywhere after it.

    Then the file may begin later than the units do, and the months that it does not have would be zeros.
    """
    plain = {unit for ind, unit, _, _ in tables.extents() if project.indicator[ind].type == "antall"}
    months = np.unique(tables.cells.key.astype("datetime64[D]").astype("datetime64[M]"))
    pause = int(np.diff(months).astype(np.int64).max(initial=1))
    for day in sorted(told):
        before = int((months[0] - np.datetime64(day, "M")).astype(np.int64))
        if before >= pause and before > 0 and told[day] & plain:
            units = _quoted(told[day] & plain)
            problems.add("reports_early", file=project.data.label, units=units, day=day, first=str(months[0]))


def _warn_of_beginnings(rows: _Extents, members: Members, begin: date, project: Project, problems: Problems) -> None:
    late: dict[int, set[str]] = defaultdict(set)
    for ind, unit, first, _ in rows:
        plain = project.indicator[ind].type == "antall"
        if plain and members.of(unit).reports_from is None and first.replace(day=1) > begin:
            late[ind].add(unit)
    for ind, units in late.items():
        id_, month = project.indicator[ind].id, begin.isoformat()[:7]
        told, count = _quoted(units), len(units)
        problems.add("reports_unknown", file=project.data.label, indicator=id_, units=told, count=count, first=month)


def _quoted(units: set[str]) -> Wording | str:
    return quoted(sorted(units, key=by_bytes))
