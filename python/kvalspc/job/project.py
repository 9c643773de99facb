"""The project file: what is measured, where, from when, with which goal (TOML, checked by pydantic).

Every key is described at its field; docs/job.md is the reference for people. Unknown keys are errors, dates
are TOML dates, numbers are finite. Paths are relative to the folder of the project file.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads the annotations when the module is loaded
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, PrivateAttr, field_validator, model_validator

from kvalspc.job.organisation import Organisation
from kvalspc.job.project_chart import CHARTS, SPREAD, Charting, Mark, require_drawable, require_fitting_data
from kvalspc.job.project_coverage import Coverage  # noqa: TC001  # pydantic reads the annotations
from kvalspc.job.project_data import Columns, Data
from kvalspc.job.project_imongr import Imongr  # noqa: TC001  # pydantic reads the annotations
from kvalspc.job.project_mail import Mail  # noqa: TC001  # pydantic reads the annotations
from kvalspc.job.project_units import Phase, Unit, Units
from kvalspc.job.section import Id, Language, Many, Section, Words
from kvalspc.job.wording import Wording, got, keyed, numbered
from kvalspc.periods import PeriodType
from kvalspc.rows import EVENT_KINDS
from kvalspc.words.measure import COUNT_TYPES

if TYPE_CHECKING:
    from kvalspc.job.results import InputFile

__all__ = [
    "About",
    "Columns",
    "Data",
    "Goal",
    "Indicator",
    "Language",
    "Phase",
    "Project",
    "Report",
    "Unit",
    "Units",
    "Words",
]


class About(Section):
    """[project]: what it is called and where it belongs."""

    id: Id
    title: Words | None = None
    registry: str | None = None
    languages: Annotated[tuple[Language, ...], Many] = ("nb",)  # of texts and report; the first is the default
    end: date | None = None  # the project's last day: surveillance begins after it
    diary: str | None = None  # a CSV file of notes with the columns date and text, perhaps unit and indicator
    looks: Annotated[tuple[int, ...], Many] = ()  # months after the start at which a verdict is planned: [3, 6, 12]

    @field_validator("languages")
    @classmethod
    def _at_least_one(cls, value: tuple[Language, ...]) -> tuple[Language, ...]:
        if not value or len(set(value)) < len(value):
            raise ValueError(Wording("problem.needed", {"need": Wording("problem.need.languages")}))
        return value

    @field_validator("looks")
    @classmethod
    def _rising(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if any(after <= before for before, after in pairwise((0, *value))):
            raise ValueError(got(list(value), Wording("problem.need.looks")))
        return value


class Indicator(Charting):
    """[[indicator]]: one measure."""

    id: Id  # as in the data
    title: Words | None = None
    type: Literal["andel", "rate", "gjennomsnitt", "median", "antall"]
    better: Literal["higher", "lower"] | None = None  # the wish; without it a change is only "changed"
    per: Annotated[float, Field(gt=0)] = 1  # rates: 1000, 10000 ... in texts and axes, nowhere else
    target: float | None = None  # on the scale of the level: 0.50 is 50 %
    role: Literal["outcome", "process", "balancing", "screening"] = "outcome"  # screening: followed, on no page
    relevant_change: Annotated[float, Field(gt=0)] | None = (
        None  # the smallest change worth finding, in the level's unit
    )
    unit: Words | None = None  # the unit of values in texts: "minutter"
    digits: Annotated[int, Field(ge=0, le=6)] | None = None  # decimals in texts
    acceptable: float | None = None  # beside a target: levels from here to it are neither reached nor missed
    min_denominator: Annotated[int, Field(ge=1)] | None = None  # in public: fewer patients are not shown
    coverage: Id | None = None  # the indicator, in the data or the file of [coverage], whose shares are its coverage

    @property
    def is_screened(self) -> bool:
        """Whether it is only followed: scored and told in the tables, and on no page."""
        return self.role == "screening"

    @model_validator(mode="after")
    def _range(self) -> Indicator:
        if self.target is not None:
            _require_possible(self.type, "target", self.target)
        for number, target in enumerate(self.targets, start=1):
            _require_possible(self.type, f"targets[{number}].value", target.value)
        if self.type == "andel" and self.relevant_change is not None and self.relevant_change >= 1:
            raise ValueError(keyed("relevant_change", got(f"{self.relevant_change:g}", Wording("problem.need.points"))))
        ratio = self.type in ("rate", "antall")
        if ratio and self.relevant_change is not None and self.relevant_change <= 1:
            raise ValueError(keyed("relevant_change", got(f"{self.relevant_change:g}", Wording("problem.need.ratio"))))
        if self.acceptable is not None:
            self._check_acceptable(self.acceptable)
        if self.type != "rate" and self.per != 1:
            given = Wording("problem.detail.number_with_type", {"given": f"{self.per:g}", "type": self.type})
            raise ValueError(keyed("per", got(given, Wording("problem.need.per_one"))))
        require_drawable(self.type, self)
        return self

    def _check_acceptable(self, level: float) -> None:
        if self.target is None or self.better is None:
            need = Wording("problem.needed", {"need": Wording("problem.need.target_and_better")})
            raise ValueError(keyed("acceptable", need))
        if (level > self.target) if self.better == "higher" else (level < self.target):
            given = Wording("problem.detail.better_than", {"given": f"{level:g}", "target": f"{self.target:g}"})
            raise ValueError(keyed("acceptable", got(given, Wording("problem.need.worse"))))

    @property
    def kind(self) -> str:
        """Which chart is drawn of it."""
        return self.chart or CHARTS[self.type][0]

    @property
    def better_on_chart(self) -> Literal["higher", "lower"] | None:
        """The wish for the points of the chart: few events are long gaps; of how much values vary there is none."""
        if self.kind in SPREAD or self.better is None:
            return None
        if self.kind in EVENT_KINDS:
            return "lower" if self.better == "higher" else "higher"
        return self.better


class Goal(Section):
    """[[goal]]: a level to reach by a date, judged by the last months before it."""

    indicator: Id
    at_least: float | None = None
    at_most: float | None = None
    by: date
    months: Annotated[int, Field(ge=1, le=120)] = 6  # how many of the last months are judged together
    scope: Literal["each", "total"] = "each"

    @model_validator(mode="after")
    def _one_bound(self) -> Goal:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(Wording("problem.needed", {"need": Wording("problem.need.one_bound")}))
        return self


class Alerts(Section):
    """[alerts]: what is monitored beyond the time after each unit's start, and which alerts are known already."""

    monitor_from: date | None = (
        None  # units without a start: the first day to monitor; the days before are the baseline
    )
    acknowledged: str | None = None  # a CSV file with the column key (and perhaps until): alerts not to be told again


class Report(Section):
    """[report]: how results are shown."""

    period: Literal["auto", "month", "quarter", "tertial", "half-year", "year"] = "auto"
    public: bool = False  # a copy for the public beside the results, in which no small number stands
    agg_data: bool = False  # among it the years of all levels, in the form of imongr's table agg_data
    min_count: Annotated[int, Field(ge=3, le=100)] = 5  # smaller numbers are not shown in it

    @model_validator(mode="after")
    def _whole_years(self) -> Report:
        if self.agg_data and (not self.public or self.period == "auto"):
            need = Wording("problem.needed", {"need": Wording("problem.need.whole_years")})
            raise ValueError(keyed("agg_data", need))
        return self


class Project(Section):
    """A whole project file."""

    schema_version: Literal[1] = 1  # of the keys of this file (kvalspc schema)
    project: About
    data: Data
    indicator: Annotated[tuple[Indicator, ...], Many, Field(min_length=1)]
    units: Units = Units()
    unit: Annotated[tuple[Unit, ...], Many] = ()
    goal: Annotated[tuple[Goal, ...], Many] = ()
    mark: Annotated[tuple[Mark, ...], Many] = ()
    alerts: Alerts = Alerts()
    report: Report = Report()
    coverage: Coverage | None = None
    mail: Mail | None = None
    imongr: Imongr | None = None
    _folder: Path = PrivateAttr(default=Path())
    _organisation: Organisation = PrivateAttr(default_factory=Organisation)
    _tables: tuple[InputFile, ...] = PrivateAttr(default=())

    @property
    def folder(self) -> Path:
        """The folder of the project file, which paths in it are relative to."""
        return self._folder

    @property
    def organisation(self) -> Organisation:
        """Hospitals, HF and RHF by the tables of imongr; empty without them."""
        return self._organisation

    @property
    def tables(self) -> tuple[InputFile, ...]:
        """The tables of imongr that parts of this project were read from."""
        return self._tables

    @property
    def asked_period(self) -> PeriodType | None:
        """The period that the report asks for; None: auto."""
        return None if self.report.period == "auto" else PeriodType(self.report.period)

    @model_validator(mode="after")
    def _references(self) -> Project:
        known = [i.id for i in self.indicator]
        _each_once("indicator", known)
        _each_once("unit", [u.id for u in self.unit])
        for k, goal in enumerate(self.goal):
            self._check_goal(goal, f"goal{numbered(k, goal.indicator)}", known)
        for k, one in enumerate(self.indicator):
            key = f"indicator{numbered(k, one.id)}.chart"
            require_fitting_data(one.kind, key, events=self.data.kind == "events", public=self.report.public)
        for k, mark in enumerate(self.mark):
            if mark.indicator is not None and mark.indicator not in known:
                key = f"mark{numbered(k, mark.indicator)}.indicator"
                raise ValueError(keyed(key, _stranger(mark.indicator, known)))
        self._check_end()
        if self.units.participate != "all":
            _each_once("units.participate", list(self.units.participate))
            strangers = [u.id for u in self.unit if u.id not in self.units.participate]
            if strangers:
                missing = Wording("problem.detail.not_participating", {"units": ", ".join(strangers)})
                raise ValueError(keyed("unit.id", missing))
        return self

    def _check_goal(self, goal: Goal, key: str, known: list[str]) -> None:
        """Let a goal be of an indicator that has pages, and at a level that a unit can have; `key` is its place."""
        if goal.indicator not in known:
            raise ValueError(keyed(f"{key}.indicator", _stranger(goal.indicator, known)))
        measure = self.indicator[known.index(goal.indicator)]
        if measure.role == "screening":  # the answer is told on pages
            raise ValueError(keyed(f"{key}.indicator", Wording("problem.detail.screened", {"id": goal.indicator})))
        for bound in ("at_least", "at_most"):
            level = getattr(goal, bound)
            if level is not None:
                _require_possible(measure.type, f"{key}.{bound}", level)

    def _check_end(self) -> None:
        """Let the project end after each start that this file names."""
        end = self.project.end
        starts = [("units.start", self.units.start)]
        starts += [(f'unit "{unit.id}"', unit.first_day) for unit in self.unit]
        for key, start in starts:
            if end is not None and start is not None and end < start:
                before = Wording("problem.detail.end_before", {"end": end, "start": start, "key": key})
                raise ValueError(keyed("project.end", before))


def _require_possible(type_: str, key: str, level: float) -> None:
    """ValueError for a level that no unit can have, so that it is told once and not by each unit's chart."""
    if type_ == "andel" and not 0 <= level <= 1:
        raise ValueError(keyed(key, got(f"{level:g}", Wording("problem.need.proportion"))))
    if type_ in COUNT_TYPES and level < 0:
        raise ValueError(keyed(key, got(f"{level:g}", Wording("problem.need.greater_than_equal", {"bound": "0"}))))


def _each_once(key: str, ids: list[str]) -> None:
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise ValueError(keyed(key, Wording("problem.detail.stands_twice", {"ids": ", ".join(twice)})))
    if "total" in ids:
        raise ValueError(keyed(key, Wording("problem.detail.total_reserved")))


def _stranger(given: str, known: list[str]) -> Wording:
    return got(f'"{given}"', Wording("problem.need.one_of", {"listed": ", ".join(known)}))
