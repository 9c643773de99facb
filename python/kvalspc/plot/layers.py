"""The layers of a panel as Vega-Lite, bottom to top: shade, limits, target, rules, lines, points, labels.

They are plain dictionaries: Altair's objects copy themselves at every step, which hundreds of charts would
feel. `kvalspc.plot.draw` hands the finished specification to Altair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.plot.axis import ticks
from kvalspc.plot.labels import headings, margin_labels, note_labels, occupied, phase_labels
from kvalspc.plot.lines import centres, data_lines, lower_limit, upper_limit
from kvalspc.plot.panel import LABEL, LINE, SMALL, Panel, Record
from kvalspc.plot.points import points
from kvalspc.plot.spec import Spec, axis_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvalspc.plot.theme import Theme

#: Columns of a tooltip, in their order.
_SHOWN = ("when", "value", "numerator", "denominator", "centre", "lower", "upper")


def panel_spec(panel: Panel, colours: Theme, *, last: bool, heading: str = "") -> Spec:
    """One panel; `last` has the labels of the horizontal axis, `heading` stands above the plot."""
    draw = _Layers(panel, colours, last=last)
    taken = occupied(panel)
    final, late = data_lines(panel)
    solid, dashed = centres(panel)
    level, target = margin_labels(panel)
    phases = phase_labels(panel, taken)
    notes, ties = note_labels(panel, taken)
    layers = [
        *draw.shade(),
        *draw.line(upper_limit(panel), colours.limit, 1),
        *draw.line(lower_limit(panel), colours.limit, 1),
        *draw.target(),
        *draw.marks(),
        *draw.line(final, colours.line, 1.5),
        *draw.line(late, colours.line, 1.2, dash=(3, 3)),
        *draw.line(solid, colours.centre, 2.2),
        *draw.line(dashed, colours.centre, 2.2, dash=(9, 4)),
        *draw.ties(ties),
        *draw.points(),
        *draw.text(phases, colours.centre, size=LABEL, bold=True, halo=True),
        *draw.text(level, colours.centre, size=LABEL, bold=True, dx=8),
        *draw.text(target, colours.target_text, size=LABEL, dx=8),
        *draw.text(notes, colours.muted, size=SMALL, halo=True),
        *draw.headings(heading),
    ]
    return {"layer": layers or draw.empty(), "width": panel.axis.width, "height": panel.scale.height}


class _Layers:
    """Turns a panel's records into layers that share one pair of scales."""

    def __init__(self, panel: Panel, colours: Theme, *, last: bool) -> None:
        self.panel, self.colours = panel, colours
        scale, axis = panel.scale, panel.axis
        named = ticks(axis, panel.wording.short, room=58.0)
        self.x: Spec = {
            "field": "x",
            "type": "quantitative",
            "scale": {"domain": [axis.low, axis.high], "nice": False, "zero": False},
            "axis": {**axis_labels(named), "labels": last, "ticks": last},
        }
        self.y: Spec = {
            "field": "y",
            "type": "quantitative",
            "scale": {"domain": [scale.low, scale.high], "nice": False, "zero": False},
            "axis": {
                "title": None,
                "values": list(scale.ticks),
                "format": panel.wording.axis_format(scale.decimals),
            },
        }

    def _layer(self, records: Sequence[Record], mark: Spec, **channels: Spec) -> Spec:
        encoding = {"x": self.x, "y": self.y, **channels}
        return {"data": {"values": list(records)}, "mark": {"aria": False, **mark}, "encoding": encoding}

    def shade(self) -> list[Spec]:
        """The baseline's ground."""
        if self.panel.shade is None:
            return []
        left, right = self.panel.shade
        record = {"x": left, "x2": right, "y": self.panel.scale.low, "y2": self.panel.scale.high}
        mark = {"type": "rect", "color": self.colours.baseline, "opacity": 1}
        return [self._layer([record], mark, x2={"field": "x2"}, y2={"field": "y2"})]

    def line(self, records: Sequence[Record], colour: str, width: float, dash: Sequence[float] = ()) -> list[Spec]:
        """A line in pieces (`k`), in the order of its records."""
        if not records:
            return []
        mark: Spec = {"type": "line", "color": colour, "strokeWidth": width, "strokeJoin": "round"}
        if dash:
            mark["strokeDash"] = list(dash)
        piece = {"field": "k", "type": "nominal"}
        return [self._layer(records, mark, detail=piece, order={"field": "o", "type": "quantitative"})]

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
            records = [record for record in headings(self.panel) if record["strong"] is strong]
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

    def points(self) -> list[Spec]:
        """Plain points first, those that stand out on top: larger, of another shape, with a dark outline."""
        small = 14 if self.panel.dense else 42
        records = points(self.panel)
        layers = []
        for look, shape, size in (
            ("plain", "circle", small),
            ("rule", "square", 60),
            ("beyond", "diamond", 110),
        ):
            for fill in ("out", "late", "full"):
                chosen = [r for r in records if r["look"] == look and r["fill"] == fill]
                if chosen:
                    layers.append(self._points(chosen, look, fill, {"shape": shape, "size": size}))
        return layers

    def _points(self, records: Sequence[Record], look: str, fill: str, form: Spec) -> Spec:
        c = self.colours
        plain, full = look == "plain", fill == "full"
        edge = c.hollow if fill == "out" and plain else c.line if plain else c.signal_edge
        mark = {
            "type": "point",
            **form,
            "filled": True,
            "fill": "white" if not full else c.line if plain else c.signal,
            "stroke": "white" if full and plain else edge,
            "strokeWidth": 0.8 if full and plain else 1.5,
            "opacity": 1,
            "aria": True,
        }
        shown = [name for name in _SHOWN if any(name in record for record in records)]
        tooltip = [{"field": name, "type": "nominal", "title": self._heading(name)} for name in shown]
        spec = self._layer(records, mark, description={"field": "text", "type": "nominal"})
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

    def empty(self) -> list[Spec]:
        """Axes only, when there is nothing to draw."""
        record = {"x": self.panel.axis.low, "y": self.panel.scale.low}
        return [self._layer([record], {"type": "point", "opacity": 0})]
