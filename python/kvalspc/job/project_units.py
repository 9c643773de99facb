"""Who takes part, from when: the tables [units] and [[unit]] of the project file."""

from __future__ import annotations

from datetime import date  # pydantic reads the annotations when the module is loaded
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from kvalspc.job.section import Id, Many, Section
from kvalspc.job.times import EARLIEST, LATEST
from kvalspc.job.wording import Wording, got, keyed, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

PhaseName = Literal["baseline", "testing", "intervention", "sustained"]
PHASES: tuple[PhaseName, ...] = ("baseline", "testing", "intervention", "sustained")


def day_of_data(day: date) -> date:
    """Return a day that data can have; a mistyped year would make centuries of periods without events."""
    if not EARLIEST <= day.year <= LATEST:
        need = Wording("problem.need.day_of_data", {"first": EARLIEST, "last": LATEST})
        raise ValueError(got(day.isoformat(), need))
    return day


Day = Annotated[date, AfterValidator(day_of_data)]


def reversed_days(reports_from: date | None, reports_until: date | None) -> bool:
    """Whether a unit is said to stop reporting before it begins."""
    return reports_from is not None and reports_until is not None and reports_until < reports_from


class Phase(Section):
    """One entry of [[unit]] phases: a name and its first day."""

    name: PhaseName
    from_: date = Field(alias="from")
    counts_as: Literal["baseline", "intervention", "neither"] | None = None  # of testing: the side that it belongs to

    @model_validator(mode="after")
    def _side(self) -> Phase:
        if self.counts_as is not None and self.name != "testing":
            raise ValueError(keyed("counts_as", Wording("problem.detail.counts_as", {"name": self.name})))
        return self


class Unit(Section):
    """[[unit]]: what is special for one unit: its name, its own start or its phases, and when it reports.

    Rows before and after that are left out, and events that are counted begin and end with it.
    """

    id: Id
    name: str | None = None
    start: date | None = None  # first day of the intervention
    phases: Annotated[tuple[Phase, ...], Many] | None = None
    reports_from: Day | None = None  # first day that it reports
    reports_until: Day | None = None  # last day that it does

    @property
    def first_day(self) -> date | None:
        """The first day of its own intervention; None where it has none of its own."""
        phases = self.phases or ()
        return self.start or next((phase.from_ for phase in phases if phase.name == "intervention"), None)

    @model_validator(mode="after")
    def _one_timeline(self) -> Unit:
        refuse([*self._wrong_in_reporting(), *self._wrong_in_phases(self.phases or ())])
        return self

    def _wrong_in_reporting(self) -> Iterator[Wording]:
        if reversed_days(self.reports_from, self.reports_until):
            need = Wording("problem.need.reports_until", {"first": self.reports_from})
            yield keyed("reports_until", got(self.reports_until, need))

    def _wrong_in_phases(self, phases: tuple[Phase, ...]) -> Iterator[Wording]:
        if self.phases is None:
            return
        if self.start is not None:
            yield Wording("problem.detail.start_and_phases")
        names = [p.name for p in phases]
        if sorted(names, key=PHASES.index) != names or len(set(names)) < len(names):
            need = Wording("problem.need.phases_in_order", {"phases": ", ".join(PHASES)})
            yield keyed("phases", got(", ".join(names), need))
            return  # whether their days fit is another matter once they are in order
        if "intervention" not in names:
            yield keyed("phases", Wording("problem.detail.no_intervention"))
        for before, after in pairwise(phases):
            if after.from_ <= before.from_:
                places = {"name": after.name, "first": after.from_, "before": before.name, "day": before.from_}
                yield keyed("phases", Wording("problem.detail.phase_order", places))


class Units(Section):
    """[units]: who takes part."""

    participate: Annotated[tuple[Id, ...], Many] | Literal["all"] = "all"
    start: date | None = None  # the shared first day of the intervention; absent: no intervention
    reports_from: Day | None = None  # the first day that units report which do not say their own
    table: str | None = None  # a CSV file: unit, name, start, reports_from, reports_until and any group columns
