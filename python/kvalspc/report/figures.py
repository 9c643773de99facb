"""The chart of one unit with its caption, text alternative and table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kvalspc.periods import PeriodType
from kvalspc.plot import specification
from kvalspc.plot.axis import make_axis
from kvalspc.plot.panel import when
from kvalspc.plot.shift import shift_of
from kvalspc.plot.wording import Wording, levels_of
from kvalspc.report.drawing import svg_of
from kvalspc.report.measures import measure_on
from kvalspc.report.unfinished import unfinished_text
from kvalspc.rows import EVENT_KINDS, OFF_LEVEL
from kvalspc.words import Measure, chart_text, label
from kvalspc.words.measure import RATIO_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from kvalspc.job.results import Points, UnitResult

#: Of the plot inside the axes. With its margins a figure is about as wide as the page's text.
WIDTH, HEIGHT = 740, 270

#: For a phone, and enlarged for a board sheet: the same letters take a larger part of it.
SMALL_WIDTH, SMALL_HEIGHT = 310, 140

OVERDISPERSED = 2.0
"""From this dispersion (variance over that of chance, as compare estimates it) a caption says so."""


@dataclass(frozen=True)
class Table:
    """The numbers behind a chart."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A chart ready for the page."""

    svg: Markup
    small: Markup
    name: str
    caption: str  # what is drawn, and its signs
    signs: str  # how to read the signs that it has
    table: Table


def figure_of(unit: UnitResult, measure: Measure, title: str, language: str) -> Figure | None:
    """Draw the chart of a unit; None where there is nothing to draw."""
    answered, measure = measure, measure if unit.chart is None else measure_on(unit.chart.kind, measure)
    large = _drawn(unit, measure, language, WIDTH, HEIGHT)
    small = _drawn(unit, measure, language, SMALL_WIDTH, SMALL_HEIGHT)
    if large is None or small is None or unit.points is None:
        return None
    signs = " ".join([*_signs(unit, language), *filter(None, [unfinished_text(unit, answered, language)])])
    caption = f"{_drawn_of(unit, title, language)} {signs}".strip()
    return Figure(large, small, title, caption, signs, _table(unit, unit.points, measure, language))


def _drawn(unit: UnitResult, measure: Measure, language: str, width: float, height: float) -> Markup | None:
    if unit.chart is None or unit.points is None or not len(unit.points):
        return None
    described = chart_text(
        unit.chart,
        language,
        measure=measure,
        unit=label("report.all_units", language) if unit.is_total else unit.name,
        comparison=unit.comparison,
    )
    drawn = specification(
        unit.chart,
        language=language,
        start=_position(unit, "intervention"),
        comparison=None if shift_of(unit.comparison) is None else unit.comparison,
        provisional=[bool(flag) for flag in unit.points.provisional],
        measure=measure,
        headings=_headings(unit, language),
        description=described,
        width=width,
        height=height,
        key=False,  # the caption tells
        tooltips=False,
    )
    return svg_of(drawn)


def _position(unit: UnitResult, name: str) -> int | None:
    return next((phase.position for phase in unit.phases if phase.name == name), None)


def _headings(unit: UnitResult, language: str) -> dict[object, str]:
    """Phases with a name of their own besides baseline and intervention."""
    named: dict[object, str] = {}
    for phase in unit.phases:
        if phase.name in {"testing", "sustained"} and unit.points is not None and 0 < phase.position < len(unit.points):
            named[phase.position] = label(f"phase.{phase.name}", language)
    return named


def _drawn_of(unit: UnitResult, title: str, language: str) -> str:
    """What is drawn, and how long a period is."""
    if unit.chart is None or unit.chart.kind in EVENT_KINDS or not unit.period_type:
        return f"{title}."
    return f"{title}, {label(f'per.{PeriodType(unit.period_type)}', language)}."


def _signs(unit: UnitResult, language: str) -> list[str]:
    """How to read the signs that this chart has."""
    points, chart = unit.points, unit.chart
    if points is None or chart is None:
        return []
    sentences = []
    if chart.kind in OFF_LEVEL:
        sentences.append(label(f"shows.{chart.kind}", language))
    if any(math.isfinite(v) and v not in {0.0, 1.0} for v in (*points.lower, *points.upper)):
        sentences.append(label("chart.legend.limits", language))
    if shift_of(unit.comparison) is not None:
        sentences.append(label("chart.legend.shift", language))
    if any(points.beyond):
        sentences.append(label("chart.legend.beyond", language))
    if any(points.beyond) and _overdispersed(unit):
        sentences.append(label("chart.legend.overdispersed", language))
    if shift_of(unit.comparison) is None and any(phase.get("runs_signal") == 1 for phase in chart.phases):
        sentences.append(label("chart.legend.runs", language))
    if any(points.provisional):
        sentences.append(label("chart.legend.provisional", language))
    columns = (points.value, points.included, points.provisional)
    if any(math.isfinite(v) and not used and not late for v, used, late in zip(*columns, strict=True)):
        sentences.append(label("chart.legend.excluded", language))
    return sentences


def _overdispersed(unit: UnitResult) -> bool:
    """Whether the core found the figures to vary clearly more than by chance, which limits do not know of."""
    dispersion = math.nan if unit.comparison is None else unit.comparison.dispersion
    return math.isfinite(dispersion) and dispersion >= OVERDISPERSED


def _centre(unit: UnitResult, points: Points) -> list[float]:
    """The level at each point as it is drawn: before and after a shift that a search found."""
    shift = shift_of(unit.comparison)
    if shift is None:
        return [float(level) for level in points.centre]
    return [shift.after if i >= shift.at else shift.before for i in range(len(points))]


def _table(unit: UnitResult, points: Points, measure: Measure, language: str) -> Table:
    """Period, numbers, value, level and (where the chart has them) limits of every measurement."""
    wording = Wording(language, measure, levels_of(float(v) for v in points.centre))
    calendar = None if unit.chart is None else unit.chart.calendar
    axis = make_axis(points.period, len(points), width=1.0, ends=() if calendar is None else calendar.ends)
    columns: dict[str, Callable[[int], str]] = {"period": lambda i: when(axis, wording, i)}
    if measure.type in RATIO_TYPES:
        columns["chart.numerator"] = lambda i: wording.count(float(points.numerator[i]))
        columns["chart.denominator"] = lambda i: wording.count(float(points.denominator[i]))
    columns["chart.value"] = lambda i: wording.value(float(points.value[i]), more=1)
    centre = _centre(unit, points)
    columns["chart.centre"] = lambda i: wording.value(centre[i], more=1)
    if any(math.isfinite(v) for v in (*points.lower, *points.upper)):
        columns["chart.lower"] = lambda i: wording.value(float(points.lower[i]), more=1)
        columns["chart.upper"] = lambda i: wording.value(float(points.upper[i]), more=1)
    heads = tuple(label(head, language) for head in columns)
    return Table(heads, tuple(tuple(cell(i) for cell in columns.values()) for i in range(len(points))))
