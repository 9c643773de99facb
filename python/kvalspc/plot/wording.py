"""Numbers and labels of one chart, in one language and one measure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kvalspc.periods import Period
from kvalspc.words import label
from kvalspc.words.levels import LevelWords
from kvalspc.words.numbers import NARROW_SPACE, integer, number, percent, period_long, period_range, period_short

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kvalspc.words import Measure

#: d3's number format of each language; what it lacks (months) is worded in Python.
NUMBER_LOCALE: dict[str, dict[str, Any]] = {
    "nb": {
        "decimal": ",",
        "thousands": NARROW_SPACE,
        "grouping": [3],
        "currency": ["", NARROW_SPACE + "kr"],
        "percent": NARROW_SPACE + "%",
    },
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["£", ""]},
}
NUMBER_LOCALE["nn"] = NUMBER_LOCALE["nb"]


def visible(text: object) -> str:
    r"""The text with control, bidirectional and other invisible characters written out (``\u202e``).

    What is shown is then what is there, and XML forbids most of them anyway. The narrow no-break space stays.
    """
    return "".join(
        c if c.isprintable() or c in {NARROW_SPACE, "\u00a0"} else c.encode("unicode_escape").decode("ascii")
        for c in str(text)
    )


@dataclass(frozen=True)
class Wording:
    """How this chart writes: `levels` are the numbers that stand together and so share their decimals."""

    language: str
    measure: Measure
    levels: tuple[float, ...] = ()

    @cached_property
    def _words(self) -> LevelWords:
        return LevelWords(self.measure, self.language)

    @property
    def is_share(self) -> bool:
        """True where values are proportions, written as percent."""
        return self.measure.type == "andel"

    @property
    def factor(self) -> float:
        """What a value is multiplied by on the axis and in texts (`per` of a rate)."""
        return 1.0 if self.is_share else float(self._words.scale)

    def value(self, value: float, *, more: int = 0) -> str:
        """A level as it is written: "48 %", "5,0"; `more` decimals where one number stands alone."""
        if not math.isfinite(value):
            return "–"
        digits = self._digits if self.levels else self._words.digits(value)
        return self._words.short(value, digits + more)

    @cached_property
    def _digits(self) -> int:
        return self._words.digits(*self.levels)

    def count(self, value: float) -> str:
        """A numerator or denominator."""
        if not math.isfinite(value):
            return "–"
        whole = abs(value - round(value)) < 1e-9
        return integer(round(value), self.language) if whole else number(value, 2, self.language)

    def axis_format(self, decimals: int) -> str:
        """d3's format of tick labels whose step needs that many decimals."""
        return f",.{max(0, decimals - 2)}%" if self.is_share else f",.{decimals}f"

    def tick(self, value: float, decimals: int) -> str:
        """A label of the vertical axis, whose step needs that many decimals."""
        if self.is_share:
            return percent(value, max(0, decimals - 2), self.language)
        return number(value, decimals, self.language)

    def unit(self) -> str:
        """What the axis counts where the numbers do not say it: "minutter", "per 10 000 liggedøgn"."""
        unit = visible(self.measure.unit_in(self.language))
        if self.measure.type == "rate":
            per = "" if self.measure.per == 1 else integer(self.measure.per, self.language)
            return self.label("chart.per", per=f"{per} {unit}".strip()) if per or unit else ""
        return "" if self.is_share else unit

    def short(self, period: Period) -> str:
        """A period on the axis."""
        return period_short(period, self.language)

    def long(self, period: Period, end: date | None = None) -> str:
        """A period in a label or tooltip; `end` is the first day after it, where its label does not tell."""
        return period_text(period, end, self.language)

    def label(self, identifier: str, **places: str) -> str:
        """A text of the catalogue."""
        return label(identifier, self.language, **places)


def period_text(period: Period, end: date | None, language: str) -> str:
    """A period in words; one that is longer than its label says ("2024-03" for three months) as a range of months."""
    if end is None or end <= period.end:
        return period_long(period, language)
    return period_range(period, Period.of(end - timedelta(days=1), period.type), language)


def levels_of(values: Iterable[float]) -> tuple[float, ...]:
    """The distinct finite values, in their order."""
    return tuple(dict.fromkeys(v for v in values if math.isfinite(v)))
