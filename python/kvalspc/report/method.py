"""How the numbers of one unit were computed, for those who open the details."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kvalspc.job.organisation import LEVELS
from kvalspc.periods import PeriodType
from kvalspc.plot.axis import make_axis
from kvalspc.plot.panel import when
from kvalspc.plot.wording import Wording
from kvalspc.rows import EVENT_KINDS
from kvalspc.words import Measure, label
from kvalspc.words.effect import confidence_text
from kvalspc.words.levels import LevelWords
from kvalspc.words.measure import COUNT_TYPES
from kvalspc.words.numbers import bare_p_value, day, number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kvalspc._chart import Chart
    from kvalspc.job.results import Points, UnitResult

Entry = tuple[str, str]

MOVING_RANGES = frozenset({"i", "ip", "mr", "pp", "up", "cp"})
"""Charts whose limits rest on moving ranges, which may be screened."""

SHOWN = 12  # so many periods are listed by name


def method_of(unit: UnitResult, measure: Measure, language: str) -> list[Entry]:
    """Terms and texts: test, p, interval, limits, rules, what was left out, what is provisional."""
    if unit.chart is None or unit.points is None:
        return []
    entries = [
        *_period(unit, language),
        *_reporting(unit, language),
        *_test(unit, measure, language),
        *_limits(unit, language),
    ]
    names = _names(unit.chart, unit.points, measure, language)
    measured = [math.isfinite(value) for value in unit.points.value]
    for identifier, flags in (
        ("method.empty", [not seen for seen in measured]),
        ("chart.excluded", [seen and not used for seen, used in zip(measured, unit.points.included, strict=True)]),
        ("chart.provisional", [bool(late) for late in unit.points.provisional]),
    ):
        positions = [i for i, flag in enumerate(flags) if flag]
        if positions:
            entries.append((label(identifier, language), _list([names(i) for i in positions], language)))
    if unit.name != unit.unit and not unit.is_total:
        entries.append((label("report.unit_id", language), unit.unit))
    return entries + [(_group(name, language), value) for name, value in unit.group.items() if value]


def _group(column: str, language: str) -> str:
    """What a column of the table of units is called: a level above the unit by its name."""
    return label(f"organisation.{column}", language) if column in LEVELS else column


def _period(unit: UnitResult, language: str) -> list[Entry]:
    if unit.period_type is None or (unit.chart is not None and unit.chart.kind in EVENT_KINDS):
        return []
    return [(label("period", language), label(f"period.{PeriodType(unit.period_type)}", language))]


def _reporting(unit: UnitResult, language: str) -> list[Entry]:
    """When the unit reports, where the project says so, and what that is to periods without events."""
    first, last = unit.reports
    if first is None and last is None:
        return []
    said = "both" if None not in unit.reports else "until" if first is None else "from"
    days = {name: day(known, language) for name, known in (("first", first), ("last", last)) if known is not None}
    text = label(f"method.reports.{said}", language, **days)
    if unit.zeros and first is not None:
        text += " " + label("method.reports.zeros", language)
    return [(label("method.reports", language), text)]


def _test(unit: UnitResult, measure: Measure, language: str) -> list[Entry]:
    comparison = unit.comparison
    if comparison is None:
        return []
    said = f"method.test.{tested(measure.type)}" if unit.start is not None else "method.test.scan"
    entries = [(label("report.method", language), label(said, language))]
    p = comparison.p_value if unit.start is not None else comparison.change_p
    if p is not None and math.isfinite(p):
        entries.append((label("report.p_value", language), bare_p_value(p, language)))
    lower, upper = comparison.effect_lower, comparison.effect_upper
    if lower is not None and upper is not None and math.isfinite(lower) and math.isfinite(upper):
        words = LevelWords(measure, language)
        digits = words.difference_digits(words.digits(lower, upper), lower, upper)
        between = label(
            "method.between",
            language,
            lower=words.bare(lower, digits, sign=True),
            upper=words.difference(upper, digits, sign=True),
        )
        entries.append(
            (label("report.interval", language, percent=confidence_text(comparison.alpha, language)), between)
        )
    return entries


def tested(kind: str) -> str:
    """Which of the texts on tests speaks of a type of indicator."""
    return kind if kind in {*COUNT_TYPES, "median"} else "value"


def _limits(unit: UnitResult, language: str) -> list[Entry]:
    entries = []
    text = " ".join(_kinds_of_limits(unit, language))
    if text:
        entries.append((label("chart.limits", language), text))
    entries.append((label("method.rules", language), _rules(unit, language)))
    if unit.false_alarms is not None:
        entries.append((label("method.false_alarms", language), unit.false_alarms.text(language)))
    if unit.better_chart is not None:
        entries.append((label("method.chart", language), unit.better_chart.text(language)))
    if unit.suggested is not None:
        decisions = [unit.suggested.text(language), *unit.suggested.log(language)]
        entries.append((label("method.suggested", language), " ".join(dict.fromkeys(decisions))))
    return entries


def _kinds_of_limits(unit: UnitResult, language: str) -> Iterator[str]:
    """What the limits are, and what was left out of them."""
    settings, chart = _settings(unit), unit.chart
    kinds = set() if chart is None else set(map(str, chart.limits_used))
    width = settings.get("width", 3.0)
    if "sigma" in kinds and width == 3:
        yield label("method.limits.sigma", language)
    elif "sigma" in kinds:
        decimals = len(f"{width:g}".partition(".")[2])
        yield label("method.limits.width", language, width=number(width, decimals, language))
    if "exact" in kinds:
        yield label("method.limits.exact", language)
    if kinds and settings.get("screen") and chart is not None and chart.kind in MOVING_RANGES:
        yield label("method.limits.screened", language)


def _settings(unit: UnitResult) -> Mapping[str, Any]:
    chart = unit.chart
    return {} if chart is None or chart.asked is None else chart.asked.how["settings"]


def _rules(unit: UnitResult, language: str) -> str:
    """The rules that the chart was judged by, and whether they could judge its runs at all."""
    chart, settings = unit.chart, _settings(unit)
    rules, profile = settings.get("rules", "anhoej"), settings.get("profile")
    if rules == "anhoej" and profile is None:
        text = label("method.rules.text", language)
    elif rules is None:
        text = label("method.rules.none", language)
    else:
        name = rules["name"] if isinstance(rules, dict) else profile if rules == "anhoej" else rules
        text = label("method.rules.named", language, name=str(name))
    phases = [] if chart is None else [phase for phase in chart.phases if phase.get("useful")]
    if phases and not any(phase.get("runs_judgeable", True) for phase in phases):
        text += " " + label("method.rules.unjudged", language)
    return text


def _list(names: Sequence[str], language: str) -> str:
    text, more = ", ".join(names[:SHOWN]), len(names) - SHOWN
    return text if more <= 0 else label("method.more", language, list=text, n=number(more, 0, language))


def _names(chart: Chart, points: Points, measure: Measure, language: str) -> Callable[[int], str]:
    """What periods are called, as in the table of the numbers: a quarter by its months."""
    wording = Wording(language, measure)
    axis = make_axis(points.period, len(points), width=1.0, ends=() if chart.calendar is None else chart.calendar.ends)
    return lambda i: when(axis, wording, i)
