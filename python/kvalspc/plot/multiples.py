"""Small multiples: one little panel a unit, all on one time axis and (unless asked otherwise) one scale."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kvalspc.plot.axis import Axis, make_axis, ticks
from kvalspc.plot.content import Content, read
from kvalspc.plot.figure import wording_of
from kvalspc.plot.grid import HEAD, ROW, Grid
from kvalspc.plot.key import Entry, entries
from kvalspc.plot.layers import sign_of
from kvalspc.plot.lines import centres, data_lines, dotted_lines, lower_limit, lower_shown, upper_limit, upper_shown
from kvalspc.plot.panel import SMALL, Mark, Panel, Record
from kvalspc.plot.place import in_lines, text_width
from kvalspc.plot.points import points
from kvalspc.plot.scale import Scale, make_scale
from kvalspc.plot.surround import config, heading
from kvalspc.plot.theme import theme_of
from kvalspc.plot.tile_layers import layer_of, layers_of
from kvalspc.plot.told import of_whole, told
from kvalspc.plot.wording import Wording, visible
from kvalspc.rows import EVENT_KINDS
from kvalspc.words.labels import SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kvalspc.plot.spec import Spec
    from kvalspc.plot.tiles import Tile
    from kvalspc.words import Measure

__all__ = ["multiples_spec"]

_POINT = ("x", "y", "when", "value", "numerator", "denominator")
TICK_ROOM = 50.0  # pixels between labels of the time axis

BESIDE = {True: 46.0, False: 76.0}  # between panels: the level's label, and where each has its own scale its labels


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
    told: bool = True,
) -> Spec:
    """See :meth:`kvalspc.ChartSet.plot`. All panels are one drawing in pixels, so that a hundred of them are quick.

    Points have tooltips if `told`; a picture has no use for them.
    """
    if not tiles:
        raise ValueError("plot: got no charts, need at least one")
    colours = theme_of(theme)
    contents = [_content(tile) for tile in tiles]
    # each level stands alone: its decimals are its own
    wording = replace(wording_of(tiles[0].chart, contents[0], language, measure), levels=())
    panels = _panels(tiles, contents, wording, width, height, same_scale=same_scale)
    names = _names(tiles, width + BESIDE[same_scale])
    grid = Grid(
        min(columns, len(tiles)), len(tiles), width, height, BESIDE[same_scale], _common_axis(panels),
        max(map(len, names)) + _texts(tiles),
    )  # fmt: skip
    records: dict[str, list[Record]] = {}
    below = ticks(grid.axis, wording.short, room=TICK_ROOM)
    for k, (tile, named, panel) in enumerate(zip(tiles, names, panels, strict=True)):
        ground = [*_heading(panel, tile, named, grid), *_ground(panel, grid, k, below, same_scale=same_scale)]
        for name, one in [*ground, *_drawn(panel, tile, told=told)]:
            records.setdefault(name, []).append(grid.place(one, k, panel))
    figure: Spec = {
        "layer": layers_of(records, grid, wording, colours, _key(tiles, panels)),
        "width": grid.across,
        "height": grid.down,
        "config": config(colours, language),
        "description": visible(description),
    }
    below_title = " · ".join(part for part in (_measured(wording), _lines(tiles, panels)) if part)
    above = heading(title, in_lines(below_title, SMALL + 1, grid.across, 4), colours)
    if above is not None:
        figure["title"] = above
    return figure


def _content(tile: Tile) -> Content:
    content = told(read(tile.chart), tile.comparison)
    return content if tile.shift is None else of_whole(content)


def _texts(tiles: Sequence[Tile]) -> int:
    """Lines between each name and its panel: the verdict with its levels, and when the level shifted."""
    return 2 if any(tile.when for tile in tiles) else 1 if any(tile.note for tile in tiles) else 0


def _names(tiles: Sequence[Tile], room: float) -> list[list[str]]:
    """The units' names in lines that fit, as few as they take and at most two."""
    return [in_lines(visible(tile.name), SMALL + 1, room - _aside(tile) - 4.0, 2, bold=True) for tile in tiles]


def _aside(tile: Tile) -> float:
    """Room for the sign before a name."""
    return 14.0 if tile.group else 0.0


def _measured(wording: Wording) -> str:
    """What the vertical axes measure: the indicator's title or kind, and its unit."""
    title = visible(wording.measure.title_in(wording.language)) or wording.label(f"measure.{wording.measure.type}")
    return ", ".join(part for part in (title, wording.unit()) if part)


def _lines(tiles: Sequence[Tile], panels: Sequence[Panel]) -> str:
    """What the vertical lines are: the intervention with its month where all share it, or the shifts."""
    starts = {
        _start_text(panel, tile.start)
        for tile, panel in zip(tiles, panels, strict=True)
        if tile.start is not None and 0 < tile.start < panel.content.n
    }
    wording = panels[0].wording
    if not starts:
        return wording.label("panels.shift") if any(tile.shift for tile in tiles) else ""
    when = next(iter(starts))
    return wording.label("panels.start", month=when) if len(starts) == 1 and when else wording.label("panels.starts")


def _key(tiles: Sequence[Tile], panels: Sequence[Panel]) -> list[Entry]:
    """The signs of the groups, and those that occur in the panels."""
    say, groups = panels[0].wording.label, {tile.group for tile in tiles}
    named = [Entry(f"sign {name}", say(f"group.{name}")) for name in SHOWN if name in groups]
    return [*named, *entries(panels, shifted="" if any(tile.shift for tile in tiles) else None)]


def _start_text(panel: Panel, start: int) -> str:
    """When the intervention begins; empty where the calendar is not known."""
    return "" if panel.axis.periods is None else panel.wording.long(panel.axis.periods[start])


def _panels(
    tiles: Sequence[Tile],
    contents: Sequence[Content],
    wording: Wording,
    width: float,
    height: float,
    *,
    same_scale: bool,
) -> list[Panel]:
    shown = [content.scaled(wording.factor) for content in contents]
    bounds = (0.0, 1.0) if wording.is_share else (-float("inf"), float("inf"))
    groups = [shown] * len(shown) if same_scale else [[one] for one in shown]
    scales: dict[int, Scale] = {}
    panels: list[Panel] = []
    for tile, content, group in zip(tiles, shown, groups, strict=True):
        key = 0 if same_scale else len(panels)
        if key not in scales:
            main = [v for one in group for v in (*one.value, *one.centre, one.target)]
            main += [level for one in group for _, _, level in one.dotted]
            outer = [v for one in group for v in (*lower_shown(one), *upper_shown(one, share=wording.is_share))]
            scales[key] = make_scale(main, outer, height=height, bounds=bounds, count=_steps(height))
        axis = make_axis(content.period, content.n, width=width, by_position=content.kind in EVENT_KINDS)
        panel = Panel(content, axis, scales[key], wording)
        shade = _shade(panel, tile)
        marks = [] if shade is None or tile.shift is not None else [Mark(shade[1], "")]
        panels.append(replace(panel, shade=shade, marks=marks, possible=tile.shift is not None))
    return panels


def _steps(height: float) -> int:
    """How many steps of the vertical scale have room for their labels."""
    return max(2, min(5, int(height / 18.0)))


def _shade(panel: Panel, tile: Tile) -> tuple[float, float] | None:
    """The ground before the intervention, or behind the possible times of a shift."""
    if tile.shift is not None:
        return tile.shift.span(panel.axis)
    inside = tile.start is not None and 0 < tile.start < panel.content.n
    return (panel.axis.low, panel.axis.before(tile.start)) if inside and tile.start is not None else None


def _heading(panel: Panel, tile: Tile, name: Sequence[str], grid: Grid) -> Iterator[tuple[str, Record]]:
    """The texts above one panel: the name with the sign of its group, the verdict, and when the level shifted."""
    above = {"x": grid.axis.low, "y": panel.scale.high}
    room = grid.width + grid.beside - 12.0
    note = tile.note if text_width(tile.note, SMALL) < room else tile.said
    when = tile.when if text_width(tile.when, SMALL) < room else tile.when.partition(" (")[0]
    below = [text for text in (note, when) if text]
    top = -HEAD - ROW * (len(name) + len(below) - 0.5)
    if tile.group:
        yield f"sign {tile.group}", {**above, "dx": 5, "dy": top - 1}
    look = "name" if tile.changed or not tile.group else "quiet name"
    for row, line in enumerate(name):
        yield look, {**above, "dx": _aside(tile), "dy": top + ROW * row, "text": line}
    for row, text in enumerate(below, start=len(name)):
        yield "note", {**above, "dy": top + ROW * row, "text": visible(text)}


def _ground(
    panel: Panel, grid: Grid, k: int, below: Sequence[tuple[float, str]], *, same_scale: bool
) -> Iterator[tuple[str, Record]]:
    """What stands under and around the measurements of one panel: grid lines and the texts of the axes.

    `below` are the texts of the time axis, which all panels share, and where they stand.
    """
    axis, scale = grid.axis, panel.scale
    for value in scale.ticks:
        yield "grid", {"x": axis.low, "x2": axis.high, "y": value}
        if not same_scale or k % grid.columns == 0:
            yield "value", {"x": axis.low, "y": value, "dx": -6, "text": panel.wording.tick(value, scale.decimals)}
    for x, text in below:
        yield "when", {"x": x, "y": scale.low, "dy": 11, "text": text}
        yield "tick", {"x": x, "y": scale.low, "y2": scale.low - 4.0 * (scale.high - scale.low) / scale.height}


def _drawn(panel: Panel, tile: Tile, *, told: bool) -> Iterator[tuple[str, Record]]:
    """Everything that one panel shows, with the name of its layer."""
    axis, scale, content = panel.axis, panel.scale, panel.content
    if panel.shade is not None:
        ground = "possible" if panel.possible else "shade"
        yield ground, {"x": panel.shade[0], "x2": panel.shade[1], "y": scale.low, "y2": scale.high}
    start = tile.start if tile.shift is None else tile.shift.at
    if start is not None and 0 < start < content.n and (tile.shift is None or tile.shift.dated):
        yield "start", {"x": axis.before(start), "y": scale.low, "y2": scale.high}
    if scale.holds(content.target):
        yield "target", {"x": axis.low, "x2": axis.high, "y": content.target}
    final, late = data_lines(panel)
    solid, dashed = centres(panel)
    lines = {
        "upper": upper_limit(panel), "lower": lower_limit(panel), "line": final, "late": late,
        "solid": solid, "dashed": dashed, "dotted": dotted_lines(panel),
    }  # fmt: skip
    for name, found in lines.items():
        yield from ((name, record) for record in found)
    for point in points(panel, told=told):
        yield layer_of(sign_of(point)), {name: point[name] for name in _POINT if name in point}
    level = content.last_level()
    if level is not None and scale.holds(level):
        yield "level", {"x": axis.high, "y": level, "dx": 5, "text": panel.level(level)}


def _common_axis(panels: Sequence[Panel]) -> Axis:
    """The axis that holds all panels: the calendar's where all have one. Long periods reach further than short ones."""
    axes = [panel.axis for panel in panels]
    types = {axis.periods[0].type if axis.periods else None for axis in axes if axis.x}
    if len(types) == 1 and None not in types:
        labels = {p.ordinal: str(p) for axis in axes for p in axis.periods or ()}
        edges = min(axis.low for axis in axes if axis.x), max(axis.high for axis in axes if axis.x)
        return replace(make_axis([labels[k] for k in sorted(labels)], len(labels), width=axes[0].width), edges=edges)
    longest = max(axes, key=lambda axis: len(axis.x))
    return make_axis(None, len(longest.x), width=longest.width)
