"""Where the level of an answer is not the one that is drawn: it counts months of a period that is not drawn whole.

That is the last one, which is not over, or the one in which the project ended.
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

if TYPE_CHECKING:
    from kvalspc.job.results import UnitResult

__all__ = ["unfinished_text"]


def unfinished_text(unit: UnitResult, measure: Measure, language: str) -> str:
    """Return what is said of both levels, as answer and drawing have them, or the empty text where they read alike.

    An answer of a planned look counts the months up to that look, whatever the drawing has: of it nothing is said.
    """
    comparison, points = unit.comparison, unit.points
    ended = comparison is not None and comparison.ended is not None
    drawn = _drawn_until_the_end(unit) if ended else _drawn_without_months(unit)
    if drawn is None or points is None or unit.chart is None or comparison is None or comparison.after is None:
        return ""
    if comparison.look is not None or not math.isfinite(comparison.after.level):
        return ""
    words = LevelWords(measure, language)
    digits = shared_digits(words, comparison)
    level = words.full(comparison.after.level, digits)
    if level == words.full(drawn, digits):
        return ""
    drawing = Wording(language, measure_on(unit.chart.kind, measure), levels_of(float(v) for v in points.centre))
    counted = label("report.unfinished_end" if ended else "report.unfinished", language, level=level)
    return f"{counted} {label('report.unfinished_line', language, line=drawing.value(drawn))}"


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
    chart, points = unit.chart, unit.points
    begins = next((mark.position for mark in unit.phases if mark.name == "intervention"), None)
    if chart is None or chart.kind in OFF_LEVEL or points is None or begins is None or begins >= len(points):
        return None
    phase = points.phase[begins]
    last = max(i for i in range(len(points)) if points.phase[i] == phase)
    return None if points.included[last] else float(chart.phases[phase]["centre"])
