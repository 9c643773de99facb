"""The final report of a project, midway the status report: what the guide's section 11.2 asks for.

What can be computed is filled in; the rest are headings for the project group to write under.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from kvalspc.job.goals import leading
from kvalspc.job.measure import measure_of
from kvalspc.periods import PeriodType
from kvalspc.plot.icons import assurance_icon, variation_icon
from kvalspc.plot.wording import visible
from kvalspc.report.badges import answer_of, goals_text, lasting_text
from kvalspc.report.beside import variation_of
from kvalspc.report.grid import Grid
from kvalspc.report.levels import level_grids
from kvalspc.report.lists import list_lines
from kvalspc.report.measures import indicator_title, pooled_measure_of
from kvalspc.report.method import tested
from kvalspc.report.together import grids_of
from kvalspc.report.typical import typical_cell, typical_of_all
from kvalspc.report.view import group_name, groups_of, in_order, short_of, strengths_of, unit_name
from kvalspc.words import Measure, label
from kvalspc.words.effect import (
    confidence_text,
    difference_heading,
    difference_text,
    effect_text,
    shared_confidence,
)
from kvalspc.words.levels import LevelWords
from kvalspc.words.measure import RATIO_TYPES
from kvalspc.words.numbers import day, integer
from kvalspc.words.rounding import shared_digits
from kvalspc.words.unbroken import interval_unbroken, unbroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kvalspc.job.project import Goal as Asked
    from kvalspc.job.project import Indicator
    from kvalspc.job.results import IndicatorResult, Results, UnitResult
    from kvalspc.sides import Side

NONE = "–"

ABREAST = 4
"""So many indicators stand beside each other in a table: more of them are wider than a page."""


@dataclass(frozen=True)
class Section:
    """One heading: what kvalspc fills in, and whether the project group writes here."""

    anchor: str
    title: str
    lines: tuple[str, ...] = ()
    tables: tuple[Grid, ...] = ()
    write: bool = False


def sections_of(results: Results, language: str) -> tuple[Section, ...]:
    """The sections of the report, in the order of the guide; for the public those that kvalspc fills in."""

    def section(name: str, lines: Iterable[str] = (), tables: Sequence[Grid] = (), *, write: bool = False) -> Section:
        return Section(f"s-{name}", label(f"final.{name}", language), tuple(lines), tuple(tables), write)

    answers = [_answers(found, results, language) for found in results.indicators]
    sections = (
        section("summary", _summary(results, language), write=True),
        section("background", write=True),
        section("purpose", tables=_goals(results, language), write=True),
        section("measures", write=True),
        section("method", _method(results, language)),
        section("selection", tables=list(_selection(results, language)), write=True),
        section("carried_out", write=True),
        section("variables", tables=[_variables(results, language)]),
        section(
            "results",
            _signs(results, language),
            [*answers, *_together(results, language), *level_grids(results, language)],
        ),
        *(section(name, write=True) for name in ("evaluation", "own", "registry", "other", "lessons")),
    )
    if not results.is_public:
        return sections
    return tuple(replace(section, write=False) for section in sections if section.lines or section.tables)


def _summary(results: Results, language: str) -> Iterator[str]:
    """The answer for all units together, and the goals, an indicator a line."""
    for found in results.indicators:
        total = found.total.text.get(language, "") if found.total is not None else ""
        lasting = lasting_text(found.total, language) if found.total is not None else ""
        pooled = found.total is not None and found.total.pooled is not None  # its sentence does not name the indicator
        title = "" if total and not pooled else indicator_title(found.indicator, language) + ":"
        said = [title, visible(total), lasting, goals_text(found.units, language)]
        yield " ".join(part for part in said if part)


def _goals(results: Results, language: str) -> list[Grid]:
    asked = results.project.goal
    if not asked:
        return []
    measures = {found.indicator.id: found.indicator for found in results.indicators}
    heads = ("report.indicator", "table.goal", "final.by", "final.window", "final.scope")
    rows = tuple(_goal(goal, measures[goal.indicator], language) for goal in asked)
    return [Grid(label("final.goals", language), tuple(label(head, language) for head in heads), rows)]


def _goal(goal: Asked, indicator: Indicator, language: str) -> tuple[str, ...]:
    from kvalspc.words.catalogue import say
    from kvalspc.words.numbers import period_count

    bound = goal.at_least if goal.at_least is not None else goal.at_most
    words = LevelWords(measure_of(indicator), language)
    way = "goal.at_least" if goal.at_least is not None else "goal.at_most"
    return (
        indicator_title(indicator, language),
        say(way, language, level=words.one(bound or 0.0)),
        day(goal.by, language),
        period_count(goal.months, PeriodType.MONTH, language),
        label(f"final.scope.{goal.scope}", language),
    )


def _method(results: Results, language: str) -> Iterator[str]:
    kinds = dict.fromkeys(tested(found.indicator.type) for found in results.indicators)
    if any(unit.start is not None for unit in results):
        yield from (label(f"method.test.{kind}", language) for kind in kinds)
    else:
        yield label("method.test.scan", language)
    if any(unit.pooled is not None for unit in results):
        yield label("final.pooled", language)
    if any(unit.is_one_of_looks for unit in results):
        yield label("method.looks", language)
    if any(found.indicator.rules == "anhoej" and found.indicator.profile is None for found in results.indicators):
        yield label("method.rules.text", language)


def _selection(results: Results, language: str) -> Iterator[Grid]:
    """Which units took part, from when, and how many patients or measurements each indicator rests on."""
    for first in range(0, len(results.indicators), ABREAST):
        yield _selected(results, results.indicators[first : first + ABREAST], language)


def _selected(results: Results, indicators: Sequence[IndicatorResult], language: str) -> Grid:
    titles = [indicator_title(found.indicator, language) for found in indicators]
    heads = (label("table.unit", language), label("final.start", language), *titles)
    order = {unit.unit: unit for found in indicators for unit in in_order(results, found) if not unit.is_total}
    found_of = [{unit.unit: unit for unit in found.units} for found in indicators]
    rows = tuple(
        (
            unit_name(unit, language),
            NONE if unit.start is None else unbroken(day(unit.start, language)),
            *(_basis(found.get(name), language) for found in found_of),
        )
        for name, unit in order.items()
    )
    return Grid(label("final.selection.basis", language), heads, rows)


def _basis(unit: UnitResult | None, language: str) -> str:
    """Patients or exposure before and after; of values the number of periods."""
    comparison = None if unit is None else unit.comparison
    if comparison is None:
        return NONE
    sides = [side for side in (comparison.baseline, comparison.after) if side is not None and side.n]
    sizes = [s.denominator if s.denominator is not None and math.isfinite(s.denominator) else s.n for s in sides]
    return unbroken(" + ".join(integer(size, language) for size in sizes))


def _variables(results: Results, language: str) -> Grid:
    heads = ("report.indicator", "final.measured", "final.wish", "chart.target", "final.role")
    rows = tuple(_variable(found.indicator, language) for found in results.indicators)
    return Grid(label("final.variables", language), tuple(label(head, language) for head in heads), rows)


def _variable(indicator: Indicator, language: str) -> tuple[str, ...]:
    target = NONE if indicator.target is None else LevelWords(measure_of(indicator), language).one(indicator.target)
    return (
        indicator_title(indicator, language),
        label(f"final.type.{indicator.type}", language),
        label(f"final.better.{indicator.better or 'none'}", language),
        target,
        label(f"final.role.{indicator.role}", language),
    )


def _answers(found: IndicatorResult, results: Results, language: str) -> Grid:
    """The results of one indicator: each unit, and all units together."""
    units = in_order(results, found)
    groups, strengths = groups_of(units), strengths_of(units)
    measure = measure_of(found.indicator)
    goals = any(unit.goals for unit in units)
    lasts = any(unit.comparison is not None and unit.comparison.lasting is not None for unit in units)
    percent = shared_confidence([unit.alpha for unit in units], language)
    last = ["table.answer", *(["final.lasts"] if lasts else []), *(["final.reached"] if goals else []), "table.latest"]
    kinds = typical_of_all(units, measure)
    rows = []
    for unit in units:
        said = short_of(unit, strengths[unit.unit], language)
        if unit.status == "rejected":
            said = label("report.rejected", language)
        elif not said:
            said = group_name(groups[unit.unit], language)
        own = measure_of(found.indicator, unit.period_type)
        before, after, difference = _levels(unit, own, language, how_sure=percent is None)
        difference = typical_cell(difference, unit, own, kinds, language)
        row = [unit_name(unit, language), before, after, interval_unbroken(difference), said]
        row += [lasting_text(unit, language) or NONE] if lasts else []
        row += [_reached(unit, language)] if goals else []
        rows.append((*row, latest_icons(unit, language)))
    heads = [label(head, language) for head in ("table.unit", "table.before", "table.after")]
    heads += [
        interval_unbroken(difference_heading(kinds, percent, language)),
        *(label(head, language) for head in last),
    ]
    return Grid(
        indicator_title(found.indicator, language),
        tuple(heads),
        tuple(rows),
        frozenset(k for k, unit in enumerate(units) if unit.is_total),
        wide=True,
    )


def _together(results: Results, language: str) -> list[Grid]:
    """The units beside each other and beside the rest of the country, of every indicator."""
    return [
        replace(grid, caption=f"{indicator_title(found.indicator, language)}. {grid.caption}")
        for found in results.indicators
        for grid in (
            _beside_each_other(found, language),
            *grids_of(found, pooled_measure_of(found), language, by_period=False),
        )
        if grid.rows
    ]


def _beside_each_other(found: IndicatorResult, language: str) -> Grid:
    """How much the units differ, and who is clear enough to stand on a list."""
    said = variation_of(found, measure_of(found.indicator), language)
    rows = ([(label("beside.title", language), said)] if said else []) + list(list_lines(found, language))
    heads = (label("lists.asked", language), label("table.answer", language))
    return Grid(label("lists.title", language), heads, tuple(rows))


def _levels(unit: UnitResult, measure: Measure, language: str, *, how_sure: bool) -> tuple[str, str, str]:
    """The level before and after with what it rests on, and the difference with its interval and how sure that is."""
    words = LevelWords(measure, language)
    if unit.pooled is not None:
        contrast, after = unit.pooled.contrast, unit.pooled.after
        digits = words.digits(contrast.expected, contrast.after)
        ends = (contrast.difference, contrast.difference_lower, contrast.difference_upper)
        confidence = confidence_text(unit.pooled.alpha, language) if how_sure else ""
        difference = difference_text(words, digits, *ends, confidence=confidence)
        expected = label("final.expected", language, level=words.short(contrast.expected, digits))
        return expected, _level(words, contrast.after, after, digits), difference
    comparison = unit.comparison
    if comparison is None:
        return NONE, NONE, NONE
    digits = shared_digits(words, comparison)
    sides = [
        NONE if side is None else _level(words, side.level, side, digits)
        for side in (comparison.baseline, comparison.after)
    ]
    return sides[0], sides[1], effect_text(comparison, language, measure, how_sure=how_sure) or NONE


def _level(words: LevelWords, level: float, side: Side, digits: int) -> str:
    if level is None or not math.isfinite(level):
        return NONE
    text = words.short(level, digits)
    counts = [count for count in (side.numerator, side.denominator) if count is not None and math.isfinite(count)]
    if words.measure.type not in RATIO_TYPES or len(counts) < 2:
        return text
    return f"{text} ({integer(counts[0], words.language)}/{integer(counts[1], words.language)})"


def _reached(unit: UnitResult, language: str) -> str:
    goal = leading(unit.goals)
    return NONE if goal is None else label(f"final.reached.{answer_of(goal)}", language)


def _signs(results: Results, language: str) -> Iterator[Markup]:
    """What the signs of the latest point mean: those that the tables have."""
    charts = [unit.chart for unit in results if unit.chart is not None]
    variations = dict.fromkeys(chart.variation for chart in charts)
    assurances = dict.fromkeys(chart.assurance for chart in charts if chart.assurance is not None)
    icons = [(variation_icon(name, language, size=18), label(f"variation.{name}", language)) for name in variations]
    icons += [(assurance_icon(name, language, size=18), label(f"assurance.{name}", language)) for name in assurances]
    # The icons are ours and escaped; each stands before its text, also where that has several lines.
    parts = [Markup('<span class="sign">{} <span>{}</span></span>').format(Markup(icon), text) for icon, text in icons]
    if parts:
        yield Markup("{}: {}").format(label("table.latest", language), Markup(" ").join(parts))


def latest_icons(unit: UnitResult, language: str, size: int = 22) -> Markup:
    """The signs of the latest point: its variation, and whether the process reaches its target."""
    chart = unit.chart
    if chart is None:
        return Markup(NONE)
    icons = [variation_icon(chart.variation, language, size=size)]
    if chart.assurance is not None:
        icons.append(assurance_icon(chart.assurance, language, size=size))
    # The icons are ours, their words from the catalogue and escaped.
    return Markup(" ".join(icons))
