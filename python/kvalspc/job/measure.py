"""How an indicator of the project file is worded and scaled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.periods import PeriodType
from kvalspc.words import LANGUAGES, Measure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvalspc.job.project import Indicator, Language


def by_language(texts: str | Mapping[Language, str] | None) -> dict[str, str]:
    """A text of the project file by language; one given without a language is used in all."""
    if texts is None:
        return {}
    return dict.fromkeys(LANGUAGES, texts) if isinstance(texts, str) else {str(k): v for k, v in texts.items()}


def measure_of(indicator: Indicator, period_type: str | None = None) -> Measure:
    """The measure of an indicator: its kind, scale, unit, title and decimals.

    Plain counts are per period: of a series the `period_type` that is drawn, of whose months the verdict is.
    """
    plain = indicator.type == "antall" and period_type is not None
    return Measure(
        indicator.type,
        per=indicator.per,
        unit=by_language(indicator.unit),
        title=by_language(indicator.title),
        digits=indicator.digits,
        period=PeriodType(period_type) if plain else None,
    )
