"""Planning: how long until a change is seen, and in which periods to count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kvalspc import _core
from kvalspc._compare import relevant
from kvalspc.arguments import explained
from kvalspc.arrays import to_floats
from kvalspc.options import number, optional_number, optional_word, positive, whole, word
from kvalspc.periods import PeriodType
from kvalspc.rows import listed

__all__ = ["Plan", "PlanRow", "plan"]

_LENGTHS = {kind.months: kind for kind in PeriodType if kind.months is not None}


@dataclass(frozen=True)
class PlanRow:
    """One length of period.

    Attributes:
        period: its length. periods_before: whole periods in the baseline.
        events: expected in a period before: events, or non-events where those are fewer; None for values.
        readable: whether a chart in such periods means something: five events and five others.
        months: months after the start until the change is seen, counted and judged in such periods; None: the
            baseline is too short for them, or ten years do not suffice.
    """

    period: PeriodType
    periods_before: int
    events: float | None
    readable: bool
    months: int | None


@dataclass(frozen=True, repr=False)
class Plan:
    """The answer of :func:`plan`.

    Attributes:
        months: months after the start until the change is seen with `power` probability; None: more than ten years,
            or too short a baseline. Counts are judged month by month, whatever the chart shows.
        period: the period to chart in.
        rows: the same for each length of period.
        units: months for each unit on its own, in the order given (where there are several).
        change: the change planned for, absolute, on the scale of the level.
    """

    kind: str
    months: int | None
    period: PeriodType
    rows: tuple[PlanRow, ...]
    units: tuple[int | None, ...]
    change: float
    level: float | None
    volume: float | None
    better: str | None
    months_before: int
    power: float
    alpha: float

    def text(self, language: str = "nb", **options: Any) -> str:
        """The plan in two or three sentences: "nb", "nn" or "en". `measure`: how the indicator is worded."""
        from kvalspc.words import plan_text

        return plan_text(self, language, **options)

    def __repr__(self) -> str:
        months = "more than 120" if self.months is None else str(self.months)
        return f"<kvalspc.Plan {months} months, charted by {self.period}>"


@explained
def plan(
    *,
    kind: str = "p",
    volume: Any = None,
    level: Any = None,
    change: float | None = None,
    better: str | None = None,
    months_before: int = 12,
    dispersion: float = 1.0,
    spread: float | None = None,
    power: float = 0.80,
    alpha: float = 0.05,
) -> Plan:
    """How many months after the start until a change is seen, by the power of :func:`kvalspc.compare`'s own tests.

    Args:
        kind: "p" (shares), "u" (rates), "i" or "run" (values).
        volume: patients (or exposure) a month; a list: one figure a unit, judged together and each alone. Not for
            values.
        level: the level now (0.35 is 35 %), one for all or one a unit. Not for values.
        change: what would matter, as `relevant_change` of :func:`kvalspc.compare`; None: its default.
        better: "higher" or "lower"; without it, the direction that is harder to see.
        months_before: of baseline.
        dispersion: how much the months vary, 1 being chance alone (counts).
        spread: standard deviation of a month's value (values).
        power: the probability asked for. alpha: level of the tests.

    Raises:
        ValueError, TypeError: misuse, saying what is needed.
    """
    kind = "i" if word(kind, "kind") == "xmr" else kind
    values = kind in {"i", "run"}
    volumes = to_floats([0.0] if values else listed(volume), "volume")
    levels = to_floats([0.0] if values else listed(level), "level")
    if len(levels) == 1:
        levels = np.repeat(levels, len(volumes))
    if len(levels) != len(volumes):
        raise ValueError(f"level: got {len(levels)} levels, need one, or one for each of {len(volumes)} units")
    if values and spread is None:
        raise ValueError("spread: got None, need the standard deviation of a month's value")
    settings: dict[str, Any] = {
        "better": optional_word(better, "better"), "alpha": number(alpha, "alpha"), "relevant_change": relevant(change),
        "months_before": whole(months_before, "months_before"), "dispersion": positive(dispersion, "dispersion"),
        "spread": optional_number(spread, "spread") or 0.0, "power": number(power, "power"),
    }  # fmt: skip
    raw = _core.plan(kind, volumes=volumes, levels=levels, **settings)
    several = range(len(volumes)) if len(volumes) > 1 else ()
    alone = [_core.plan(kind, volumes=volumes[k : k + 1], levels=levels[k : k + 1], **settings) for k in several]
    return Plan(
        kind=kind, months=raw["months_after"], period=_LENGTHS[raw["chart_months"]],
        rows=tuple(_row(row) for row in raw["rows"]), units=tuple(one["months_after"] for one in alone),
        change=raw["change"], level=None if values else raw["level"], volume=None if values else raw["volume"],
        better=better, months_before=settings["months_before"], power=float(power), alpha=float(alpha),
    )  # fmt: skip


def _row(raw: dict[str, Any]) -> PlanRow:
    events = raw["events"]
    return PlanRow(
        period=_LENGTHS[raw["months"]],
        periods_before=raw["periods_before"],
        events=None if np.isnan(events) else events,
        readable=raw["readable"],
        months=raw["months_after"],
    )
