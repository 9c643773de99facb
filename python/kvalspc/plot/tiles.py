"""The units of small multiples: what stands above each panel, and what its verdict is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kvalspc.plot.shift import Shift, shift_of
from kvalspc.words import Measure, label, overview_text, verdict_short
from kvalspc.words.facts import known
from kvalspc.words.labels import SHOWN, shown_groups
from kvalspc.words.levels import LevelWords
from kvalspc.words.moved import moved_when
from kvalspc.words.sentence import is_sure, worded_strength

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kvalspc._compare import Comparison
    from kvalspc.chart_set import ChartSet
    from kvalspc.plot.content import Drawable

__all__ = ["Tile", "name_of", "set_text", "tiles_of"]


_WITHHELD = frozenset({"baseline_unstable", "changed_before", "too_few_data"})
"""Verdicts that do not compare the levels before and after."""


@dataclass(frozen=True)
class Tile:
    """One unit: its chart, its name, its verdict and levels in a line below it, and what happened when.

    Attributes:
        chart: what is drawn.
        name: of the unit.
        said: its verdict in a few words.
        note: the line below the name: verdict and levels.
        group: of the verdict (`kvalspc.words.labels.SHOWN`); empty without one.
        start: where its intervention begins.
        comparison: the verdict with its figures; where it found a shift, `when` that was in words.
        sure: whether it stands on the list of all units' tests, and its time is known where it was searched for.
    """

    chart: Drawable
    name: str
    said: str = ""
    note: str = ""
    group: str = ""
    start: int | None = None
    comparison: Comparison | None = None
    when: str = ""
    sure: bool = True

    @property
    def shift(self) -> Shift | None:
        """What a search found."""
        return shift_of(self.comparison)

    @property
    def changed(self) -> bool:
        """Whether the level surely changed: then the panel stands out."""
        return self.sure and self.group in {"better", "worse", "moved"}


def tiles_of(
    charts: ChartSet, language: str, names: Mapping[Any, str], measure: Measure | None, sort: str | None
) -> list[Tile]:
    """The units of a set, each with its verdict; with `sort` "verdict" those that changed come first."""
    if sort not in {None, "verdict"}:
        raise ValueError(f"sort: got {sort!r}, need 'verdict' or None")
    if "verdict" not in charts.columns:
        return [Tile(chart, names.get(unit) or name_of(unit), start=chart.start) for unit, chart in charts.items()]
    groups = dict(zip(charts, shown_groups(charts.verdicts.values()), strict=True))
    q_values = dict(zip(charts, map(float, charts.columns["q_value"]), strict=True))
    units = list(charts) if sort is None else sorted(charts, key=lambda unit: SHOWN.index(groups[unit]))
    return [
        _judged(charts, unit, names.get(unit) or name_of(unit), groups[unit], q_values[unit], language, measure)
        for unit in units
    ]


def _judged(
    charts: ChartSet, unit: Any, name: str, group: str, q: float, language: str, measure: Measure | None
) -> Tile:
    chart, comparison = charts[unit], charts.comparison(unit)
    said = verdict_short(comparison.verdict, worded_strength(comparison, q), language, beyond=chart.beyond)
    note = _with_levels(said, comparison, language, measure)
    when = "" if shift_of(comparison) is None else moved_when(comparison, language)
    return Tile(chart, name, said, note, group, chart.start, comparison, when, is_sure(comparison, q))


def _with_levels(said: str, comparison: Comparison, language: str, measure: Measure | None) -> str:
    """The verdict with the levels before and after: "Tydelig forbedring: 42 → 52 %"."""
    before, after = known(comparison.baseline.level), known(comparison.after.level)
    if before is None or after is None or comparison.verdict in _WITHHELD:
        return said
    words = LevelWords(measure or Measure.of(comparison), language)
    digits = words.digits(before, after)
    return label(
        "panels.levels", language, answer=said, before=words.bare(before, digits), after=words.short(after, digits)
    )


def set_text(charts: ChartSet, tiles: Sequence[Tile], language: str) -> str:
    """The set in words, for those who cannot see it: how many of which verdict, then each unit's."""
    if "verdict" not in charts.columns:
        return "; ".join(tile.name for tile in tiles)
    units = "; ".join(f"{tile.name}: {tile.note}{f', {tile.when}' if tile.when else ''}" for tile in tiles)
    return f"{overview_text(charts.verdicts.values(), language)} {units}."


def name_of(unit: Any) -> str:
    """A unit as a heading: several names with commas between them."""
    return ", ".join(map(str, unit)) if isinstance(unit, tuple) else str(unit)
