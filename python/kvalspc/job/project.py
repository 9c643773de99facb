"""The project file: what is measured, where, from when, with which goal (TOML, checked by pydantic).

Every key is described at its field; docs/job.md is the reference for people. Unknown keys are errors, dates
are TOML dates, numbers are finite. Paths are relative to the folder of the project file.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads the annotations when the module is loaded
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, PrivateAttr, field_validator, model_validator

from kvalspc.job.organisation import Organisation
from kvalspc.job.project_chart import CHARTS, SPREAD, Charting, Mark, undrawable
from kvalspc.job.project_coverage import Coverage  # noqa: TC001  # pydantic reads the annotations
from kvalspc.job.project_data import Columns, Data
from kvalspc.job.project_imongr import Imongr  # noqa: TC001  # pydantic reads the annotations
from kvalspc.job.project_mail import Mail  # noqa: TC001  # pydantic reads the annotations
from kvalspc.job.project_parts import Parts, contradictions, impossible
from kvalspc.job.project_units import Phase, Unit, Units
from kvalspc.job.section import ForWant, Id, Language, Many, Section, Words
from kvalspc.job.wording import Wording, got, keyed, refuse
from kvalspc.periods import PeriodType
from kvalspc.rows import EVENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

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

    for_want: ClassVar[ForWant] = {**Charting.for_want, "acceptable": frozenset({"target", "better"})}

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
        refuse(self._contradictions())
        return self

    def _contradictions(self) -> Iterator[Wording]:
        if self.target is not None:
            yield from impossible(self.type, "target", self.target)
        for number, target in enumerate(self.targets, start=1):
            yield from impossible(self.type, f"targets[{number}].value", target.value)
        if self.type == "andel" and self.relevant_change is not None and self.relevant_change >= 1:
            yield keyed("relevant_change", got(f"{self.relevant_change:g}", Wording("problem.need.points")))
        ratio = self.type in ("rate", "antall")
        if ratio and self.relevant_change is not None and self.relevant_change <= 1:
            yield keyed("relevant_change", got(f"{self.relevant_change:g}", Wording("problem.need.ratio")))
        if self.acceptable is not None:
            yield from self._wrong_in_acceptable(self.acceptable)
        if self.type != "rate" and self.per != 1:
            given = Wording("problem.detail.number_with_type", {"given": f"{self.per:g}", "type": self.type})
            yield keyed("per", got(given, Wording("problem.need.per_one")))
        yield from undrawable(self.type, self)

    def _wrong_in_acceptable(self, level: float) -> Iterator[Wording]:
        if self.target is None or self.better is None:
            need = Wording("problem.needed", {"need": Wording("problem.need.target_and_better")})
            yield keyed("acceptable", need)
        elif (level > self.target) if self.better == "higher" else (level < self.target):
            given = Wording("problem.detail.better_than", {"given": f"{level:g}", "target": f"{self.target:g}"})
            yield keyed("acceptable", got(given, Wording("problem.need.worse")))

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

    for_want: ClassVar[ForWant] = {"problem.needed": frozenset({"at_least", "at_most"})}

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

    for_want: ClassVar[ForWant] = {"agg_data": frozenset({"public", "period"})}

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
        refuse(contradictions(Parts.of(self)))
        return self
