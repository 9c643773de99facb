"""The learning network's page: all units of a project side by side, what each achieved, and how much they differ."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup

from kvalspc.job.measure import measure_of
from kvalspc.periods import PeriodType, add_months
from kvalspc.plot.composed import Composed
from kvalspc.plot.multiples import multiples_spec
from kvalspc.plot.tiles import Tile
from kvalspc.plot.wording import visible
from kvalspc.report.beside import beside_of
from kvalspc.report.drawing import svg_of, threads
from kvalspc.report.interval import interval, scale_of
from kvalspc.report.lists import list_lines
from kvalspc.report.measures import indicator_title, measure_on, pooled_measure_of
from kvalspc.report.names import safe_name
from kvalspc.report.together import grids_of, total_drawings
from kvalspc.report.typical import typical_cell, typical_of_all
from kvalspc.report.view import counts_as, groups_of, in_order, q_of, short_of, strengths_of, unit_name
from kvalspc.words import Measure, label, overview_text
from kvalspc.words.effect import (
    confidence_text,
    difference_heading,
    difference_text,
    effect_text,
    shared_confidence,
)
from kvalspc.words.levels import LevelWords
from kvalspc.words.numbers import day
from kvalspc.words.sentence import is_sure
from kvalspc.words.unbroken import interval_unbroken, unbroken

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kvalspc.job.results import IndicatorResult, Points, Results, UnitResult
    from kvalspc.network import Contrast, Pooled
    from kvalspc.plot.content import Drawable
    from kvalspc.report.beside import Beside
    from kvalspc.report.grid import Grid
    from kvalspc.report.interval import Effect

NONE = "–"
COLUMNS, TILE_WIDTH, TILE_HEIGHT = 3, 180.0, 92.0
NARROW_WIDTH = 250.0
HALF_MONTH = 15


@dataclass(frozen=True)
class Line:
    """One unit: its answer, its effect in figures and as a drawing."""

    name: str
    group: str
    start: str
    said: str
    difference: str
    drawing: Markup
    is_total: bool


@dataclass(frozen=True)
class Side:
    """One indicator on the page."""

    anchor: str
    title: str
    lead: str
    about: str
    large: Markup
    small: Markup
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    beside: Beside | None
    lists: tuple[tuple[str, str], ...]
    grids: tuple[Grid, ...]
    totals: tuple[Markup, ...]  # all units together: wide and narrow


def sides_of(results: Results, language: str) -> list[Side]:
    """Every indicator that two units or more have a chart of."""
    shown = [(f, [u for u in f.units if u.chart is not None]) for f in results.indicators]
    compared = [found for found, units in shown if len(units) > 1]
    with ThreadPoolExecutor(threads()) as pool:
        return list(pool.map(lambda found: _side(found, results, language), compared))


def _side(found: IndicatorResult, results: Results, language: str) -> Side:
    measure = measure_of(found.indicator)
    points = measure_on(found.indicator.kind, measure)
    units = in_order(results, found)
    total = found.total
    pooled = None if total is None else total.pooled
    kinds = typical_of_all(units, measure) if pooled is None else []
    about = [label("network.own" if pooled is None else "network.pooled", language)]
    about += [label("table.typical_note", language)] if any(kinds) else []
    if pooled is None:
        difference = difference_heading(kinds, shared_confidence([unit.alpha for unit in units], language), language)
        about += [label("method.looks", language)] if any(unit.is_one_of_looks for unit in units) else []
    else:  # all are compared with those that had not begun, whatever the look of each
        difference = label("network.beside", language, percent=confidence_text(pooled.alpha, language))
    heads = [label(head, language) for head in ("table.unit", "final.start", "network.before_after")]
    return Side(
        anchor=f"n-{safe_name(found.indicator.id)}",
        title=indicator_title(found.indicator, language),
        lead=visible(total.text.get(language, "")) if total is not None else "",
        about=" ".join(about),
        large=_multiples(units, points, language, COLUMNS, TILE_WIDTH),
        small=_multiples(units, points, language, 1, NARROW_WIDTH),
        heads=(*heads, interval_unbroken(difference)),
        lines=_lines(units, found, language),
        beside=beside_of(found, measure, language),
        lists=tuple(list_lines(found, language)),
        grids=grids_of(found, pooled_measure_of(found), language),
        totals=total_drawings(found, measure, language),
    )


def _multiples(units: Sequence[UnitResult], measure: Measure, language: str, columns: int, width: float) -> Markup:
    """All units on one time axis and one scale; they stand in the project's order, never ranked."""
    shown = [unit for unit in units if unit.chart is not None and not unit.is_total]
    groups, strengths, q_values = groups_of(units), strengths_of(units), q_of(units)
    tiles = [
        Tile(
            chart,
            unit_name(unit, language),
            said := short_of(unit, strengths[unit.unit], language),
            said,
            groups[unit.unit],
            next((phase.position for phase in unit.phases if phase.name == "intervention"), None),
            sure=is_sure(unit.comparison or unit, q_values[unit.unit]),
        )
        for unit, chart in zip(shown, _on_one_axis(shown), strict=True)
    ]
    verdicts = [counts_as(unit) for unit in units if not unit.is_total]
    named = "; ".join(f"{tile.name}: {tile.said}" for tile in tiles)
    spec = multiples_spec(
        tiles,
        language=language,
        title=None,
        theme="registry",
        measure=measure,
        columns=columns,
        width=width,
        height=TILE_HEIGHT,
        same_scale=True,
        description=f"{overview_text(verdicts, language)} {named}.",
        told=False,
    )
    return svg_of(spec)


def _on_one_axis(units: Sequence[UnitResult]) -> list[Drawable]:
    """The charts; where their periods have several lengths, on days.

    Each period stands at its middle, so that it fits into the panel; where all units start together at its first day,
    so that the month of the start is right. Days that all are the first of a month would be read as months: beside
    others, such as those counted from a start in the middle of a month, they stand half a month later.
    """
    charts = [(unit, unit.chart, unit.points) for unit in units]
    whole = len({unit.start for unit in units}) == 1
    if len({unit.period_type for unit in units}) == 1:
        return [chart for _, chart, _ in charts if chart is not None]
    found = [(c, _days(u, points, whole)) for u, c, points in charts if c is not None and points is not None]
    are_months = [all(one.day == 1 for one in days) for _, days in found]
    later = timedelta(0 if all(are_months) else HALF_MONTH)
    return [
        Composed(c.kind, [one + later * first for one in days], c.target, c.per, c.points, c.phases, c.signals)
        for (c, days), first in zip(found, are_months, strict=True)
    ]


def _days(unit: UnitResult, points: Points, whole: bool) -> list[date]:
    months = 0 if whole or unit.period_type is None else PeriodType(unit.period_type).months or 0
    return [add_months(first, months // 2) for first in points.first_day]


def _lines(units: Sequence[UnitResult], found: IndicatorResult, language: str) -> tuple[Line, ...]:
    total = next((unit for unit in units if unit.is_total), None)
    pooled = None if total is None else total.pooled
    effects = {unit.unit: effect_of(unit, pooled) for unit in units}
    scale = scale_of(effect for effect in effects.values() if effect is not None)
    groups, strengths = groups_of(units), strengths_of(units)
    kinds, lines = typical_of_all(units, measure_of(found.indicator)), []
    how_sure = shared_confidence([unit.alpha for unit in units], language) is None
    for unit in units:
        measure = pooled_measure_of(found) if pooled is not None else measure_of(found.indicator, unit.period_type)
        effect = effects[unit.unit]
        lines.append(
            Line(
                name=unit_name(unit, language),
                group=groups[unit.unit],
                start=NONE if unit.start is None else unbroken(day(unit.start, language)),
                said=short_of(unit, strengths[unit.unit], language),
                difference=NONE
                if effect is None
                else _worded(unit, effect, pooled, measure, kinds, language, how_sure=how_sure),
                drawing=Markup("") if effect is None else interval(effect, scale),
                is_total=unit.is_total,
            )
        )
    return tuple(lines)


def _worded(
    unit: UnitResult,
    effect: Effect,
    pooled: Pooled | None,
    measure: Measure,
    kinds: Sequence[bool],
    language: str,
    *,
    how_sure: bool,
) -> str:
    words = LevelWords(measure, language)
    contrast = None if pooled is None else _contrast(unit, pooled)
    if contrast is not None:
        return difference_text(words, words.digits(contrast.expected, contrast.after), *effect)
    text = "" if unit.comparison is None else effect_text(unit.comparison, language, measure, how_sure=how_sure)
    return typical_cell(text, unit, measure, kinds, language)


def _contrast(unit: UnitResult, pooled: Pooled) -> Contrast | None:
    """The unit beside those that had not begun, or all of them; None where there is nothing to compare with."""
    contrast = pooled.contrast if unit.is_total else pooled.unit_effects.get(unit.unit)
    return contrast if contrast is not None and contrast.identified else None


def effect_of(unit: UnitResult, pooled: Pooled | None) -> Effect | None:
    """The difference of levels: beside units that had not begun where the total is pooled, else after minus before."""
    found: tuple[float | None, ...] = ()
    contrast = None if pooled is None else _contrast(unit, pooled)
    if contrast is not None:
        found = (contrast.difference, contrast.difference_lower, contrast.difference_upper)
    elif pooled is None and unit.comparison is not None:
        comparison = unit.comparison
        found = (comparison.effect, comparison.effect_lower, comparison.effect_upper)
    if not found:
        return None
    estimate, lower, upper = (math.nan if value is None else float(value) for value in found)
    return (estimate, lower, upper) if lower <= estimate <= upper else None  # not where one of them is unknown
