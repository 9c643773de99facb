"""The funnel drawn: units by size, the centre line, limits that narrow, and the names of those that stand out."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from kvalspc.plot import HEIGHT, WIDTH
from kvalspc.plot.funnel_signs import KEY_BELOW, SIGN_ROOM, Sign, effect_of, key_of, sign_mark
from kvalspc.plot.panel import LABEL, LINE, SMALL, Record
from kvalspc.plot.place import Box, Field, spread, text_width
from kvalspc.plot.scale import Scale, make_scale
from kvalspc.plot.surround import config, heading
from kvalspc.plot.theme import Theme, theme_of
from kvalspc.plot.wording import Wording, levels_of, visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import altair as alt

    from kvalspc._funnel import Funnel
    from kvalspc.words import Measure

__all__ = ["draw_funnel", "funnel_specification", "save_funnel"]

Spec = dict[str, Any]

NAMES = 12
"""So many units are named in the chart at most, the furthest out first."""

SMALLEST_P = 0.0001
"""Smaller ones are shown as less than this."""

SMALLEST_SHARE = 0.04
"""Limits of units below this share of the largest one do not stretch the vertical scale: they fill it anyway."""


def draw_funnel(funnel: Funnel, **options: Any) -> alt.LayerChart:
    """Draw a funnel as an Altair chart; options as for :func:`funnel_specification`."""
    from kvalspc.plot.figure_of import figure_of

    figure: alt.LayerChart = figure_of(funnel_specification(funnel, **options))
    return figure


def save_funnel(funnel: Funnel, path: Path, **options: Any) -> Path:
    """Draw a funnel and write it as .svg, .png, .pdf or .html; options also `scale`, pixels per pixel of a PNG.

    Raises ValueError for another ending.
    """
    from kvalspc.plot.files import write

    return write(partial(funnel_specification, funnel), path, options)


def funnel_specification(
    funnel: Funnel,
    *,
    language: str = "nb",
    title: str | None = None,
    theme: str = "registry",
    measure: Measure | None = None,
    description: str | None = None,
    width: float = WIDTH,
    height: float = HEIGHT,
    key: bool = True,
) -> Spec:
    """A funnel as a Vega-Lite specification; the same arguments give the same one.

    Args:
        funnel: made by `kvalspc.funnel`.
        language: "nb", "nn" or "en".
        title: a heading above the chart.
        theme: "registry" or "neutral".
        measure: how the indicator is worded and scaled; else by the funnel's kind and `per`.
        description: the text alternative; by default the funnel's text.
        width: of the plot inside the axes, in pixels.
        height: likewise.
        key: whether the signs that occur are explained below the drawing.

    Raises:
        ValueError: unknown language or theme.
    """
    from kvalspc.words.catalogue import check_language
    from kvalspc.words.units import funnel_text, measure_of

    check_language(language)
    colours = theme_of(theme)
    wording = Wording(language, measure or measure_of(funnel.kind, funnel.per), levels_of([funnel.centre]))
    figure = _Picture(funnel, wording, colours, width, height).spec(key=key)
    unit = wording.label("funnel.ratio") if funnel.kind == "oe" else wording.unit()
    above = heading(title, [unit], colours)
    if above is not None:
        figure["title"] = above
    text = funnel_text(funnel, language, measure=measure) if description is None else description
    figure["description"] = visible(text)
    figure["config"] = config(colours, language)
    return figure


@dataclass(frozen=True)
class _Point:
    """A unit that can be drawn: its row, its place in pixels, and how it looks."""

    row: int
    x: float
    y: float
    sign: Sign


class _Picture:
    """A funnel's records and layers, in data coordinates on the reader's scale (`per`)."""

    def __init__(self, funnel: Funnel, wording: Wording, colours: Theme, width: float, height: float) -> None:
        self.funnel, self.wording, self.colours = funnel, wording, colours
        self.units, self.curve = funnel.units, funnel.limits
        self.percents = [f"{100 * level:.10g}" for level in funnel.levels]
        sizes = [float(n) for n in self.curve["denominator"]]
        self.across = make_scale([0.0, *sizes], [], height=width, bounds=(0.0, max(sizes, default=1.0)), count=8)
        self.up = self._vertical(sizes, height)
        self.rows = [k for k, v in enumerate(self.units["value"]) if math.isfinite(v)]

    def _vertical(self, sizes: Sequence[float], height: float) -> Scale:
        f = self.wording.factor
        shown = [float(v) * f for v in self.units["value"] if math.isfinite(v)]
        large = [k for k, n in enumerate(sizes) if n >= SMALLEST_SHARE * sizes[-1]]
        limits = [
            float(self.curve[f"{side}_{p}"][k]) * f for p in self.percents for side in ("lower", "upper") for k in large
        ]
        bounds = (0.0, 1.0) if self.wording.is_share else (0.0, math.inf)
        return make_scale([*shown, self.funnel.centre * f], limits, height=height, bounds=bounds)

    def _x(self, n: float) -> float:
        return self.across.height * (n - self.across.low) / (self.across.high - self.across.low)

    def spec(self, *, key: bool) -> Spec:
        points = self._points()
        names, ties = self._names(points)
        layers = [
            *(layer for k in range(len(self.percents)) for layer in self._limits(k)),
            self._centre(),
            *ties,
            *self._marks(points),
            *names,
            *self._margin(),
            *(self._key(points) if key else ()),
        ]
        return {"layer": layers, "width": self.across.height, "height": self.up.height}

    # --- lines ---

    def _limits(self, k: int) -> list[Spec]:
        """Both limits of one level: the outermost whole, the inner ones dashed."""
        outermost = k == len(self.percents) - 1
        mark: Spec = {"type": "line", "color": self.colours.limit, "strokeWidth": 1.4 if outermost else 1}
        if not outermost:
            mark["strokeDash"] = [4, 3]
        layers = []
        for side in ("lower", "upper"):
            limit = self.curve[f"{side}_{self.percents[k]}"]
            records = [
                {"x": float(n), "y": float(v) * self.wording.factor}
                for n, v in zip(self.curve["denominator"], limit, strict=True)
            ]
            piece = {"field": "k", "type": "nominal"}
            layers.append(self._layer(self._inside(records), mark, detail=piece))
        return layers

    def _inside(self, records: Sequence[Record]) -> list[Record]:
        """The parts of a line inside the scale, as pieces; Vega's own clipping gives other bytes every time."""
        shown: list[Record] = []
        piece = 0
        for before, after in itertools.pairwise(records):
            ends = sorted({0.0, 1.0, *self._crossings(before["y"], after["y"])})
            for start, end in itertools.pairwise(ends):
                first, last = (_between(before, after, share) for share in (start, end))
                if not self.up.low <= 0.5 * (first["y"] + last["y"]) <= self.up.high:
                    continue
                for end_point in (first, last):  # a crossing is on the edge, not a rounding beside it
                    end_point["y"] = min(max(end_point["y"], self.up.low), self.up.high)
                if not shown or (shown[-1]["x"], shown[-1]["y"]) != (first["x"], first["y"]):
                    piece += 1
                    shown.append({**first, "k": piece})
                shown.append({**last, "k": piece})
        return shown

    def _crossings(self, y1: float, y2: float) -> list[float]:
        """Where, as parts of the way, a line leaves or enters the scale."""
        if y1 == y2:
            return []
        return [t for edge in (self.up.low, self.up.high) if 0.0 < (t := (edge - y1) / (y2 - y1)) < 1.0]

    def _centre(self) -> Spec:
        level = self.funnel.centre * self.wording.factor
        records = [{"x": self.across.low, "y": level}, {"x": self.across.high, "y": level}] if self.rows else []
        return self._layer(records, {"type": "line", "color": self.colours.centre, "strokeWidth": 2})

    def _margin(self) -> list[Spec]:
        """What the lines are, right of where they end."""
        if not self.rows:
            return []
        f, w = self.wording.factor, self.wording
        wanted = [(self.funnel.centre * f, w.value(self.funnel.centre), self.colours.centre, True)]
        for percent, level in zip(self.percents, self.funnel.levels, strict=True):
            text = w.label("funnel.limits", level=self._level_text(level))
            sides = ("lower", "upper") if percent == self.percents[-1] else ("upper",)
            ends = [float(self.curve[f"{side}_{percent}"][-1]) * f for side in sides]
            wanted += [(end, text, self.colours.muted, False) for end in ends]
        wanted = [one for one in wanted if self.up.holds(one[0])]
        placed = spread([self.up.pixel(one[0]) for one in wanted], LINE, 0.0, self.up.height)
        layers = []
        for (_, text, colour, bold), pixel in zip(wanted, placed, strict=True):
            record = {"x": self.across.high, "y": self._value_at(pixel), "text": text}
            layers.append(self._text([record], colour, size=LABEL if bold else SMALL, bold=bold, dx=8))
        return layers

    def _level_text(self, level: float) -> str:
        from kvalspc.words.numbers import percent

        return percent(level, 1 if round(level * 1000) % 10 else 0, self.wording.language)

    # --- points and their names ---

    def _points(self) -> list[_Point]:
        f = self.wording.factor
        outermost = self.funnel.levels[-1]
        points = []
        for k in self.rows:
            outside = float(self.units["outside"][k])
            look = "beyond" if outside == outermost else "rule" if outside > 0 else "plain"
            x, y = self._x(float(self.units["denominator"][k])), self.up.pixel(float(self.units["value"][k]) * f)
            better = None if look == "plain" else self.funnel.better
            effect = effect_of(float(self.units["value"][k]), self.funnel.centre, better)
            points.append(_Point(k, x, y, (look, effect)))
        return points

    def _marks(self, points: Sequence[_Point]) -> list[Spec]:
        """Plain units first, those that stand out on top: of another shape, with a dark outline."""
        found: dict[Sign, list[Record]] = {}
        for point in points:
            found.setdefault(point.sign, []).append(self._record(point.row))
        layers = []
        for sign in sorted(found, key=lambda sign: (("plain", "rule", "beyond").index(sign[0]), sign[1])):
            mark = {**sign_mark(sign, self.colours), "aria": True}
            layer = self._layer(found[sign], mark, description={"field": "text", "type": "nominal"})
            layer["encoding"]["tooltip"] = [
                {"field": name, "type": "nominal", "title": heading}
                for name, heading in self._headings()
                if name in found[sign][0]
            ]
            layers.append(layer)
        return layers

    def _key(self, points: Sequence[_Point]) -> list[Spec]:
        """What the shapes and colours of the units that stand out mean."""
        inner, outermost = (self._level_text(level) for level in (self.funnel.levels[0], self.funnel.levels[-1]))
        y = self.up.height + KEY_BELOW
        layers, texts = [], []
        for x, sign, text in key_of((p.sign for p in points), {"rule": inner, "beyond": outermost}, self.wording):
            layers.append(self._layer([self._at(x + 5.0, y)], sign_mark(sign, self.colours)))
            texts.append(self._at(x + SIGN_ROOM, y) | {"text": text})
        return [*layers, self._text(texts, self.colours.muted, size=SMALL)] if texts else []

    def _headings(self) -> list[tuple[str, str]]:
        w = self.wording
        limits = [
            (f"limits_{k}", w.label("funnel.limits", level=self._level_text(level)))
            for k, level in enumerate(self.funnel.levels)
        ]
        return [
            ("unit", w.label("funnel.unit")), ("value", w.label("chart.value")), ("of", w.label("chart.numerator")),
            *limits, ("p_value", w.label("funnel.p_value")), ("q_value", w.label("funnel.q_value")),
        ]  # fmt: skip

    def _record(self, k: int) -> Record:
        from kvalspc.words.numbers import number

        w, units = self.wording, self.units
        value = float(units["value"][k])
        of = w.label(
            "chart.numerator_of_denominator",
            numerator=w.count(float(units["numerator"][k])),
            denominator=w.count(float(units["denominator"][k])),
        )
        shown = w.value(value, more=1)
        record: Record = {
            "x": float(units["denominator"][k]), "y": value * w.factor, "unit": visible(units["unit"][k]),
            "value": shown, "of": of, "text": f"{visible(units['unit'][k])}: {shown} ({of})",
        }  # fmt: skip
        for j, percent in enumerate(self.percents):
            lower, upper = float(units[f"lower_{percent}"][k]), float(units[f"upper_{percent}"][k])
            record[f"limits_{j}"] = f"{w.value(lower, more=1)} – {w.value(upper, more=1)}"
        for name in ("p_value", "q_value"):
            p = float(units[name][k])
            least = p < SMALLEST_P
            record[name] = ("< " if least else "") + number(SMALLEST_P if least else p, 4, w.language)
        return record

    def _names(self, points: Sequence[_Point]) -> tuple[list[Spec], list[Spec]]:
        """Names of the units beyond the outermost limits, and thin lines to those that had to stand apart."""
        taken = Field(self.across.height, self.up.height)
        for point in points:
            taken.strong.append((point.x - 4, point.y, point.x + 4, point.y))
        centre = self.up.pixel(self.funnel.centre * self.wording.factor)
        taken.weak.append((0.0, centre, self.across.height, centre))
        out = [point for point in points if point.sign[0] == "beyond"]
        out.sort(key=lambda point: (float(self.units["p_value"][point.row]), point.row))
        texts: list[Record] = []
        ties: list[Record] = []
        for point in out[:NAMES]:
            text = visible(self.units["unit"][point.row])
            box = taken.best(_around(point.x, point.y, text_width(text, SMALL) + 4))
            texts.append(self._at(box.left + 2, box.top + LINE / 2) | {"text": text})
            near = box.nearest(point.x, point.y)
            if math.hypot(near[0] - point.x, near[1] - point.y) > 14:
                end = self._at(point.x, point.y)
                ties.append(self._at(*near) | {"x2": end["x"], "y2": end["y"]})
        named = [
            self._text(texts, self.colours.muted, size=SMALL, halo=True),
            self._text(texts, self.colours.ink, size=SMALL),
        ]
        tie = {"type": "rule", "color": self.colours.hollow, "strokeWidth": 1}
        tied = [self._layer(ties, tie, x2={"field": "x2"}, y2={"field": "y2"})]
        return (named if texts else []), (tied if ties else [])

    # --- layers ---

    def _at(self, x: float, y: float) -> Record:
        return {
            "x": self.across.low + (self.across.high - self.across.low) * x / self.across.height,
            "y": self._value_at(y),
        }

    def _value_at(self, pixel: float) -> float:
        return self.up.high - (self.up.high - self.up.low) * pixel / self.up.height

    def _layer(self, records: Sequence[Record], mark: Spec, **channels: Spec) -> Spec:
        x: Spec = {
            "field": "x",
            "type": "quantitative",
            "scale": {"domain": [self.across.low, self.across.high], "nice": False, "zero": False},
            "axis": {
                "title": self.wording.label(f"funnel.size.{self.funnel.kind}"),
                "titleFontWeight": "normal",
                "titleFontSize": SMALL,
                "titleColor": self.colours.muted,
                "titlePadding": 8,
                "values": list(self.across.ticks),
                "format": f",.{self.across.decimals}f",
                "grid": False,
            },
        }
        y: Spec = {
            "field": "y",
            "type": "quantitative",
            "scale": {"domain": [self.up.low, self.up.high], "nice": False, "zero": False},
            "axis": {
                "title": None,
                "values": list(self.up.ticks),
                "format": self.wording.axis_format(self.up.decimals),
            },
        }
        return {
            "data": {"values": list(records)},
            "mark": {"aria": False, **mark},
            "encoding": {"x": x, "y": y, **channels},
        }

    def _text(
        self,
        records: Sequence[Record],
        colour: str,
        *,
        size: float,
        bold: bool = False,
        halo: bool = False,
        dx: float = 0,
    ) -> Spec:
        mark: Spec = {
            "type": "text", "align": "left", "baseline": "middle", "fontSize": size, "dx": dx,
            "fontWeight": "bold" if bold else "normal",
        }  # fmt: skip
        ink = (
            {"stroke": "white", "strokeWidth": 3, "strokeJoin": "round", "strokeOpacity": 0.85}
            if halo
            else {"color": colour}
        )
        return self._layer(records, {**mark, **ink}, text={"field": "text", "type": "nominal"})


def _between(first: Record, last: Record, share: float) -> Record:
    """A point of the line from one record to the other; its ends are the records' own numbers."""
    if share in {0.0, 1.0}:
        end = last if share else first
        return {"x": end["x"], "y": end["y"]}
    return {name: first[name] + share * (last[name] - first[name]) for name in ("x", "y")}


def _around(x: float, y: float, width: float) -> list[tuple[float, Box]]:
    """Places for a name: right, left, above and below its point, then further away."""
    candidates = []
    for distance in (8, 16, 28, 42):
        own = distance / 10
        candidates.append((own, Box(x + distance, y - LINE / 2, x + distance + width, y + LINE / 2)))
        candidates.append((own + 0.1, Box(x - distance - width, y - LINE / 2, x - distance, y + LINE / 2)))
        for up in (y - distance - LINE, y + distance):
            lefts = (x - width / 2, x, x - width)
            candidates += [(own + 0.3, Box(left, up, left + width, up + LINE)) for left in lefts]
    return candidates
