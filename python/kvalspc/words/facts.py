"""What the sentences are made of: the shapes of a comparison and a chart, as far as words need them.

These are protocols, not classes: the results of `kvalspc.compare` and `kvalspc.chart` fit them, and so does
anything else with the same attributes. A number that is not known is None or NaN; both read the same.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Level(Protocol):
    """One side of a comparison: the level, what it was computed from, and in how many periods."""

    @property
    def level(self) -> float:
        """Rate, proportion or mean, on the scale of `per` 1."""
        ...

    @property
    def numerator(self) -> float | None:
        """Sum of the numerators."""
        ...

    @property
    def denominator(self) -> float | None:
        """Sum of the denominators."""
        ...

    @property
    def n(self) -> int:
        """Periods with data."""
        ...


class Graded(Protocol):
    """What has a strength."""

    @property
    def strength(self) -> str | None:
        """One of strong, moderate, weak; or None."""
        ...


class AnswerFacts(Graded, Protocol):
    """What every answer about change has: of one series, of several units, of one beside the others."""

    @property
    def kind(self) -> str:
        """The kind of chart."""
        ...

    @property
    def verdict(self) -> str:
        """The contract's code, e.g. improved."""
        ...

    @property
    def reason(self) -> str | None:
        """Why there is no answer about change."""
        ...

    @property
    def power(self) -> float | None:
        """The probability of seeing a relevant change with these data."""
        ...

    @property
    def relevant_change(self) -> float | None:
        """The smallest change worth finding, on the scale of the level."""
        ...


class ComparisonFacts(AnswerFacts, Protocol):
    """What a verdict is worded from: the contract's members of `Comparison`."""

    @property
    def start(self) -> Any:
        """Where the intervention begins: position, period or date."""
        ...

    @property
    def period(self) -> Sequence[Any] | None:
        """The periods' labels; None where only positions are known."""
        ...

    @property
    def baseline(self) -> Level:
        """Before the start, or the whole of a series without one."""
        ...

    @property
    def after(self) -> Level | None:
        """After the start, or after the shift."""
        ...

    @property
    def effect(self) -> float | None:
        """After minus before."""
        ...

    @property
    def effect_lower(self) -> float | None:
        """The lower end of its interval."""
        ...

    @property
    def effect_upper(self) -> float | None:
        """The upper end of its interval."""
        ...

    @property
    def change_at(self) -> Any:
        """Where the level most likely changed: the first index after."""
        ...

    @property
    def change_lower(self) -> Any:
        """The first of the likely positions."""
        ...

    @property
    def change_upper(self) -> Any:
        """The last of the likely positions."""
        ...

    @property
    def periods_needed(self) -> int | None:
        """How many periods more give 80 % power."""
        ...

    @property
    def min_baseline(self) -> int | None:
        """Periods needed before the start, or in all."""
        ...

    @property
    def min_after(self) -> int | None:
        """Periods needed after the start."""
        ...


class ChartFacts(Protocol):
    """What a chart's description is worded from: the contract's members of `Chart`."""

    @property
    def kind(self) -> str:
        """The kind of chart."""
        ...

    @property
    def period(self) -> Sequence[Any] | None:
        """The periods' labels; None where only positions are known."""
        ...

    @property
    def target(self) -> float | None:
        """The goal's level."""
        ...

    @property
    def per(self) -> float:
        """The multiplier of rates in texts."""
        ...

    @property
    def points(self) -> Mapping[str, Any]:
        """The contract's columns, equally long."""
        ...

    @property
    def phases(self) -> Sequence[Mapping[str, Any]]:
        """The contract's list, one a phase."""
        ...


def known(value: Any) -> float | None:
    """Return `value` as a number, or None where it is None, NaN or infinite."""
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None
