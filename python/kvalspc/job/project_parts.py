"""What the parts of a project file say of each other: goals and marks of indicators, tables of units, ends and starts.

Parts that are wrong by themselves are told elsewhere, and are none here; what the others say is told all the same, so
that a file is mended once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kvalspc.job.project_chart import unfit_for_data
from kvalspc.job.wording import Wording, got, keyed, numbered
from kvalspc.words.measure import COUNT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kvalspc.job.project import About, Goal, Indicator, Project, Report
    from kvalspc.job.project_chart import Mark
    from kvalspc.job.project_data import Data
    from kvalspc.job.project_units import Unit, Units


@dataclass(frozen=True)
class Parts:
    """The parts of a project file; None where one is wrong by itself, in lists at its place.

    `indicator_ids` and `unit_ids` are those of all indicators and units, also of wrong ones. Where an indicator has no
    id that could be meant, nobody knows which ones there are (`all_known`).
    """

    project: About | None
    data: Data | None
    report: Report | None
    units: Units | None
    indicators: Sequence[Indicator | None]
    unit: Sequence[Unit | None]
    goals: Sequence[Goal | None]
    marks: Sequence[Mark | None]
    indicator_ids: Sequence[str]
    unit_ids: Sequence[str]
    all_known: bool = True

    def strangers(self, key: str, indicator: str) -> Iterator[Wording]:
        """That there is no such indicator, if so."""
        if self.all_known and indicator not in self.indicator_ids:
            need = Wording("problem.need.one_of", {"listed": ", ".join(dict.fromkeys(self.indicator_ids))})
            yield keyed(key, got(f'"{indicator}"', need))

    @classmethod
    def of(cls, project: Project) -> Parts:
        """The parts of a project file without a wrong one."""
        return cls(
            project.project,
            project.data,
            project.report,
            project.units,
            project.indicator,
            project.unit,
            project.goal,
            project.mark,
            [one.id for one in project.indicator],
            [one.id for one in project.unit],
        )


def contradictions(parts: Parts) -> Iterator[Wording]:
    """Everything that the parts say wrongly of each other."""
    yield from _each_once("indicator", parts.indicator_ids)
    yield from _each_once("unit", parts.unit_ids)
    for k, goal in enumerate(parts.goals):
        if goal is not None:
            yield from _wrong_in_goal(goal, f"goal{numbered(k, goal.indicator)}", parts)
    for k, one in enumerate(parts.indicators):
        if one is not None and parts.data is not None:
            key, public = f"indicator{numbered(k, one.id)}.chart", parts.report is not None and parts.report.public
            yield from unfit_for_data(one.kind, key, events=parts.data.kind == "events", public=public)
    for k, mark in enumerate(parts.marks):
        if mark is not None and mark.indicator is not None:
            yield from parts.strangers(f"mark{numbered(k, mark.indicator)}.indicator", mark.indicator)
    yield from _too_early(parts)
    if parts.units is not None and parts.units.participate != "all":
        taking_part = parts.units.participate
        yield from _each_once("units.participate", taking_part)
        strangers = [unit for unit in dict.fromkeys(parts.unit_ids) if unit not in taking_part]
        if strangers:
            yield keyed("unit.id", Wording("problem.detail.not_participating", {"units": ", ".join(strangers)}))


def impossible(type_: str, key: str, level: float) -> Iterator[Wording]:
    """That no unit can have a level, so that it is told once and not by each unit's chart."""
    if type_ == "andel" and not 0 <= level <= 1:
        yield keyed(key, got(f"{level:g}", Wording("problem.need.proportion")))
    elif type_ in COUNT_TYPES and level < 0:
        yield keyed(key, got(f"{level:g}", Wording("problem.need.greater_than_equal", {"bound": "0"})))


def _wrong_in_goal(goal: Goal, key: str, parts: Parts) -> Iterator[Wording]:
    """A goal is of an indicator that has pages, at a level that a unit can have; `key` is its place."""
    yield from parts.strangers(f"{key}.indicator", goal.indicator)
    measure = next((one for one in parts.indicators if one is not None and one.id == goal.indicator), None)
    if measure is None:
        return
    if measure.role == "screening":  # the answer is told on pages
        yield keyed(f"{key}.indicator", Wording("problem.detail.screened", {"id": goal.indicator}))
    for bound in ("at_least", "at_most"):
        level = getattr(goal, bound)
        if level is not None:
            yield from impossible(measure.type, f"{key}.{bound}", level)


def _too_early(parts: Parts) -> Iterator[Wording]:
    """A project ends after each start that its file names, and after its units begin to report."""
    end = None if parts.project is None else parts.project.end
    reports_from = None if parts.units is None else parts.units.reports_from
    if end is not None and reports_from is not None and end < reports_from:
        places = {"end": end, "first": reports_from, "key": "units.reports_from"}
        yield keyed("project.end", Wording("problem.detail.end_before_reports", places))
    starts = [] if parts.units is None else [("units.start", parts.units.start)]
    starts += [(f'unit "{unit.id}"', unit.first_day) for unit in parts.unit if unit is not None]
    for key, start in starts:
        if end is not None and start is not None and end < start:
            before = Wording("problem.detail.end_before", {"end": end, "start": start, "key": key})
            yield keyed("project.end", before)


def _each_once(key: str, ids: Sequence[str]) -> Iterator[Wording]:
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        yield keyed(key, Wording("problem.detail.stands_twice", {"ids": ", ".join(twice)}))
    if "total" in ids:
        yield keyed(key, Wording("problem.detail.total_reserved"))
