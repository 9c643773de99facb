"""A formatted table of many units: one row a unit, with its course, its levels, the difference and the answer."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from kvalspc.multiplicity import LISTED, UNTESTED, shortlist_of
from kvalspc.plot.icons import assurance_icon, variation_icon
from kvalspc.plot.sparkline import sparkline
from kvalspc.plot.tiles import name_of
from kvalspc.plot.wording import Wording
from kvalspc.words import Measure, label, verdict_short
from kvalspc.words.catalogue import say, say_count
from kvalspc.words.effect import confidence_text, difference_heading, effect_text, of_pairs, typical_text
from kvalspc.words.facts import known
from kvalspc.words.labels import shown_groups
from kvalspc.words.levels import LevelWords
from kvalspc.words.measure import COUNT_TYPES, RATIO_TYPES
from kvalspc.words.moved import moved_when
from kvalspc.words.numbers import NARROW_SPACE, alone, bare_p_value, integer, number, period_long
from kvalspc.words.rounding import shared_digits
from kvalspc.words.sentence import worded_strength
from kvalspc.words.timeline import Timeline
from kvalspc.words.unbroken import interval_unbroken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from great_tables import GT

    from kvalspc._chart import Chart
    from kvalspc._compare import Comparison
    from kvalspc.chart_set import ChartSet
    from kvalspc.periods import Period

__all__ = ["SHAPES", "formatted", "heading", "measure_of", "one_rule", "start_of", "typical_of_charts"]

_PICTURES = ("course", "variation", "assurance", "answer")
"""Columns of ready-made HTML: everything in them was escaped when it was made."""

SHAPES = {"better": "▲", "worse": "▼", "moved": "◆", "stable": "●", "no_sure_change": "●", "too_little": "○"}
"""The report's groups as letters: they differ without colour."""

_NUMBERS = ("before", "after", "difference", "p", "q", "n")
_FONTS = ["Liberation Sans", "Arial", "Helvetica", "sans-serif"]
_ICON = 26  # pixels


def formatted(
    charts: ChartSet, *, language: str, title: str | None, measure: Measure | None, names: Mapping[Any, str]
) -> GT:
    """See :meth:`kvalspc.ChartSet.table`."""
    try:
        from great_tables import GT, html, loc, style
    except ImportError:
        raise ImportError("table: need Great Tables; pip install 'kvalspc[tables]'") from None
    from kvalspc.frames import to_frame

    worded = measure or measure_of(charts)
    columns = _columns(charts, language, worded, names)
    made = _quiet(GT)(to_frame(columns, _backend()), id="kvalspc")
    made = made.fmt(str, columns=[name for name in _PICTURES if name in columns])
    made = made.cols_label({name: html(escape(heading(name, language, worded, charts))) for name in columns})
    made = made.cols_align("right", columns=[name for name in columns if name in _NUMBERS])
    made = made.tab_style(style.text(weight="bold"), loc.body(columns="unit"))
    made = made.tab_options(table_font_names=_FONTS, table_font_size="14px")
    note = _notes(charts, typical_of_charts(charts, worded), language)
    made = made.tab_source_note(note) if note else made
    return made.tab_header(title) if title else made


@cache
def _quiet(table: type[GT]) -> type[GT]:
    """The kind of table with a short text for a prompt: its own would be thousands of lines."""

    def said(self: GT) -> str:
        rows = len(self._stub)
        return f"<kvalspc table of {rows} units: shown in a notebook, as_raw_html(make_page=True) elsewhere>"

    return type(table.__name__, (table,), {"__repr__": said, "__module__": __name__})


def heading(name: str, language: str, measure: Measure, charts: ChartSet) -> str:
    """The heading of a column; that of the difference names its unit once for all rows, and what it is of."""
    if name != "difference":
        return label(f"table.{name}", language)
    unit = label("table.points", language) if measure.type == "andel" else Wording(language, measure).unit()
    percent = confidence_text(charts.alpha, language)
    return difference_heading(typical_of_charts(charts, measure), percent, language, unit)


def typical_of_charts(charts: ChartSet, measure: Measure) -> list[bool]:
    """Whether each difference is one of pairs of measurements, and not of the levels beside it."""
    if "verdict" not in charts.columns or measure.type in COUNT_TYPES:
        return []
    return [of_pairs(one, measure) for one in map(charts.comparison, charts) if known(one.effect) is not None]


def _notes(charts: ChartSet, kinds: Sequence[bool], language: str) -> str:
    """What stands below the table: what a typical difference is, and how many false alarms to expect."""
    notes = [label("table.typical_note", language) if any(kinds) else "", _false_alarms(charts, language)]
    return " ".join(note for note in notes if note)


def _false_alarms(charts: ChartSet, language: str) -> str:
    """How many false alarms to expect among those that changed; empty where there are no tests."""
    if "q_value" not in charts.columns or len(charts) < 2:
        return ""
    found = shortlist_of(charts.columns["q_value"], LISTED)
    level = number(LISTED, 2, language)
    if not found.positions:
        return label("table.false_none", language, level=level)
    expected = alone(found.expected_false, language)
    return say_count("table.false", len(found), language, level=level, expected=expected)


def _backend() -> str:
    """Great Tables knows pandas and polars well."""
    from importlib.util import find_spec

    return next((name for name in ("pandas", "polars") if find_spec(name) is not None), "pyarrow")


def measure_of(charts: ChartSet) -> Measure:
    """The measure of a kind of chart, on the charts' own scale of rates."""
    return Measure.for_kind(charts.kind, per=next(iter(charts.values())).per if len(charts) else 1)


def _columns(charts: ChartSet, language: str, measure: Measure, names: Mapping[Any, str]) -> dict[str, list[str]]:
    """The worded columns, each only where some unit has something in it."""
    judged = "verdict" in charts.columns
    groups = shown_groups(charts.verdicts.values()) if judged else [""] * len(charts)
    q_values = charts.columns["q_value"] if judged else [math.nan] * len(charts)
    measure = one_rule(charts, measure, language) if judged else measure
    kinds = typical_of_charts(charts, measure)
    table: dict[str, list[str]] = {}
    for (unit, chart), group, q in zip(charts.items(), groups, q_values, strict=True):
        comparison = charts.comparison(unit) if judged else None
        row = {
            "unit": names.get(unit) or name_of(unit),
            "answer": _answer(comparison, group, float(q), chart.beyond, language),
            "course": sparkline(chart, start=chart.start, comparison=comparison),
            **_levels(chart, comparison, language, measure, kinds),
            **_tests(comparison, float(q), language),
            "when": when_text(chart if comparison is None else comparison, language),
            "begins": begins_text(chart, language),
            "n": "" if comparison is None else _size(comparison, language, measure),
            "variation": variation_icon(chart.variation, language, size=_ICON),
            "assurance": "" if chart.assurance is None else assurance_icon(chart.assurance, language, size=_ICON),
        }
        for name, text in row.items():
            table.setdefault(name, []).append(text)
    if table:  # one column says when: with a shift among the units it names the starts too
        del table["when" if table["when"] == [_start_text(text, language) for text in table["begins"]] else "begins"]
    return {name: texts for name, texts in table.items() if name == "unit" or any(texts)}


def when_text(answer: Chart | Comparison, language: str) -> str:
    """When a shift came (or that this is not known), or when the intervention began; empty where there is neither."""
    from kvalspc._compare import Comparison

    if isinstance(answer, Comparison) and answer.verdict == "shifted":
        return moved_when(answer, language)
    return _start_text(begins_text(answer, language), language)


def begins_text(dated: Chart | Comparison, language: str) -> str:
    """When the intervention began: its period, else its measurement; empty without one."""
    began = start_of(dated)
    if began is not None:
        return period_long(began, language)
    return "" if dated.start is None else say("chart.position", language, n=integer(dated.start + 1, language))


def _start_text(begins: str, language: str) -> str:
    return label("chart.start_when", language, month=begins) if begins else ""


def one_rule(charts: ChartSet, measure: Measure, language: str) -> Measure:
    """The measure with the decimals that all rows share: the most that one of them needs.

    Of percents at most one, or what it takes to show the least level.
    """
    if measure.digits is not None or not len(charts):
        return measure
    words = LevelWords(measure, language)
    found = [charts.comparison(unit) for unit in charts]
    digits = max(shared_digits(words, one) for one in found)
    if measure.type == "andel":
        levels = [level for one in found for side in (one.baseline, one.after) if math.isfinite(level := side.level)]
        digits = min(digits, max([1, *map(words.digits, levels)]))
    return replace(measure, digits=digits)


def start_of(dated: Chart | Comparison) -> Period | None:
    """The period that the intervention began with; None where that or the calendar is not known."""
    moment = None if dated.start is None else Timeline.of(dated).moment(dated.start)
    return None if moment is None else moment.period


def _levels(
    chart: Chart, comparison: Comparison | None, language: str, measure: Measure, kinds: Sequence[bool]
) -> dict[str, str]:
    """The levels before and after and their difference; of a chart without a verdict its last level."""
    words = LevelWords(measure, language)
    if comparison is None:
        centre = known(chart.phases[-1]["centre"])
        return {"before": "", "after": "" if centre is None else words.one(centre), "difference": ""}
    digits = shared_digits(words, comparison)
    before, after = known(comparison.baseline.level), known(comparison.after.level)
    difference = effect_text(comparison, language, measure, unit=False, same=True)
    difference = typical_text(difference, of_pairs(comparison, measure), kinds, language) if difference else ""
    return {
        "before": "" if before is None else words.short(before, digits),
        "after": "" if after is None else words.short(after, digits),
        "difference": interval_unbroken(difference),
    }


def _tests(comparison: Comparison | None, q: float, language: str) -> dict[str, str]:
    """The p-value and the q-value; empty where there was no test."""
    tested = comparison is not None and comparison.verdict not in UNTESTED and math.isfinite(q)
    p = comparison.p_value if comparison is not None and tested else math.nan
    found = {"p": p, "q": q} if tested else {}  # "< 0,001" stays on one line
    return {"p": "", "q": "", **{k: bare_p_value(v, language).replace(" ", NARROW_SPACE) for k, v in found.items()}}


def _size(comparison: Comparison, language: str, measure: Measure) -> str:
    """The denominators behind the levels; of counts and values the periods."""
    shared = measure.type in RATIO_TYPES
    sizes = [known(side.denominator if shared else side.n) for side in (comparison.baseline, comparison.after)]
    return " / ".join(integer(size, language) for size in sizes if size)


def _answer(comparison: Comparison | None, group: str, q: float, beyond: int, language: str) -> str:
    if comparison is None:
        return ""
    said = verdict_short(comparison.verdict, worded_strength(comparison, q), language, beyond=beyond)
    return f'<span aria-hidden="true">{SHAPES[group]}</span> {escape(said)}'
