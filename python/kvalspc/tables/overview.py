"""The formatted table as numbers for a sheet: levels, difference, interval, p-value and answer, a row a unit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kvalspc.multiplicity import UNTESTED
from kvalspc.plot.tiles import name_of
from kvalspc.tables.formatted import SHAPES, heading, measure_of, one_rule, start_of, typical_of_charts, when_text
from kvalspc.words import Measure, label, verdict_short
from kvalspc.words.effect import of_pairs, typical_text
from kvalspc.words.labels import shown_groups
from kvalspc.words.levels import LevelWords
from kvalspc.words.numbers import bare_p_value
from kvalspc.words.rounding import shared_digits
from kvalspc.words.sentence import worded_strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvalspc._compare import Comparison
    from kvalspc.chart_set import ChartSet

__all__ = ["Number", "overview", "p_form", "sheet_name"]


@dataclass(frozen=True)
class Number:
    """A number and how a sheet shows it."""

    value: float
    form: str


def overview(charts: ChartSet, language: str, measure: Measure | None = None) -> dict[str, list[Any]]:
    """The columns by their headings: texts, numbers with their form, None where there is nothing."""
    measure = one_rule(charts, measure or measure_of(charts), language)
    groups = shown_groups(charts.verdicts.values())
    kinds = typical_of_charts(charts, measure)
    rows = []
    columns = (charts.columns["q_value"], charts.columns["beyond"])
    for unit, group, q, beyond in zip(charts, groups, *columns, strict=True):
        comparison = charts.comparison(unit)
        said = verdict_short(comparison.verdict, worded_strength(comparison, float(q)), language, beyond=int(beyond))
        rows.append(
            {
                "unit": name_of(unit),
                "answer": f"{SHAPES[group]} {said}",
                **_figures(comparison, float(q), language, measure, kinds),
                "when": when_text(comparison, language) or None,
                "begins": start_of(comparison),
                "text": charts.text(unit, language, measure=measure),
            }
        )
    names = rows[0] if rows else ()
    found = {heading(name, language, measure, charts): [row[name] for row in rows] for name in names}
    return {name: cells for name, cells in found.items() if any(cell is not None for cell in cells)}


def _figures(
    comparison: Comparison, q: float, language: str, measure: Measure, kinds: Sequence[bool]
) -> dict[str, Number | None]:
    words = LevelWords(measure, language)
    digits = shared_digits(words, comparison)
    decimals = f".{'0' * digits}" if digits else ""
    share = measure.type == "andel"
    level, difference = f"0{decimals}{' %' if share else ''}", f"+0{decimals};-0{decimals};0{decimals}"
    word = typical_text("", of_pairs(comparison, measure), kinds, language)
    marked = ";".join(f'"{word}"{one}' for one in difference.split(";")) if word else difference
    factor = 1.0 if share else words.scale
    tested = comparison.verdict not in UNTESTED
    return {
        "before": _number(comparison.baseline.level, level, factor),
        "after": _number(comparison.after.level, level, factor),
        "difference": _number(comparison.effect, marked, 100.0 if share else factor),
        "lower": _number(comparison.effect_lower, difference, 100.0 if share else factor),
        "upper": _number(comparison.effect_upper, difference, 100.0 if share else factor),
        "p": _number(comparison.p_value if tested else math.nan, p_form(language), 1.0),
        "q": _number(q if tested else math.nan, p_form(language), 1.0),
    }


def _number(value: float, form: str, factor: float) -> Number | None:
    return Number(value * factor, form) if math.isfinite(value) else None


def p_form(language: str) -> str:
    """How a sheet shows p-values: as texts do, and the smallest not as 0."""
    return f'[<0.001]"{bare_p_value(0.0, language)}";[<0.1]0.000;0.00'


def sheet_name(name: str, language: str) -> str:
    """The name of the sheet of an overview, or of one with units, phases, points or signals."""
    return label(f"table.sheet.{name}", language)
