"""Who takes part, from when: the tables [units] and [[unit]] of the project file."""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads the annotations when the module is loaded
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kvalspc.job.section import Id, Many, Section

PhaseName = Literal["baseline", "testing", "intervention", "sustained"]
PHASES: tuple[PhaseName, ...] = ("baseline", "testing", "intervention", "sustained")


class Phase(Section):
    """One entry of [[unit]] phases: a name and its first day."""

    name: PhaseName
    from_: date = Field(alias="from")
    counts_as: Literal["baseline", "intervention", "neither"] | None = None  # of testing: the side that it belongs to

    @model_validator(mode="after")
    def _side(self) -> Phase:
        if self.counts_as is not None and self.name != "testing":
            raise ValueError(f'counts_as: only testing has a choice of side; need no counts_as for "{self.name}"')
        return self


class Unit(Section):
    """[[unit]]: what is special for one unit: its name, its own start or its phases."""

    id: Id
    name: str | None = None
    start: date | None = None  # first day of the intervention
    phases: Annotated[tuple[Phase, ...], Many] | None = None

    @model_validator(mode="after")
    def _one_timeline(self) -> Unit:
        if self.phases is None:
            return self
        if self.start is not None:
            raise ValueError("start and phases say the same twice; need only one of them")
        names = [p.name for p in self.phases]
        if sorted(names, key=PHASES.index) != names or len(set(names)) < len(names):
            raise ValueError(f"phases: got {', '.join(names)}; need each once, in the order {', '.join(PHASES)}")
        if "intervention" not in names:
            raise ValueError("phases: need one named intervention (its first day is the start)")
        for before, after in pairwise(self.phases):
            if after.from_ <= before.from_:
                raise ValueError(
                    f"phases: {after.name} begins {after.from_}, "
                    f"on or before {before.name} ({before.from_}); "
                    "need each phase to begin after the one before"
                )
        return self


class Units(Section):
    """[units]: who takes part."""

    participate: Annotated[tuple[Id, ...], Many] | Literal["all"] = "all"
    start: date | None = None  # the shared first day of the intervention; absent: no intervention
    table: str | None = None  # a CSV file: unit, name, start and any group columns
