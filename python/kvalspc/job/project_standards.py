"""Standards of a chart: centre line, sigma and limits that are given, for all phases or by phase."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from kvalspc.job.project_units import PHASES, PhaseName
from kvalspc.job.section import ForWant, Section
from kvalspc.job.wording import Wording, got

__all__ = ["ByPhase", "Centre", "Number", "Positive", "by_position", "phases_given"]


class ByPhase(Section):
    """A number a phase, by the phase's name; what a phase is not given is estimated."""

    for_want: ClassVar[ForWant] = {"problem.got": frozenset(PHASES)}

    baseline: float | None = None
    testing: float | None = None
    intervention: float | None = None
    sustained: float | None = None

    @model_validator(mode="after")
    def _some(self) -> ByPhase:
        if not self.phases:
            need = Wording("problem.need.number_by_phase", {"phases": ", ".join(PHASES)})
            raise ValueError(got(Wording("problem.detail.empty_table"), need))
        return self

    @property
    def phases(self) -> list[PhaseName]:
        """The phases that have a number."""
        return [name for name in PHASES if getattr(self, name) is not None]


def _form(given: Any) -> str:
    return "[table]" if isinstance(given, (dict, ByPhase)) else "[one]"


_Table = Annotated[ByPhase, Tag("[table]")]
_BY_FORM = Discriminator(_form)  # so that mistakes in one form are not told as mistakes in the other

Number = Annotated[Annotated[float, Tag("[one]")] | _Table, _BY_FORM]
"""A number for all phases, or a table by phase."""

Positive = Annotated[Annotated[float, Field(gt=0), Tag("[one]")] | _Table, _BY_FORM]
"""As Number, above 0."""

Centre = Annotated[Annotated[float | Literal["median"], Tag("[one]")] | _Table, _BY_FORM]
"""As Number, or "median"."""


def by_position(standard: Any, phases: tuple[str, ...]) -> Any:
    """What kvalspc.chart takes for a chart whose phases have these names; a phase without a name has no standard."""
    if not isinstance(standard, ByPhase):
        return standard
    return {k: getattr(standard, name) for k, name in enumerate(phases) if name in standard.phases} or None


def phases_given(*standards: Any) -> tuple[str, ...]:
    """The phases that some of these standards are told for; ("baseline",) where all are for every phase."""
    told = {name for one in standards if isinstance(one, ByPhase) for name in one.phases}
    return tuple(name for name in PHASES if name in told) or PHASES[:1]
