"""Levels and differences in words: "52 %", "5,0 per 10 000 liggedøgn", "31 minutter", "3,2 per måned"."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kvalspc.words import numbers
from kvalspc.words.catalogue import message, say
from kvalspc.words.labels import label

if TYPE_CHECKING:
    from kvalspc.periods import PeriodType
    from kvalspc.words.measure import Measure


_WHOLE = 0.05
"""From this on a change of a share that stands alone is told in whole percentage points, alike in a list of units."""


@dataclass(frozen=True)
class LevelWords:
    """Words the numbers of one indicator in one language."""

    measure: Measure
    language: str
    period_type: PeriodType | None = None

    @property
    def _is_percent(self) -> bool:
        return self.measure.type == "andel"

    @property
    def scale(self) -> float:
        """What a level is multiplied by before it is shown (percent excepted)."""
        return self.measure.per if self.measure.type == "rate" else 1

    def digits(self, *levels: float) -> int:
        """Return the decimals that these levels get when they stand together."""
        if self.measure.digits is not None:
            return self.measure.digits
        if self._is_percent:
            return numbers.percent_digits(*levels)
        return numbers.digits_for(*levels, scale=self.scale)

    def short(self, level: float, digits: int) -> str:
        """Word a level without its unit, beside one that has it: "13,0"; percent keeps its sign."""
        if self._is_percent:
            return numbers.percent(level, digits, self.language)
        return numbers.number(level, digits, self.language, scale=self.scale)

    def full(self, level: float, digits: int) -> str:
        """Word a level with its unit."""
        return self._with_unit(self.short(level, digits))

    def one(self, level: float) -> str:
        """Word a level that stands alone, with its unit and without needless zeros: "95 %"."""
        digits = self.digits(level)
        if self.measure.digits is None:
            digits = numbers.needed(level, digits, 100 if self._is_percent else self.scale)
        return self.full(level, digits)

    def pair(self, first: float, second: float, digits: int) -> tuple[str, str]:
        """Word two levels of one sentence: the first with its unit, the second without."""
        return self.full(first, digits), self.short(second, digits)

    def range(self, lower: float, upper: float, digits: int | None = None) -> str:
        """Word two limits: "12–58 %"; by default with no decimals that are zeros in both."""
        if digits is None:
            shared = self.digits(lower, upper)
            digits = max(numbers.needed(limit, shared, self._difference_scale) for limit in (lower, upper))
        first = numbers.number(lower, digits, self.language, scale=self._difference_scale)
        return say("range", self.language, first=first, last=self.full(upper, digits))

    def difference(self, value: float, digits: int, *, sign: bool = False) -> str:
        """Word a difference with its unit: "17 prosentpoeng", "8,0 per 10 000 liggedøgn"."""
        if self._is_percent:
            return numbers.percentage_points(value, digits, self.language, sign=sign)
        return self._with_unit(self.bare(value, digits, sign=sign))

    def bare(self, value: float, digits: int, *, sign: bool = False) -> str:
        """Word a difference without its unit: "17", "+2"."""
        form = numbers.signed if sign else numbers.number
        return form(value, digits, self.language, scale=self._difference_scale)

    def difference_digits(self, digits: int, *values: float) -> int:
        """Return the levels' decimals (`digits`), and one or two more where a difference would read 0."""
        for more in range(digits, digits + 3):
            if all(numbers.rounded(value, more, self._difference_scale) for value in values if value):
                return more
        return digits

    def is_shown(self, difference: float, digits: int) -> bool:
        """Whether a difference that is not 0 does not read 0."""
        return difference == 0 or numbers.rounded(difference, digits, self._difference_scale) != 0

    def adds_up(self, before: float, after: float, difference: float, digits: int) -> bool:
        """Whether rounded levels differ by the rounded difference; true of one that is not theirs (a median's)."""
        if not math.isclose(after - before, difference, abs_tol=1e-9):
            return True
        first, second, between = (
            numbers.rounded(value, digits, self._difference_scale) for value in (before, after, difference)
        )
        return second - first == between

    def change(self, value: float) -> str:
        """Word a difference that stands alone, without needless zeros: "10 prosentpoeng", "4 minutter"."""
        scale = self._difference_scale
        digits = numbers.needed(value, numbers.digits_for(value, scale=scale), scale)
        if self._is_percent and abs(value) >= _WHOLE:
            digits = 0
        return self.difference(value, digits)

    def bound(self, value: float, digits: int) -> str:
        """Word a difference that is a bound, rounded away from zero: "8 prosentpoeng"."""
        digits = self.difference_digits(digits, value)
        return self.difference(numbers.round_up(abs(value), digits, self._difference_scale), digits)

    @property
    def _difference_scale(self) -> float:
        return 100 if self._is_percent else self.scale

    def title(self) -> str:
        """Return the indicator's own name as it stands inside a sentence, or the empty text.

        A first word that is a plain word of the trade ("Andel", "Median") loses its capital; any other title
        is quoted, since it may begin with a name.
        """
        title = self.measure.title_in(self.language).strip()
        if not title:
            return ""
        first = title.split(maxsplit=1)[0]
        if first.lower() in message("title.openers", self.language).split() and first[1:].islower():
            return title[0].lower() + title[1:]
        return say("title.quoted", self.language, title=title)

    def _with_unit(self, value: str) -> str:
        unit = self.measure.unit_in(self.language)
        if self._is_percent:
            return value
        if self.measure.type == "antall":
            per = label(f"per.{self.measure.period or self.period_type or 'period'}", self.language)
            if unit:
                return say("level.antall.unit", self.language, value=value, unit=unit, per=per)
            return say("level.antall", self.language, value=value, per=per)
        if self.measure.type == "rate":
            per = numbers.integer(self.measure.per, self.language)
            if self.measure.per == 1:
                return self._optional_unit("level.rate.unit", "level.rate.bare", value, unit)
            identifier = "level.rate.per_unit" if unit else "level.rate.per"
            return say(identifier, self.language, value=value, per=per, unit=unit)
        return self._optional_unit("level.value.unit", "level.value", value, unit)

    def _optional_unit(self, with_unit: str, without: str, value: str, unit: str) -> str:
        return say(with_unit if unit else without, self.language, value=value, unit=unit)
