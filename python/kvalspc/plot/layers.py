"""The layers of a panel as Vega-Lite, bottom to top: shade, limits, target, rules, lines, points, labels.

They are plain dictionaries: Altair's objects copy themselves at every step, which hundreds of charts would
feel. `kvalspc.plot.draw` hands the finished specification to Altair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.plot.axis import ticks
from kvalspc.plot.key import SAMPLE, Entry, placed
from kvalspc.plot.labels import dotted_labels, headings, margin_labels, note_labels, occupied, phase_labels
from kvalspc.plot.lines import centres, data_lines, dotted_lines, in_one, lower_limit, upper_limit
from kvalspc.plot.panel import LABEL, LINE, SMALL, Panel, Record
from kvalspc.plot.points import points
from kvalspc.plot.spec import Spec, axis_labels
from kvalspc.plot.theme import Theme, signal_colours

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Dashes of a level that may have moved, of one beside the verdict's, and of provisional measurements.
DASHES, DOTS, LATE = (9, 4), (2, 3), (3, 3)

CROSS = "M-.5,-.5L.5,.5M.5,-.5L-.5,.5"

#: Shapes and sizes of points.
SIGNS = {"plain": ("circle", 42), "rule": ("square", 60), "beyond": ("diamond", 110), "out": (CROSS, 110)}

#: Columns of a tooltip, in their order.
_SHOWN = ("when", "value", "numerator", "denominator", "centre", "lower", "upper")


def panel_spec(
    panel: Panel, colours: Theme, *, last: bool, heading: str = "", key: Sequence[Entry] = (), tooltips: bool = True
) -> Spec:
    """One panel; `last` has the labels of the horizontal axis, `heading` stands above the plot, `key` below it."""
    draw = _Layers(panel, colours, last=last)
    final, late = data_lines(panel)
    solid, dashed = centres(panel)
    upper, lower = upper_limit(panel), lower_limit(panel)
    taken = occupied(panel, (final, late), (upper, lower, solid, dashed))
    dotted = dotted_lines(panel)
    level, target = margin_labels(panel)
    phases = phase_labels(panel, taken)
    own = dotted_labels(panel, taken)
    notes, ties = note_labels(panel, taken)
    layers = [
        *draw.ticks(last=last),
        *draw.shade(),
        *draw.line(upper, colours.limit, 1),
        *draw.line(lower, colours.limit, 1),
        *draw.target(),
        *draw.marks(),
        *draw.line(final, colours.line, 1.5),
        *draw.line(late, colours.line, 1.2, dash=LATE),
        *draw.line(dotted, colours.centre, 1.5, dash=DOTS),
        *draw.line(solid, colours.centre, 2.2),
        *draw.line(dashed, colours.centre, 2.2, dash=DASHES),
        *draw.ties(ties),
        *draw.points(tooltips=tooltips),
        *draw.text(phases, colours.centre, size=LABEL, bold=True, halo=True),
        *draw.text(own, colours.centre, size=SMALL, halo=True),
        *draw.text(level, colours.centre, size=LABEL, bold=True, dx=8),
        *draw.text(target, colours.target_text, size=LABEL, dx=8),
        *draw.text(notes, colours.muted, size=SMALL, halo=True),
        *draw.headings(heading),
        *draw.key(key),
    ]
    layers = layers or draw.empty()
    layers[0]["encoding"] |= {"x": draw.x, "y": draw.y}  # axes and scales are the panel's: said once
    return {"layer": layers, "width": panel.axis.width, "height": panel.scale.height}


def sign_of(record: Record) -> tuple[str, str, str]:
    """What decides how a point looks: why it stands out, whether it counts, and what it means."""
    return record["look"], record["fill"], record.get("effect", "")


def _on_top(sign: tuple[str, str, str]) -> tuple[int, int, str]:
    return ("plain", "rule", "beyond").index(sign[0]), ("out", "late", "full").index(sign[1]), sign[2]


def point_mark(sign: tuple[str, str, str], colours: Theme, *, dense: bool = False) -> Spec:
    """How a point looks: its shape says why it stands out, its colour what that means; those left out are crosses."""
    look, fill, effect = sign
    plain, full = look == "plain", fill == "full"
    crossed = plain and fill == "out"
    shape, size = SIGNS["out" if crossed else look]
    inner, edge = (colours.line, colours.line) if plain else signal_colours(colours, effect)
    return {
        "type": "point",
        "shape": shape,
        "size": 14 if dense and plain else size,
        "filled": not crossed,
        "fill": inner if full else "white",
        "stroke": "white" if full and plain else colours.muted if crossed else edge,
        "strokeWidth": 0.8 if full and plain else 1.5,
        "opacity": 1,
    }


class _Layers:
    """Turns a panel's records into layers that share one pair of scales."""

    def __init__(self, panel: Panel, colours: Theme, *, last: bool) -> None:
        self.panel, self.colours = panel, colours
        scale, axis = panel.scale, panel.axis
        named = ticks(axis, panel.wording.short, room=58.0)
        self.named = {x for x, _ in named}
        shown = {"labels": last, "ticks": last, "tickSize": 6}
        self.x: Spec = {
            "field": "x",
            "type": "quantitative",
            "scale": {"domain": [axis.low, axis.high], "nice": False, "zero": False},
            "axis": {**axis_labels(named), "tickCount": len(named), **shown},
        }
        self.y: Spec = {
            "field": "y",
            "type": "quantitative",
            "scale": {"domain": [scale.low, scale.high], "nice": False, "zero": False},
            "axis": {
                "title": None,
                "values": list(scale.ticks),
                "tickCount": len(scale.ticks),  # of more than the usual number Vega leaves out every other one
                "format": panel.wording.axis_format(scale.decimals),
                "labelLimit": 0,
            },
        }

    def _layer(self, records: Sequence[Record], mark: Spec, **channels: Spec) -> Spec:
        encoding = {name: {"field": name, "type": "quantitative", "title": None} for name in ("x", "y")} | channels
        return {"data": {"values": list(records)}, "mark": {"aria": False, **mark}, "encoding": encoding}

    def ticks(self, *, last: bool) -> list[Spec]:
        """A short tick at each measurement without a label, as one line: Vega writes a label at each tick it knows."""
        panel = self.panel
        if not last or panel.dense:
            return []
        height = panel.scale.height
        places = [panel.x_at(round(panel.axis.pixel(x))) for x in panel.axis.x if x not in self.named]
        ends = (panel.value_at(height), panel.value_at(height + 3.0), None)
        records = [{"x": x, "y": y} for x in places for y in ends]
        mark = {"type": "line", "color": self.colours.hollow, "strokeWidth": 1, "order": False}
        offset = {"xOffset": 0.5, "yOffset": 0.5}
        return [self._layer(records, {**mark, **offset})] if records else []

    def shade(self) -> list[Spec]:
        """The baseline's ground."""
        if self.panel.shade is None:
            return []
        left, right = self.panel.shade
        record = {"x": left, "x2": right, "y": self.panel.scale.low, "y2": self.panel.scale.high}
        return [self._layer([record], self._ground(), x2={"field": "x2"}, y2={"field": "y2"})]

    def line(self, records: Sequence[Record], colour: str, width: float, dash: Sequence[float] = ()) -> list[Spec]:
        """A line in pieces, in the order of its records."""
        if not records:
            return []
        mark: Spec = {"type": "line", "color": colour, "strokeWidth": width, "strokeJoin": "round", "order": False}
        if dash:
            mark["strokeDash"] = list(dash)
        return [self._layer(in_one(records), mark)]

    def target(self) -> list[Spec]:
        """The target across the plot; in steps where it changes."""
        axis, n = self.panel.axis, self.panel.content.n
        records = [
            {
                "x": axis.low if first == 0 else axis.before(first),
                "x2": axis.high if end == n else axis.before(end),
                "y": target,
            }
            for first, end, target in self.panel.content.target_spans()
            if self.panel.scale.holds(target)
        ]
        if not records:
            return []
        mark = {"type": "rule", "color": self.colours.target, "strokeWidth": 1.5, "strokeDash": [5, 4]}
        return [self._layer(records, mark, x2={"field": "x2"})]

    def marks(self) -> list[Spec]:
        """The vertical rules."""
        layers = []
        for strong, width in ((True, 1.2), (False, 0.8)):
            records = [record for record in headings(self.panel) if record["strong"] is strong and record["lined"]]
            if records:
                mark = {"type": "rule", "color": self.colours.rule, "strokeWidth": width}
                layers.append(self._layer(records, mark, y2={"field": "y2"}))
        return layers

    def headings(self, own: str) -> list[Spec]:
        """The texts of the vertical rules, and the panel's own."""
        layers = []
        for flip, align, dx in ((False, "left", 5), (True, "right", -5)):
            records = [r for r in headings(self.panel) if r["flip"] is flip and r["text"]]
            layers += self.text(records, self.colours.muted, size=SMALL, dx=dx, align=align)
        if own:
            at = {"x": self.panel.axis.low, "y": self.panel.scale.high, "text": own}
            layers += self.text([at], self.colours.muted, size=SMALL, dy=-16)
        return layers

    def ties(self, records: Sequence[Record]) -> list[Spec]:
        """Thin lines from a note to its measurement."""
        if not records:
            return []
        mark = {"type": "rule", "color": self.colours.hollow, "strokeWidth": 1}
        return [self._layer(records, mark, x2={"field": "x2"}, y2={"field": "y2"})]

    def points(self, *, tooltips: bool) -> list[Spec]:
        """Plain points first, those that stand out on top: larger, of another shape, with a dark outline."""
        found: dict[tuple[str, str, str], list[Record]] = {}
        for record in points(self.panel, tooltips=tooltips):
            found.setdefault(sign_of(record), []).append(record)
        return [self._points(found[sign], sign) for sign in sorted(found, key=_on_top)]

    def _points(self, records: Sequence[Record], sign: tuple[str, str, str]) -> Spec:
        mark = {**point_mark(sign, self.colours, dense=self.panel.dense), "aria": True}
        shown = [name for name in _SHOWN if any(name in record for record in records)]
        spec = self._layer(records, mark, description={"field": "text", "type": "nominal"})
        if shown:
            tooltip = [{"field": name, "type": "nominal", "title": self._heading(name)} for name in shown]
            spec["encoding"]["tooltip"] = tooltip
        return spec

    def _heading(self, name: str) -> str:
        return self.panel.wording.label("period" if name == "when" else f"chart.{name}")

    def text(
        self,
        records: Sequence[Record],
        colour: str,
        *,
        size: float,
        bold: bool = False,
        halo: bool = False,
        dx: float = 0,
        dy: float = 0,
        align: str = "left",
    ) -> list[Spec]:
        """Texts at their places; `halo` lays white behind the letters, for those that stand among lines."""
        if not records:
            return []
        common: Spec = {
            "type": "text",
            "align": align,
            "baseline": "middle",
            "fontSize": size,
            "fontWeight": "bold" if bold else "normal",
            "dx": dx,
            "dy": dy,
            "lineBreak": "\n",
            "lineHeight": LINE,
        }
        shown = {"field": "text", "type": "nominal"}
        layers = []
        if halo:
            under = {**common, "stroke": "white", "strokeWidth": 3, "strokeJoin": "round", "strokeOpacity": 0.85}
            layers.append(self._layer(records, under, text=shown))
        return [*layers, self._layer(records, {**common, "color": colour}, text=shown)]

    def key(self, found: Sequence[Entry]) -> list[Spec]:
        """The signs with their texts, below the labels of the time axis."""
        layers, texts = [], []
        for x, below, entry in placed(found, self.panel.axis.width + 60.0):
            y = self.panel.scale.height + below
            begin, end = self.panel.x_at(x), self.panel.x_at(x + SAMPLE - 6.0)
            at = {"x": begin, "x2": end, "y": self.panel.value_at(y)}
            if isinstance(entry.sign, tuple):
                middle = {**at, "x": self.panel.x_at(x + SAMPLE / 2 - 3.0)}
                layers.append(self._layer([middle], point_mark(entry.sign, self.colours)))
            elif entry.sign in {"shade", "possible"}:
                box = {**at, "y": self.panel.value_at(y - 6.0), "y2": self.panel.value_at(y + 6.0)}
                edged = {**self._ground(), "stroke": self.colours.hollow, "strokeWidth": 0.5}
                layers.append(self._layer([box], edged, x2={"field": "x2"}, y2={"field": "y2"}))
            elif entry.sign:
                layers.append(self._layer([at], self._sample(entry.sign), x2={"field": "x2"}))
            texts.append({"x": self.panel.x_at(x + (SAMPLE if entry.sign else 0.0)), "y": at["y"], "text": entry.text})
        return [*layers, *self.text(texts, self.colours.muted, size=SMALL)]

    def _sample(self, name: str) -> Spec:
        """A piece of a line of the drawing."""
        colour, width, dash = {
            "solid": (self.colours.centre, 2.2, ()),
            "dashed": (self.colours.centre, 2.2, (6, 4)),
            "dotted": (self.colours.centre, 1.5, DOTS),
            "limit": (self.colours.limit, 1, ()),
        }[name]
        return {"type": "rule", "color": colour, "strokeWidth": width, **({"strokeDash": list(dash)} if dash else {})}

    def _ground(self) -> Spec:
        """The look of the ground behind the baseline, or behind the possible times of a shift."""
        colour = self.colours.possible if self.panel.possible else self.colours.baseline
        return {"type": "rect", "color": colour, "opacity": 1}

    def empty(self) -> list[Spec]:
        """Axes only, when there is nothing to draw."""
        record = {"x": self.panel.axis.low, "y": self.panel.scale.low}
        return [self._layer([record], {"type": "point", "opacity": 0})]
