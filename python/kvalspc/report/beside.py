"""Units beside each other over the last year: how much they differ, in a sentence and as a funnel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kvalspc.plot.funnel import funnel_specification
from kvalspc.plot.wording import visible
from kvalspc.report.drawing import svg_of
from kvalspc.words import label
from kvalspc.words.numbers import day
from kvalspc.words.units import variation_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from kvalspc.job.results import IndicatorResult
    from kvalspc.words import Measure

WIDTH, HEIGHT = 560.0, 300.0
NARROW_WIDTH, NARROW_HEIGHT = 270.0, 220.0


@dataclass(frozen=True)
class Beside:
    """The variation between units in words, and the funnel for a wide and for a narrow screen."""

    period: str
    said: str
    large: Markup
    small: Markup


def beside_of(found: IndicatorResult, measure: Measure, language: str) -> Beside | None:
    """What the job found of the units beside each other; None where they cannot be compared."""
    network = found.network
    funnel = network.funnel
    if funnel is None or network.first is None or network.last is None:
        return None
    names = {unit.unit: visible(unit.name) for unit in found.units}
    named = replace(funnel, units=_named(funnel.units, names))
    drawings = [
        svg_of(funnel_specification(named, language=language, measure=measure, width=width, height=height))
        for width, height in ((WIDTH, HEIGHT), (NARROW_WIDTH, NARROW_HEIGHT))
    ]
    last = network.last - timedelta(days=1)
    said = variation_of(found, measure, language)
    return Beside(
        period=label("beside.period", language, first=day(network.first, language), last=day(last, language)),
        said=said,
        large=drawings[0],
        small=drawings[1],
    )


def variation_of(found: IndicatorResult, measure: Measure, language: str) -> str:
    """How much the units differ, in words; the empty text where they cannot be compared."""
    variation = found.network.variation
    if variation is None:
        return ""
    names = {unit.unit: visible(unit.name) for unit in found.units}
    return variation_text(replace(variation, units=_named(variation.units, names)), language, measure=measure)


def _named(units: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The columns with the units' names for their ids."""
    return {**units, "unit": [names.get(str(unit), visible(unit)) for unit in units["unit"]]}
