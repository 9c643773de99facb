"""How an indicator of the project file is worded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kvalspc.job.measure import by_language, measure_of
from kvalspc.plot.wording import visible
from kvalspc.rows import EVENT_KINDS
from kvalspc.words import LANGUAGES, Measure, label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kvalspc.job.project import Indicator, Language
    from kvalspc.job.results import IndicatorResult


def pick(texts: str | Mapping[Language, str] | None, language: str, otherwise: str) -> str:
    """A text in a language: the one given, the other Norwegian, any at all, or `otherwise`."""
    found = by_language(texts)
    near = {"nb": "nn", "nn": "nb"}.get(language, "")
    return found.get(language) or found.get(near) or next(iter(found.values()), otherwise)


def indicator_title(indicator: Indicator, language: str) -> str:
    """The indicator's own name, or its id."""
    return visible(pick(indicator.title, language, indicator.id))


def pooled_measure_of(found: IndicatorResult) -> Measure:
    """The measure of what units achieved beside each other: plain counts are per period of all units together."""
    return measure_of(found.indicator, None if found.total is None else found.total.period_type)


def main_place(roles: Iterable[str]) -> int:
    """The place of the indicator that a project is judged by: its first outcome, else its first."""
    return next((place for place, role in enumerate(roles) if role == "outcome"), 0)


def measure_on(kind: str, measure: Measure) -> Measure:
    """The measure of a chart's points, where they are not on the scale of the indicator's level."""
    if kind == "np":
        return replace(measure, type="antall", unit="", digits=None)
    if kind in EVENT_KINDS:
        unit = {language: label("unit.days", language) for language in LANGUAGES} if kind == "t" else ""
        return replace(measure, type="gjennomsnitt", per=1, unit=unit, digits=None)
    return measure
