"""Charts: a Chart drawn with Altair in the look of the registries, written as SVG, PNG, PDF or HTML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kvalspc.arguments import explained
from kvalspc.plot.icons import assurance_icon, variation_icon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import altair as alt

    from kvalspc._compare import Comparison
    from kvalspc.chart_set import ChartSet
    from kvalspc.plot.content import Drawable
    from kvalspc.plot.files import Drawn
    from kvalspc.words import Measure

__all__ = [
    "HEIGHT",
    "WIDTH",
    "assurance_icon",
    "draw",
    "draw_many",
    "save",
    "save_many",
    "specification",
    "specification_many",
    "to_html",
    "to_svg",
    "variation_icon",
]

WIDTH = 720
"""Of the plot inside the axes, in pixels."""

HEIGHT = 280
"""Of the plot inside the axes, in pixels; the moving ranges below have a third of it."""


@explained
def draw(
    chart: Drawable,
    *,
    language: str = "nb",
    title: str | None = None,
    theme: str = "registry",
    start: object = None,
    comparison: Comparison | None = None,
    provisional: int | Sequence[bool] | None = None,
    measure: Measure | None = None,
    headings: Mapping[object, str] | None = None,
    description: str | None = None,
    width: float = WIDTH,
    height: float = HEIGHT,
    key: bool = True,
) -> alt.LayerChart | alt.VConcatChart | alt.HConcatChart:
    """Draw a chart: measurements, centre line by phase, limits, target, and what stands out.

    The same arguments give the same specification.

    Args:
        chart: a `kvalspc.Chart`, or anything with its members.
        language: "nb", "nn" or "en": numbers, months and labels.
        title: a heading above the chart. The unit of the axis stands below it.
        theme: "registry" (blue, coral) or "neutral" (grey).
        start: where the intervention begins: a position (0-based), or a period, label or date. What is before it is
            shaded. Without it the frozen baseline, if any, is shaded.
        comparison: the verdict on this series (`Chart.compare`): its start is taken, the effect with its interval is
            drawn beside the chart, and the text alternative ends with the verdict.
        provisional: position of the first provisional measurement, or one flag a measurement: hollow points, dashed
            line. By default those after the chart's `complete_until`.
        measure: how the indicator is worded and scaled (`kvalspc.words.Measure`); else by the chart's kind and `per`.
        headings: {place: text} for vertical rules with words of their own (named phases); places as for `start`.
        description: the text alternative; by default that of `Chart.text`, with the measure and the comparison.
        width: of the plot inside the axes, in pixels.
        height: likewise.
        key: whether the signs that occur are explained below the drawing.

    Returns:
        An Altair chart: layers; two panels for kind "i" with its moving ranges; with the effect beside them.

    Raises:
        ValueError: unknown language or theme, or flags of the wrong length.
    """
    from kvalspc.plot.figure_of import figure_of

    drawn = specification(
        chart,
        language=language,
        title=title,
        theme=theme,
        start=start,
        comparison=comparison,
        provisional=provisional,
        measure=measure,
        headings=headings,
        description=description,
        width=width,
        height=height,
        key=key,
    )
    figure: alt.LayerChart | alt.VConcatChart | alt.HConcatChart = figure_of(drawn)
    return figure


def _start(chart: Drawable, comparison: Comparison | None) -> object:
    return getattr(chart, "start", None) if comparison is None else comparison.start


def _verdict(chart: Drawable, start: object) -> Comparison | None:
    """The verdict that the text alternative of a chart ends with, where nobody hands one in."""
    from kvalspc._chart import Chart
    from kvalspc.described import judged
    from kvalspc.plot.content import position

    return judged(chart, position(start, chart.period, len(chart))) if isinstance(chart, Chart) else None


@explained
def specification(
    chart: Drawable,
    *,
    language: str = "nb",
    title: str | None = None,
    theme: str = "registry",
    start: object = None,
    comparison: Comparison | None = None,
    provisional: int | Sequence[bool] | None = None,
    measure: Measure | None = None,
    headings: Mapping[object, str] | None = None,
    description: str | None = None,
    width: float = WIDTH,
    height: float = HEIGHT,
    key: bool = True,
    tooltips: bool = True,
) -> dict[str, Any]:
    """Return what `draw` draws as a Vega-Lite specification, without loading Altair; arguments as there.

    Without `tooltips` points have what an image shows and no more, which is made faster.
    """
    from kvalspc._chart import Chart
    from kvalspc.continued import continued
    from kvalspc.plot.figure import make_spec
    from kvalspc.words import chart_text, label
    from kvalspc.words.catalogue import check_language

    check_language(language)
    if comparison is not None and isinstance(chart, Chart):
        chart = continued(chart, comparison)
        if comparison.ended is not None:
            headings = {comparison.ended: label("phase.sustained", language), **(headings or {})}
    found = comparison
    if comparison is None and (key or description is None):
        found = _verdict(chart, start)
    return make_spec(
        chart,
        language=language,
        title=title,
        theme=theme,
        start=_start(chart, comparison) if start is None else start,
        comparison=comparison,
        provisional=provisional,
        measure=measure,
        headings=headings,
        description=chart_text(chart, language, measure=measure, comparison=found)
        if description is None
        else description,
        width=width,
        height=height,
        key=key,
        found=found,
        tooltips=tooltips,
    )


def to_svg(chart: Drawn, *, alternative: str | None = None) -> str:
    """Return a drawn chart, or its specification, as SVG with its text alternative and a tooltip a point."""
    from kvalspc.plot.files import svg_text

    return svg_text(chart, alternative)


@explained
def to_html(chart: Drawn, *, language: str = "nb", title: str = "kvalspc") -> str:
    """Return one HTML document with tooltips that needs no network: Vega is inside it."""
    from kvalspc.plot.files import html_text

    return html_text(chart, language=language, title=title)


def save(chart: Drawable, path: str | Path, **options: object) -> Path:
    """Draw a chart and write it; the ending of the path decides the format: .svg, .png, .pdf or .html.

    `options` are those of `draw`, and `scale` (pixels per pixel of a PNG, default 2). Returns the path.
    Raises ValueError for another ending.
    """
    from kvalspc.plot.files import write

    return write(lambda **chosen: specification(chart, **chosen), Path(path), dict(options))


def draw_many(charts: ChartSet, **options: Any) -> alt.LayerChart:
    """Draw small multiples: one little panel a unit, all on one time axis; names of those that changed are bold.

    Args:
        charts: a `kvalspc.ChartSet`.
        options: language, title, theme, measure and description as for `draw`; and
            columns: panels a row (default 4);
            width, height: of each plot inside its axes, in pixels;
            same_scale: True for one vertical scale, False for one of each panel's own;
            names: a mapping from unit to the name that is shown;
            sort: "verdict" for those that changed first; else the order of the set.

    Raises:
        ValueError: an empty set, or an unknown language or theme.
    """
    from kvalspc.plot.figure_of import figure_of

    figure: alt.LayerChart = figure_of(specification_many(charts, **options))
    return figure


@explained
def specification_many(
    charts: ChartSet,
    *,
    language: str = "nb",
    title: str | None = None,
    theme: str = "registry",
    measure: Measure | None = None,
    description: str | None = None,
    names: Mapping[Any, str] | None = None,
    columns: int = 4,
    width: float = 190,
    height: float = 92,
    same_scale: bool = True,
    sort: str | None = None,
) -> dict[str, Any]:
    """Return what `draw_many` draws as a Vega-Lite specification; arguments as there."""
    from kvalspc.plot.multiples import multiples_spec
    from kvalspc.plot.tiles import set_text, tiles_of
    from kvalspc.words.catalogue import check_language

    tiles = tiles_of(charts, check_language(language), names or {}, measure, sort)
    return multiples_spec(
        tiles,
        language=language,
        title=title,
        theme=theme,
        measure=measure,
        columns=columns,
        width=width,
        height=height,
        same_scale=same_scale,
        description=set_text(charts, tiles, language) if description is None else description,
    )


def save_many(charts: ChartSet, path: str | Path, **options: object) -> Path:
    """Draw small multiples and write them, as `save` does for one chart; options as for `draw_many`, and `scale`."""
    from kvalspc.plot.files import write

    return write(lambda **chosen: specification_many(charts, **chosen), Path(path), dict(options))
