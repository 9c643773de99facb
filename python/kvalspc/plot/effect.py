"""The effect beside a chart: how far the level moved from that before, with its interval, on the chart's own scale.

The line is the level before; the point stands as far from it as the effect is, and the bar covers its interval.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kvalspc.plot.panel import LABEL, LINE, SMALL
from kvalspc.words import label
from kvalspc.words.effect import confidence_text, difference_heading, effect_text, of_pairs

if TYPE_CHECKING:
    from kvalspc._compare import Comparison
    from kvalspc.plot.scale import Scale
    from kvalspc.plot.spec import Spec
    from kvalspc.plot.theme import Theme
    from kvalspc.plot.wording import Wording

WIDTH, AT = 150.0, 22.0  # of the panel, and where its bar stands, in pixels


def effect_spec(comparison: Comparison, scale: Scale, wording: Wording, colours: Theme) -> Spec | None:
    """The panel; None where the comparison has no effect with an interval (no start, or too few data)."""
    before = comparison.baseline.level
    ends = [comparison.effect_lower, comparison.effect, comparison.effect_upper]
    if comparison.start is None or not all(math.isfinite(value) for value in (before, *ends)):
        return None
    lower, middle, upper = (_inside((before + value) * wording.factor, scale) for value in ends)
    reference = _inside(before * wording.factor, scale)
    texts = effect_text(comparison, wording.language, wording.measure).split(" (", 1)
    said = [texts[0], *(f"({text}" for text in texts[1:])]
    percent = confidence_text(comparison.alpha, wording.language)
    heading = difference_heading([of_pairs(comparison, wording.measure)], percent, wording.language)
    ink = {"type": "text", "align": "left", "baseline": "middle", "fontSize": SMALL, "color": colours.muted}
    named = _beside(scale.pixel(reference), scale.pixel(middle), len(said)) - scale.pixel(reference)
    return {
        "width": WIDTH,
        "height": scale.height,
        "layer": [
            _layer(
                {"x": 0, "x2": AT + 10, "y": reference},
                {"type": "rule", "color": colours.centre, "strokeWidth": 1.5, "strokeDash": [2, 3]},
                scale,
                x2={"field": "x2"},
            ),
            _layer(
                {"x": AT, "y": lower, "y2": upper},
                {"type": "rule", "color": colours.ink, "strokeWidth": 3},
                scale,
                y2={"field": "y2"},
            ),
            _layer(
                {"x": AT, "y": middle},
                {"type": "point", "shape": "circle", "size": 90, "filled": True, "fill": colours.ink, "opacity": 1},
                scale,
            ),
            _layer(
                {"x": AT + 16, "y": reference, "text": label("table.before", wording.language)},
                {**ink, "dy": named, "color": colours.centre},
                scale,
                text=_TEXT,
            ),
            _layer({"x": 0, "y": scale.high, "text": heading}, {**ink, "dy": -16}, scale, text=_TEXT),
            *(
                _layer(
                    {"x": AT + 16, "y": middle, "text": line},
                    {**ink, "dy": k * LINE, "color": colours.ink, **({"fontSize": LABEL} if not k else {})},
                    scale,
                    text=_TEXT,
                )
                for k, line in enumerate(said)
            ),
        ],
    }


def _beside(reference: float, middle: float, lines: int) -> float:
    """Where the line before is named, in pixels from the top: at its height, or clear of the effect's lines."""
    if reference < middle:
        return min(reference, middle - LINE)
    return max(reference, middle + LINE * lines)


_TEXT = {"field": "text", "type": "nominal"}


def _inside(value: float, scale: Scale) -> float:
    """The value, or the end of the scale that it lies beyond."""
    return min(max(value, scale.low), scale.high)


def _layer(record: dict[str, object], mark: Spec, scale: Scale, **channels: Spec) -> Spec:
    domains = {"x": [0, WIDTH], "y": [scale.low, scale.high]}
    place = {
        name: {
            "field": name,
            "type": "quantitative",
            "axis": None,
            "scale": {"domain": domain, "nice": False, "zero": False},
        }
        for name, domain in domains.items()
    }
    return {"data": {"values": [record]}, "mark": {"aria": False, **mark}, "encoding": {**place, **channels}}
