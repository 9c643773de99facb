"""Small multiples: one little panel a unit, all on one time axis and (unless asked otherwise) one scale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kvalspc.codes import words_of
from kvalspc.plot.axis import Axis, make_axis, ticks
from kvalspc.plot.content import Content, Drawable, read
from kvalspc.plot.figure import BY_EVENT, wording_of
from kvalspc.plot.grid import Grid
from kvalspc.plot.lines import centres, data_lines, limits
from kvalspc.plot.panel import Panel, Record
from kvalspc.plot.points import points
from kvalspc.plot.scale import Scale, make_scale
from kvalspc.plot.surround import config, heading
from kvalspc.plot.theme import theme_of
from kvalspc.plot.tile_layers import layers_of
from kvalspc.plot.wording import Wording, visible
from kvalspc.words import overview_text, verdict_short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kvalspc.chart_set import ChartSet
    from kvalspc.plot.spec import Spec
    from kvalspc.words import Measure

__all__ = ["Tile", "multiples_spec", "name_of", "set_text", "tiles_of"]

_POINT = ("x", "y", "when", "value", "numerator", "denominator")
TICK_ROOM = 50.0  # pixels between labels of the time axis
BESIDE = {True: 46.0, False: 76.0}  # between panels: the level's label, and where each has its own scale its labels


@dataclass(frozen=True)
class Tile:
    """One unit: its chart, its name, a line below the name, and where its intervention begins."""

    chart: Drawable
    name: str
    note: str = ""
    start: int | None = None


def tiles_of(charts: ChartSet, language: str, names: Mapping[Any, str]) -> list[Tile]:
    """The units of a set, each with its verdict in a few words below its name."""
    verdicts = charts.verdicts if "verdict" in charts.columns else {}
    strengths = words_of("strength", charts.columns["strength"]) if verdicts else [None] * len(charts)
    return [
        Tile(
            chart,
            names.get(unit) or name_of(unit),
            verdict_short(verdicts[unit], strength, language) if verdicts else "",
            chart.start,
        )
        for (unit, chart), strength in zip(charts.items(), strengths, strict=True)
    ]


def set_text(charts: ChartSet, tiles: Sequence[Tile], language: str) -> str:
    """The set in words, for those who cannot see it: how many of which verdict, then each unit's."""
    if "verdict" not in charts.columns:
        return "; ".join(tile.name for tile in tiles)
    units = "; ".join(f"{tile.name}: {tile.note}" for tile in tiles)
    return f"{overview_text(charts.verdicts.values(), language)} {units}."


def name_of(unit: Any) -> str:
    """A unit as a heading: several names with commas between them."""
    return ", ".join(map(str, unit)) if isinstance(unit, tuple) else str(unit)


def multiples_spec(
    tiles: Sequence[Tile],
    *,
    language: str,
    title: str | None,
    theme: str,
    measure: Measure | None,
    columns: int,
    width: float,
    height: float,
    same_scale: bool,
    description: str,
) -> Spec:
    """See :meth:`kvalspc.ChartSet.plot`. All panels are one drawing in pixels, so that a hundred of them are quick."""
    if not tiles:
        raise ValueError("plot: got no charts, need at least one")
    colours = theme_of(theme)
    contents = [read(tile.chart) for tile in tiles]
    # each level stands alone: its decimals are its own
    wording = replace(wording_of(tiles[0].chart, contents[0], language, measure), levels=())
    panels = _panels(contents, wording, width, height, same_scale=same_scale)
    grid = Grid(min(columns, len(tiles)), len(tiles), width, height, BESIDE[same_scale], _common_axis(panels))
    records: dict[str, list[Record]] = {}
    for k, (tile, panel) in enumerate(zip(tiles, panels, strict=True)):
        for name, one in [*_ground(panel, tile, grid, k, same_scale=same_scale), *_drawn(panel, tile.start)]:
            records.setdefault(name, []).append(grid.place(one, k, panel))
    figure: Spec = {
        "layer": layers_of(records, grid, wording, colours),
        "width": grid.across,
        "height": grid.down,
        "config": config(colours, language),
        "description": visible(description),
    }
    above = heading(title, wording.unit(), colours)
    if above is not None:
        figure["title"] = above
    return figure


def _panels(
    contents: Sequence[Content], wording: Wording, width: float, height: float, *, same_scale: bool
) -> list[Panel]:
    shown = [content.scaled(wording.factor) for content in contents]
    bounds = (0.0, 1.0) if wording.is_share else (-float("inf"), float("inf"))
    groups = [shown] * len(shown) if same_scale else [[one] for one in shown]
    scales: dict[int, Scale] = {}
    panels: list[Panel] = []
    for content, group in zip(shown, groups, strict=True):
        key = 0 if same_scale else len(panels)
        if key not in scales:
            main = [v for one in group for v in (*one.value, *one.centre, one.target)]
            outer = [v for one in group for v in (*one.lower, *one.upper)]
            scales[key] = make_scale(main, outer, height=height, bounds=bounds, count=3)
        axis = make_axis(content.period, content.n, width=width, by_position=content.kind in BY_EVENT)
        panels.append(Panel(content, axis, scales[key], wording))
    return panels


def _ground(panel: Panel, tile: Tile, grid: Grid, k: int, *, same_scale: bool) -> Iterator[tuple[str, Record]]:
    """What stands under and around the measurements of one panel: names, grid lines and the texts of the axes."""
    axis, scale = grid.axis, panel.scale
    yield "name", {"x": axis.low, "y": scale.high, "dy": -22, "text": visible(tile.name)}
    yield "note", {"x": axis.low, "y": scale.high, "dy": -8, "text": visible(tile.note)}
    for value in scale.ticks:
        yield "grid", {"x": axis.low, "x2": axis.high, "y": value}
        if not same_scale or k % grid.columns == 0:
            yield "value", {"x": axis.low, "y": value, "dx": -6, "text": panel.wording.tick(value, scale.decimals)}
    for x, text in ticks(axis, panel.wording.short, room=TICK_ROOM):
        yield "when", {"x": x, "y": scale.low, "dy": 11, "text": text}


def _drawn(panel: Panel, start: int | None) -> Iterator[tuple[str, Record]]:
    """Everything that one panel shows, with the name of its layer."""
    axis, scale, content = panel.axis, panel.scale, panel.content
    if start is not None and 0 < start < content.n:
        yield "shade", {"x": axis.low, "x2": axis.before(start), "y": scale.low, "y2": scale.high}
        yield "start", {"x": axis.before(start), "y": scale.low, "y2": scale.high}
    if scale.holds(content.target):
        yield "target", {"x": axis.low, "x2": axis.high, "y": content.target}
    final, late = data_lines(panel)
    solid, dashed = centres(panel)
    lines = {
        "upper": limits(panel, content.upper), "lower": limits(panel, content.lower), "line": final, "late": late,
        "solid": solid, "dashed": dashed,
    }  # fmt: skip
    for name, found in lines.items():
        yield from ((name, record) for record in found)
    for point in points(panel):
        yield _sign(point), {name: point[name] for name in _POINT if name in point}
    level = next((v for v in reversed(content.centre) if scale.holds(v)), None)
    if level is not None:
        yield "level", {"x": axis.high, "y": level, "dx": 5, "text": panel.level(level)}


def _sign(point: Record) -> str:
    """Which layer draws a point: those that stand out, and those that are hollow."""
    return str(point["look"]) if point["look"] != "plain" else f"plain {point['fill']}"


def _common_axis(panels: Sequence[Panel]) -> Axis:
    """The axis that holds all panels' measurements: the calendar's where all have one."""
    axes = [panel.axis for panel in panels]
    types = {axis.periods[0].type if axis.periods else None for axis in axes if axis.x}
    if len(types) == 1 and None not in types:
        labels = {p.ordinal: str(p) for axis in axes for p in axis.periods or ()}
        return make_axis([labels[k] for k in sorted(labels)], len(labels), width=axes[0].width)
    longest = max(axes, key=lambda axis: len(axis.x))
    return make_axis(None, len(longest.x), width=longest.width)
