"""A formatted table of many units: one row a unit, with its course, its levels, the difference and the answer."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from kvalspc.plot.shift import shift_of
from kvalspc.plot.sparkline import sparkline
from kvalspc.plot.tiles import name_of
from kvalspc.words import Measure, label, verdict_short
from kvalspc.words.effect import confidence_text, effect_text
from kvalspc.words.facts import known
from kvalspc.words.labels import shown_groups
from kvalspc.words.levels import LevelWords

if TYPE_CHECKING:
    from collections.abc import Mapping

    from great_tables import GT

    from kvalspc.chart import Chart
    from kvalspc.chart_set import ChartSet
    from kvalspc.compare import Comparison

__all__ = ["formatted"]

_PICTURES = ("course", "answer")
"""Columns of ready-made HTML: everything in them was escaped when it was made."""

_SHAPES = {"better": "▲", "worse": "▼", "moved": "◆", "stable": "●", "no_sure_change": "●", "too_little": "○"}
"""The report's groups as letters: they differ without colour."""

_NUMBERS = ("before", "after", "difference")


def formatted(
    charts: ChartSet, *, language: str, title: str | None, measure: Measure | None, names: Mapping[Any, str]
) -> GT:
    """See :meth:`kvalspc.ChartSet.table`."""
    try:
        from great_tables import GT, loc, style
    except ImportError:
        raise ImportError("table: need Great Tables; pip install 'kvalspc[tables]'") from None
    from kvalspc.frames import to_frame

    columns = _columns(charts, language, measure or Measure.for_kind(charts.kind, per=_per(charts)), names)
    confidence = confidence_text(None, language)
    made = GT(to_frame(columns, _backend()), id="kvalspc")
    made = made.fmt(str, columns=[name for name in _PICTURES if name in columns])
    made = made.cols_label({name: label(f"table.{name}", language, percent=confidence) for name in columns})
    made = made.cols_align("right", columns=[name for name in columns if name in _NUMBERS])
    made = made.tab_style(style.text(weight="bold"), loc.body(columns="unit"))
    made = made.tab_options(table_font_names="Liberation Sans, Arial, Helvetica, sans-serif", table_font_size="14px")
    return made.tab_header(title) if title else made


def _backend() -> str:
    """Great Tables knows pandas and polars well."""
    from importlib.util import find_spec

    return next((name for name in ("pandas", "polars") if find_spec(name) is not None), "pyarrow")


def _per(charts: ChartSet) -> float:
    return next(iter(charts.values())).per if len(charts) else 1


def _columns(charts: ChartSet, language: str, measure: Measure, names: Mapping[Any, str]) -> dict[str, list[str]]:
    """The worded columns, each only where some unit has something in it."""
    judged = "verdict" in charts.columns
    groups = shown_groups(charts.verdicts.values()) if judged else [""] * len(charts)
    table: dict[str, list[str]] = {}
    for (unit, chart), group in zip(charts.items(), groups, strict=True):
        comparison = charts.comparison(unit) if judged else None
        row = {
            "unit": names.get(unit) or name_of(unit),
            "course": sparkline(chart, start=chart.start, shift=shift_of(comparison)),
            **_levels(chart, comparison, language, measure),
            "answer": _answer(comparison, group, language),
        }
        for name, text in row.items():
            table.setdefault(name, []).append(text)
    return {name: texts for name, texts in table.items() if name == "unit" or any(texts)}


def _levels(chart: Chart, comparison: Comparison | None, language: str, measure: Measure) -> dict[str, str]:
    """The levels before and after and their difference; of a chart without a verdict its last level."""
    words = LevelWords(measure, language)
    if comparison is None:
        centre = known(chart.phases[-1]["centre"])
        return {"before": "", "after": "" if centre is None else words.one(centre), "difference": ""}
    before, after = known(comparison.baseline.level), known(comparison.after.level)
    return {
        "before": "" if before is None else words.short(before, words.digits(before)),
        "after": "" if after is None else words.short(after, words.digits(after)),
        "difference": effect_text(comparison, language, measure),
    }


def _answer(comparison: Comparison | None, group: str, language: str) -> str:
    if comparison is None:
        return ""
    said = verdict_short(comparison.verdict, comparison.strength, language)
    return f'<span aria-hidden="true">{_SHAPES[group]}</span> {html.escape(said)}'
