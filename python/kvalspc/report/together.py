"""What the units did together, in tables: beside the rest of the country, since the start, and who reported."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kvalspc.job.lists import LARGEST_LOG
from kvalspc.periods import Period
from kvalspc.plot.total import total_specification
from kvalspc.plot.wording import visible
from kvalspc.report.drawing import svg_of
from kvalspc.report.figures import HEIGHT, SMALL_HEIGHT, SMALL_WIDTH, WIDTH
from kvalspc.report.grid import Grid
from kvalspc.words import Measure, label
from kvalspc.words.effect import confidence_text, difference_text
from kvalspc.words.levels import LevelWords
from kvalspc.words.numbers import digits_for, integer, number, period_long
from kvalspc.words.unbroken import interval_unbroken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from kvalspc.job.results import IndicatorResult
    from kvalspc.network import EventTime, Pooled

NONE = "–"


def grids_of(found: IndicatorResult, measure: Measure, language: str, *, by_period: bool = True) -> tuple[Grid, ...]:
    """The tables of one indicator; those that have nothing to show are left out.

    Without `by_period` those with a row a period, which on paper take a page each.
    """
    made = (against_grid, since_start_grid, *((reporting_grid,) if by_period else ()))
    return tuple(grid for grid in (make(found, measure, language) for make in made) if grid.rows)


def against_grid(found: IndicatorResult, measure: Measure, language: str) -> Grid:
    """Each unit's change beside that of the units that had not begun: better than the rest of the country?"""
    words = LevelWords(measure, language)
    against = found.network.against or {}
    rows = []
    for unit in found.units:
        one = against.get(unit.unit)
        if one is None:
            continue
        contrast = one.contrast
        digits = words.digits(contrast.expected, contrast.after)
        ends = (contrast.difference, contrast.difference_lower, contrast.difference_upper)
        known = ends[1] <= ends[0] <= ends[2]  # not where one of them is unknown
        difference = interval_unbroken(difference_text(words, digits, *ends)) if known else NONE
        rows.append((visible(unit.name), visible(one.text(language, measure=measure)), difference))
    heads = ("table.unit", "table.answer", "table.difference")
    return _grid("against.title", heads, rows, language)


def since_start_grid(found: IndicatorResult, measure: Measure, language: str) -> Grid:
    """The pooled effect as time passes, and a check of the time just before the start."""
    pooled = None if found.total is None else found.total.pooled
    rows = [] if pooled is None else list(_windows(pooled, measure, language))
    effect = "table.difference" if measure.type in {"gjennomsnitt", "median"} else "since.ratio"
    return _grid("since.title", ("since.when", effect, "since.units"), rows, language)


def reporting_grid(found: IndicatorResult, measure: Measure, language: str) -> Grid:
    """All units together, period by period: how many reported, and the level with and without a fixed mix of them."""
    total = found.network.total
    words = LevelWords(measure, language)
    rows = []
    for point in () if total is None else total:
        levels = [float(point["value"]), float(point["adjusted"])]
        shown = [words.short(x, words.digits(x)) if math.isfinite(x) else NONE for x in levels]
        reporting = integer(int(point["reporting"]), language)
        if point["units_changed"]:
            reporting = label("reporting.changed", language, n=reporting)
        rows.append((period_long(Period.parse(str(point["period"])), language), reporting, *shown))
    heads = ("reporting.period", "reporting.units", "reporting.plain", "reporting.adjusted")
    return _grid("reporting.title", heads, rows, language)


def total_drawings(found: IndicatorResult, measure: Measure, language: str) -> tuple[Markup, ...]:
    """The total with the mix of units held fixed, for a wide and for a narrow screen; nothing where it is unknown."""
    total = found.network.total
    if total is None or not math.isfinite(total.level):
        return ()
    return tuple(
        svg_of(total_specification(total, language=language, measure=measure, width=width, height=height))
        for width, height in ((WIDTH, HEIGHT), (SMALL_WIDTH, SMALL_HEIGHT))
    )


def _windows(pooled: Pooled, measure: Measure, language: str) -> Iterator[tuple[str, str, str]]:
    words = LevelWords(measure, language)
    for window in pooled.event_times:
        said = _effect(window, words)
        if said is not None:
            yield _when(window, language), said, integer(window.units, language)


def _when(window: EventTime, language: str) -> str:
    if window.first < 0:
        return label("since.before", language, n=integer(-window.first, language))
    first = integer(window.first, language)
    if window.last is None:
        return label("since.later", language, first=first)
    return label("since.window", language, first=first, last=integer(window.last, language))


def _effect(window: EventTime, words: LevelWords) -> str | None:
    """A ratio of odds or rates; of values the difference itself; None where an end of it is no number."""
    ends = (window.effect, window.effect_lower, window.effect_upper)
    values = words.measure.type in {"gjennomsnitt", "median"}
    if not all(math.isfinite(end) and (values or end < LARGEST_LOG) for end in ends):
        return None
    if values:
        return interval_unbroken(difference_text(words, words.digits(window.effect), *ends))
    ratios = [math.exp(end) for end in ends]
    estimate, lower, upper = (number(ratio, digits_for(ratio), words.language) for ratio in ratios)
    return interval_unbroken(f"{estimate} ({label('method.between', words.language, lower=lower, upper=upper)})")


def _grid(caption: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], language: str) -> Grid:
    percent = confidence_text(None, language)
    shown = tuple(label(head, language, percent=percent) for head in heads)
    return Grid(label(caption, language), shown, tuple(rows))
