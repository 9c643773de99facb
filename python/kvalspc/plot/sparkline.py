"""A tiny drawing of one chart for a cell of a table: measurements thin, levels thick, what is beyond limits marked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kvalspc.plot.axis import make_axis
from kvalspc.plot.content import Drawable, read
from kvalspc.plot.lines import centres, data_lines, dotted_lines
from kvalspc.plot.panel import Panel
from kvalspc.plot.scale import make_scale
from kvalspc.plot.shift import shift_of
from kvalspc.plot.theme import signal_colours, theme_of
from kvalspc.plot.told import of_whole, told
from kvalspc.plot.wording import Wording
from kvalspc.rows import EVENT_KINDS
from kvalspc.words import Measure

if TYPE_CHECKING:
    from kvalspc._compare import Comparison
    from kvalspc.plot.panel import Record

__all__ = ["sparkline"]

WIDTH, HEIGHT, MARGIN = 150.0, 44.0, 3.0


def sparkline(
    chart: Drawable, *, start: int | None = None, comparison: Comparison | None = None, theme: str = "registry"
) -> str:
    """The drawing as SVG. It says nothing that the words beside it do not say, so a screen reader passes it by.

    Args:
        chart: what is drawn.
        start: where the intervention begins; what is before it is shaded.
        comparison: the verdict: its levels are drawn; of a shift that was found its possible times are shaded.
        theme: "registry" or "neutral".
    """
    colours = theme_of(theme)
    shift = shift_of(comparison)
    content = told(read(chart), comparison)
    if shift is not None:
        content = of_whole(content)
    axis = make_axis(content.period, content.n, width=WIDTH, by_position=content.kind in EVENT_KINDS)
    scale = make_scale(
        [*content.value, *content.centre, *(level for _, _, level in content.dotted)], [], height=HEIGHT - 2 * MARGIN
    )
    panel = Panel(content, axis, scale, Wording("en", Measure.for_kind(content.kind)))
    final, late = data_lines(panel)
    solid, dashed = centres(panel)
    pieces = []
    if start is not None and shift is None and 0 < start < content.n:
        pieces.append(_shade(panel, (axis.low, axis.before(start)), colours.baseline))
    possible = None if shift is None else shift.span(axis)
    if possible is not None:
        pieces.append(_shade(panel, possible, colours.possible))
    pieces += _paths(panel, final, colours.line, 1.0)
    pieces += _paths(panel, late, colours.line, 1.0, dash="2 2")
    pieces += _paths(panel, dotted_lines(panel), colours.centre, 1.0, dash="1.5 2")
    pieces += _paths(panel, [*solid, *dashed], colours.centre, 2.0)
    for i in range(content.n):
        if content.beyond[i] and content.included[i] and math.isfinite(content.value[i]):
            x, y = axis.pixel(axis.x[i]), MARGIN + scale.pixel(content.value[i])
            fill, edge = signal_colours(colours, content.effect[i])
            pieces.append(f'<path d="M{x:.1f} {y - 3:.1f}l3 3-3 3-3-3z" fill="{fill}" stroke="{edge}"/>')
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:g}" height="{HEIGHT:g}" aria-hidden="true" '
        'focusable="false">'
    )
    return "".join([head, *pieces, "</svg>"])


def _shade(panel: Panel, between: tuple[float, float], colour: str) -> str:
    left, right = (panel.axis.pixel(x) for x in between)
    return f'<rect x="{left:.1f}" width="{right - left:.1f}" height="{HEIGHT:g}" fill="{colour}"/>'


def _paths(panel: Panel, records: list[Record], colour: str, width: float, dash: str = "") -> list[str]:
    """The lines of these records, a new one for every piece (`k`) and after every gap."""
    runs: list[list[str]] = []
    previous = None
    for record in records:
        if record["y"] is None:
            previous = None
            continue
        if record["k"] != previous:
            runs.append([])
        previous = record["k"]
        runs[-1].append(f"{panel.axis.pixel(record['x']):.1f},{MARGIN + panel.scale.pixel(record['y']):.1f}")
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    style = f'fill="none" stroke="{colour}" stroke-width="{width:g}"{dashed}'
    return [f'<polyline points="{" ".join(run)}" {style}/>' for run in runs if len(run) > 1]
