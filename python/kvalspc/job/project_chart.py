"""How an indicator is charted, and what is tied to dates: keys of [[indicator]], [[indicator.targets]] and [[mark]]."""

from __future__ import annotations

from datetime import date as Day  # noqa: N812, TC003  # a key is called date; pydantic reads the annotations
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from kvalspc.job.chart_errors import option_error
from kvalspc.job.project_rules import OwnRules, Rules  # pydantic reads the annotations
from kvalspc.job.project_standards import Centre, Number, Positive, by_position, phases_given
from kvalspc.job.section import ForWant, Id, Many, Section
from kvalspc.job.wording import Wording, got, keyed, refuse
from kvalspc.rows import EVENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "CHARTS",
    "SIZED",
    "SPREAD",
    "SUBGROUPS",
    "Charting",
    "Mark",
    "Target",
    "undrawable",
    "unfit_for_data",
]

CHARTS: dict[str, tuple[str, ...]] = {
    "andel": ("p", "pp", "np", "ip", "i", "mr", "run", "g"),
    "rate": ("u", "up", "ip", "i", "mr", "run"),
    "gjennomsnitt": ("i", "mr", "run", "xbar", "s", "r"),
    "median": ("run", "i", "mr"),
    "antall": ("u", "up", "c", "cp", "i", "mr", "run", "t"),
}
"""The charts of each type of indicator; the first is drawn unless another is asked for."""

SUBGROUPS = frozenset({"xbar", "s", "r"})
"""Charts of the single measurements of each period: they need a file of events."""

SPREAD = frozenset({"mr", "s", "r"})
"""Charts of how much values vary: the wish for their level says nothing about it."""

SIZED = frozenset({"p", "pp", "np", "u", "up", "ip"})
"""Charts that weigh each period by its denominator."""


_STANDARDS = frozenset({"chart", "limits", "centre", "sigma", "lower", "upper"})
"""Keys that a chart refuses for want of each other."""


class Target(Section):
    """[[indicator.targets]]: a target from a date on, or one unit's own."""

    value: float
    from_: Day | None = Field(default=None, alias="from")  # absent: from the beginning
    unit: Id | None = None  # absent: of units that have none of their own


class Charting(Section):
    """The keys of [[indicator]] that say how it is charted; they change no verdict."""

    for_want: ClassVar[ForWant] = {
        "suggest_phases": frozenset({"chart"}),
        **dict.fromkeys((*_STANDARDS - {"chart"}, "spread", "width"), _STANDARDS),
    }

    chart: str | None = None  # "pp", "run" ...; absent: the first that CHARTS has for its type
    limits: Literal["auto", "sigma", "exact", "weibull"] = "auto"
    rules: Rules = "anhoej"  # the name of a set of rules, "none", or a set of one's own
    profile: str | None = None  # the tool whose numbers are wanted, such as "qicharts2-0.8.1"
    width: Annotated[float, Field(gt=0)] = 3.0  # half the band in standard deviations
    screen: bool = False  # leave out moving ranges above 3.267 times their mean, once
    spread: Literal["median", "sd", "range"] | None = None
    centre: Centre | None = None  # given instead of estimated, on the scale of the level; or a table by phase
    sigma: Positive | None = None
    lower: Number | None = None
    upper: Number | None = None
    constants: Literal["field", "exact"] = "field"  # of the chart's limits: as printed, or computed
    false_alarms: bool | None = (
        None  # how often would a stable series like each one signal? absent: told where units are few
    )
    suggest_phases: bool = False  # tell which phases the data suggest; they are not drawn
    targets: Annotated[tuple[Target, ...], Many] = ()  # targets that change, or that differ between units

    @property
    def phases_given(self) -> tuple[str, ...]:
        """The phases that have standards of their own; ("baseline",) where none has."""
        return phases_given(self.centre, self.sigma, self.lower, self.upper)

    def options(self, phases: tuple[str, ...]) -> dict[str, Any]:
        """The arguments of kvalspc.chart that these keys are, targets apart; `phases` names the chart's phases."""
        names = ("limits", "profile", "screen", "spread", "constants", "width")
        standards = {name: by_position(getattr(self, name), phases) for name in ("centre", "sigma", "lower", "upper")}
        rules = self.rules.as_set() if isinstance(self.rules, OwnRules) else self.rules
        return {
            **{name: getattr(self, name) for name in names},
            **standards,
            "rules": None if rules == "none" else rules,
        }


def undrawable(type_: str, charting: Charting) -> Iterator[Wording]:
    """What no series could be charted with, told before any data are read.

    A chart that the type has not, or keys that the chart cannot follow.
    """
    kind = charting.chart or CHARTS[type_][0]
    if kind not in CHARTS[type_]:
        given = Wording("problem.detail.with_type", {"given": f'"{kind}"', "type": type_})
        need = Wording("problem.need.one_of", {"listed": ", ".join(CHARTS[type_])})
        yield keyed("chart", got(given, need))
        return
    if kind in SUBGROUPS and charting.suggest_phases:
        given = Wording("problem.detail.with_chart", {"given": "true", "chart": kind})
        yield keyed("suggest_phases", got(given, Wording("problem.need.one_value")))
    told: list[Wording] = []
    for phase in charting.phases_given:
        told += [refused for refused in _refused(kind, charting, phase) if refused not in told]
    yield from told


def _refused(kind: str, charting: Charting, phase: str) -> Iterator[Wording]:
    """What a chart of no rows says of the keys as they are for one phase.

    It names one mistake, so it is asked again without the keys that are wrong, until it takes what is left.
    """
    from kvalspc._chart import chart

    none: list[float] = []
    sized = none if kind in SIZED else None
    options, usual = charting.options((phase,)), Charting().options((phase,))
    wrong: Sequence[str] = list(options)
    while wrong:
        try:
            chart(kind, none, sized, period=none if kind in SUBGROUPS else None, **options)
        except ValueError as error:
            key, said = option_error(error)
            if charting.phases_given != ("baseline",):
                said = Wording("problem.detail.in_phase", {"detail": said, "phase": phase})
            yield said if key is None else keyed(key, said)
            wrong = [name for name in (key or "").split(", ") if name in options and options[name] != usual[name]]
            options |= {name: usual[name] for name in wrong}
        else:
            return


def unfit_for_data(kind: str, key: str, *, events: bool, public: bool) -> Iterator[Wording]:
    """That a chart needs other data, or shows too much for a public copy, told before any data are read.

    Single measurements or events from sums, or single events in public. `key` is where the file says which chart it is.
    """
    if kind in SUBGROUPS and not events:
        yield keyed(key, got(f'"{kind}"', Wording("problem.need.single_measurements")))
    if kind in EVENT_KINDS and not events:
        yield keyed(key, got(f'"{kind}"', Wording("problem.need.single_events")))
    if kind in EVENT_KINDS and public:
        given = Wording("problem.detail.with_public", {"given": f'"{kind}"'})
        yield keyed(key, got(given, Wording("problem.need.no_single_events")))


class Mark(Section):
    """[[mark]]: something that is tied to a date, in one unit and indicator or in all."""

    for_want: ClassVar[ForWant] = {"text": frozenset({"text"})}

    date: Day
    kind: Literal["note", "break", "freeze", "exclude"]
    until: Day | None = None  # of exclude: the last day; absent: the period that holds the date
    text: Annotated[str, Field(min_length=1)] | None = None  # of a note; of exclude its reason
    unit: Id | None = None
    indicator: Id | None = None

    @model_validator(mode="after")
    def _fits(self) -> Mark:
        refuse(self._contradictions())
        return self

    def _contradictions(self) -> Iterator[Wording]:
        if self.kind in ("note", "exclude") and self.text is None:
            yield keyed("text", Wording("problem.detail.mark_text", {"kind": self.kind}))
        if self.until is not None and self.kind != "exclude":
            yield keyed("until", Wording("problem.detail.mark_until", {"kind": self.kind}))
        elif self.until is not None and self.until < self.date:
            given = Wording("problem.detail.before", {"given": self.until, "date": self.date})
            yield keyed("until", got(given, Wording("problem.need.day_after")))

    def concerns(self, indicator: str, unit: str) -> bool:
        """Whether it holds for a unit's series of an indicator."""
        return self.indicator in (None, indicator) and self.unit in (None, unit)
