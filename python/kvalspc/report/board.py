"""Sheets for the board meeting: one page a unit, to be read from three metres away."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from kvalspc.job.goals import leading
from kvalspc.job.measure import measure_of
from kvalspc.plot.wording import visible
from kvalspc.report.badges import answer_of, lasting_text
from kvalspc.report.measures import indicator_title, main_place
from kvalspc.report.names import safe_name
from kvalspc.report.view import card_anchor, group_name, groups_of, in_order, short_of, unit_name
from kvalspc.words import Measure, label
from kvalspc.words.levels import LevelWords
from kvalspc.words.rounding import shared_digits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markupsafe import Markup

    from kvalspc._compare import Side
    from kvalspc.job.results import IndicatorResult, Results, UnitResult
    from kvalspc.report.figures import Figure
    from kvalspc.report.unwritten import Unwritten


@dataclass(frozen=True)
class Sheet:
    """One page: the answer in large type, the chart, and the last measurement."""

    anchor: str
    unit: str
    title: str
    group: str
    group_name: str
    headline: str
    answer: str
    before: str
    goal: str
    lasting: str
    last: str
    signs: str
    svg: Markup


def sheets_of(results: Results, language: str, figures: Mapping[str, Figure], unwritten: Unwritten) -> Iterator[Sheet]:
    """A sheet for all units together and each unit that has a chart, in the project's order.

    `figures` are the drawings of the cards, by their anchors. A unit whose sheet cannot be made has none.
    """
    found = results.indicators[main_place(found.indicator.role for found in results.indicators)]
    units = in_order(results, found)
    groups = groups_of(units)
    for unit in units:
        figure = figures.get(card_anchor(unit))
        if figure is not None:
            measure = measure_of(found.indicator, unit.period_type)
            make = partial(_sheet, unit, found, measure, groups[unit.unit], figure, language)
            sheet = unwritten.attempt(unit, make, lambda: None)
            if sheet is not None:
                yield sheet


def sheet_anchor(unit: str) -> str:
    """The anchor of a unit's sheet."""
    return f"b-{safe_name(unit)}"


def _sheet(
    unit: UnitResult, found: IndicatorResult, measure: Measure, group: str, figure: Figure, language: str
) -> Sheet:
    words = LevelWords(measure, language)
    before, after = _levels(unit)
    digits = _digits(unit, words)
    goal = leading(unit.goals)
    headline = "" if after is None else words.full(after, digits)
    return Sheet(
        anchor=sheet_anchor(unit.unit),
        unit=unit_name(unit, language),
        title=indicator_title(found.indicator, language),
        group=group,
        group_name=group_name(group, language),
        headline=headline,
        answer=_answer(unit, language),
        before="" if before is None else label("board.before", language, level=words.full(before, digits)),
        goal="" if goal is None else label(f"badge.goal.{answer_of(goal)}", language),
        lasting=lasting_text(unit, language),
        last=_last(unit, figure, words, language),
        signs=figure.signs,
        svg=figure.small,
    )


def _levels(unit: UnitResult) -> tuple[float | None, float | None]:
    """The levels before and after; of a series without a start None and the one level that it has.

    After a start without enough to compare there is none: the level before it is nobody's answer.

    Units pooled have none here: theirs are another's than the drawing's, and stand in the answer.
    """
    comparison = unit.comparison
    if unit.pooled is not None or comparison is None:
        return None, None
    before, after = (_known(side) for side in (comparison.baseline, comparison.after))
    return (None, before) if after is None and comparison.start is None else (before, after)


def _known(side: Side | None) -> float | None:
    return side.level if side is not None and math.isfinite(side.level) else None


def _answer(unit: UnitResult, language: str) -> str:
    """The verdict in a few words; of units pooled the sentence, which says whose levels it is about."""
    said = unit.text.get(language, "") if unit.pooled is not None else ""
    return visible(said).rstrip(".") or short_of(unit, unit.strength, language)


def _digits(unit: UnitResult, words: LevelWords) -> int:
    if unit.comparison is not None:
        return shared_digits(words, unit.comparison)
    return words.digits(*(level for level in _levels(unit) if level is not None))


def _last(unit: UnitResult, figure: Figure, words: LevelWords, language: str) -> str:
    """The latest measurement, of the period that the table calls the same: "Siste måling, desember 2024: 55 %"."""
    points = unit.points
    if points is None:
        return ""
    known = [i for i in range(len(points)) if math.isfinite(points.value[i])]
    if not known:
        return ""
    i = known[-1]
    return label("board.last", language, when=figure.table.rows[i][0], level=words.one(float(points.value[i])))
