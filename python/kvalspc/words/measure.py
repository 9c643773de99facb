"""How an indicator is worded and scaled: its kind, unit, title and number of decimals."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kvalspc.words.catalogue import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvalspc.periods import PeriodType

TYPES = ("andel", "rate", "gjennomsnitt", "median", "antall")
"""The kinds of measure: proportion, rate, mean, median, count."""

RATIO_TYPES = frozenset({"andel", "rate"})
"""Those whose levels are a numerator of a denominator."""

COUNT_TYPES = RATIO_TYPES | {"antall"}
"""Those that count events: their numbers may be added up."""

_EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Measure:
    """What the sentences need to know about an indicator beyond its numbers.

    Attributes:
        type: "andel" (levels between 0 and 1, worded as percent), "rate", "gjennomsnitt", "median" or
            "antall".
        per: A rate's multiplier, e.g. 10000: levels are per 1 everywhere and are multiplied in texts only.
        unit: The unit by language, e.g. {"nb": "minutter", "en": "minutes"}; of a rate what it is per,
            "liggedøgn". One text serves all languages. May be empty.
        title: The indicator's own name by language, or one for all. May be empty: then the sentences say
            "Andelen".
        digits: Decimals of levels as worded (of percent for "andel"); None: chosen by the size of the
            numbers.
        period: What the levels of plain counts are per, where they are told of parts of it; None: the
            periods that are told of.

    Raises:
        ValueError: An unknown type or language, `per` not a positive number, or negative digits.
    """

    type: str
    per: float = 1
    unit: Mapping[str, str] | str = field(default_factory=lambda: _EMPTY)
    title: Mapping[str, str] | str = field(default_factory=lambda: _EMPTY)
    digits: int | None = None
    period: PeriodType | None = None

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise ValueError(f"got type {self.type!r}, need one of {', '.join(TYPES)}")
        if not self.per > 0:
            raise ValueError(f"got per = {self.per!r}, need a positive number")
        if self.digits is not None and self.digits < 0:
            raise ValueError(f"got digits = {self.digits!r}, need 0 or more, or None")
        for name, texts in (("unit", self.unit), ("title", self.title)):
            for language in () if isinstance(texts, str) else texts:
                if language not in LANGUAGES:
                    raise ValueError(f"got {name} in {language!r}, need one of {', '.join(LANGUAGES)}")

    @staticmethod
    def for_kind(kind: str, per: float = 1) -> Measure:
        """Return the measure of a kind of chart of which nothing more is known: p -> andel, u -> rate ..."""
        return Measure(_TYPE_OF_KIND.get(kind, "gjennomsnitt"), per=per)

    @staticmethod
    def of(facts: Any) -> Measure:
        """Return the measure of a chart or a comparison of which only its kind and its scale of rates are known."""
        return Measure.for_kind(facts.kind, per=float(getattr(facts, "per", 1)))

    def unit_in(self, language: str) -> str:
        """Return the unit in `language`, or the empty text where it is given in other languages only."""
        return _in(self.unit, language)

    def title_in(self, language: str) -> str:
        """Return the title in `language`, or the empty text."""
        return _in(self.title, language)


_TYPE_OF_KIND = {
    "p": "andel",
    "pp": "andel",
    "u": "rate",
    "up": "rate",
    "np": "antall",
    "c": "antall",
    "cp": "antall",
    "run": "median",
}


def _in(texts: Mapping[str, str] | str, language: str) -> str:
    if isinstance(texts, str):
        return texts
    # The two written forms of Norwegian stand in for each other; English would not do in either.
    if language in texts:
        return texts[language]
    other = {"nb": "nn", "nn": "nb"}.get(language, "")
    return texts.get(other, "")
