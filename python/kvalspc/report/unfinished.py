"""Where the level of an answer is not the one that is drawn.

It counts months of a period that is not drawn whole: the last one, which is not over, or the one in which the project
ended. Or it is that of a planned look, which the drawing goes on after.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kvalspc.plot.wording import Wording, levels_of
from kvalspc.report.measures import measure_on
from kvalspc.rows import OFF_LEVEL
from kvalspc.words import Measure, label
from kvalspc.words.levels import LevelWords
from kvalspc.words.rounding import shared_digits
from kvalspc.words.timeline import Timeline

if TYPE_CHECKING:
    from kvalspc.job.results import UnitResult

__all__ = ["unfinished_text"]


def unfinished_text(unit: UnitResult, measure: Measure, language: str) -> str:
    """Return what is said of both levels, as answer and drawing have them, or the empty text where they read alike.

    An answer of a planned look counts the months up to that look: then it is said which periods each of them is of.
    """
    comparison = unit.comparison
    looked, ended = (getattr(comparison, name, None) is not None for name in ("look", "ended"))
    drawn = _drawn_after(unit) if looked else _drawn_until_the_end(unit) if ended else _drawn_without_months(unit)
    levels = _both(unit, drawn, measure, language)
    if levels is None:
        return ""
    level, line = levels
    if looked:
        return _of_look(unit, level, line, language)
    counted = label("report.unfinished_end" if ended else "report.unfinished", language, level=level)
    return f"{counted} {label('report.unfinished_line', language, line=line)}"


def _both(unit: UnitResult, drawn: float | None, measure: Measure, language: str) -> tuple[str, str] | None:
    """The level of the answer and the drawn one in words; None where there are not both, or they read alike."""
    comparison, points = unit.comparison, unit.points
    if drawn is None or points is None or unit.chart is None or comparison is None or comparison.after is None:
        return None
    if not (math.isfinite(comparison.after.level) and math.isfinite(drawn)):
        return None
    words = LevelWords(measure, language)
    digits = shared_digits(words, comparison)
    level = words.full(comparison.after.level, digits)
    if level == words.full(drawn, digits):
        return None
    drawing = Wording(language, measure_on(unit.chart.kind, measure), levels_of(float(v) for v in points.centre))
    return level, drawing.value(drawn)


def _of_look(unit: UnitResult, level: str, line: str, language: str) -> str:
    """Say of which periods the figure of the planned look is, and of which the line; empty where these are the same."""
    comparison, points, span = unit.comparison, unit.points, _span_after(unit)
    if comparison is None or comparison.look is None or comparison.start is None or points is None or span is None:
        return ""
    last = comparison.start + comparison.look.periods - 1
    judged = _range(Timeline.of(comparison), comparison.start, last, language)
    drawn = _range(Timeline.of(unit.chart), *span, language)
    if "" in (judged, drawn) or judged == drawn:
        return ""
    return label("report.look_figure", language, level=level, judged=judged, line=line, drawn=drawn)


def _range(timeline: Timeline, first: int, last: int, language: str) -> str:
    begins, ends = timeline.moment(first), timeline.moment(last)
    return "" if begins is None or ends is None else timeline.range(begins, ends, language)


def _drawn_after(unit: UnitResult) -> float | None:
    """The drawn level of the intervention."""
    span = _span_after(unit)
    if span is None or unit.chart is None or unit.points is None:
        return None
    return float(unit.chart.phases[unit.points.phase[span[0]]]["centre"])


def _span_after(unit: UnitResult) -> tuple[int, int] | None:
    """The first and the last point that the drawn level of the intervention is of; None where there is none."""
    chart, points, begins = unit.chart, unit.points, _begin(unit)
    if chart is None or chart.kind in OFF_LEVEL or points is None or begins is None:
        return None
    phase = points.phase[begins]
    used = [i for i in range(begins, len(points)) if points.phase[i] == phase and points.included[i]]
    return (used[0], used[-1]) if used else None


def _begin(unit: UnitResult) -> int | None:
    """The first point of the intervention, where there is one."""
    begins = next((mark.position for mark in unit.phases if mark.name == "intervention"), None)
    return None if begins is None or unit.points is None or begins >= len(unit.points) else begins


def _drawn_without_months(unit: UnitResult) -> float | None:
    """The drawing's last level, where it lacks months that the compared one has: of a period that is not over."""
    chart, comparison, points = unit.chart, unit.comparison, unit.points
    if chart is None or chart.kind in OFF_LEVEL or not chart.phases or points is None or points.included[-1]:
        return None
    if comparison is None or comparison.calendar is None:
        return None
    compared = comparison.calendar.starts
    return float(chart.phases[-1]["centre"]) if compared and compared[-1] >= points.first_day[-1] else None


def _drawn_until_the_end(unit: UnitResult) -> float | None:
    """The drawn level of the intervention, where its last period is left out: the project ended in the middle of it."""
    chart, points, begins = unit.chart, unit.points, _begin(unit)
    if chart is None or chart.kind in OFF_LEVEL or points is None or begins is None:
        return None
    phase = points.phase[begins]
    last = max(i for i in range(len(points)) if points.phase[i] == phase)
    return None if points.included[last] else float(chart.phases[phase]["centre"])
