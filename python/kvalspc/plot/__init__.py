"""Charts: a Chart drawn with Altair in the look of the registries, written as SVG, PNG, PDF or offline HTML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import altair as alt

    from kvalspc.plot.content import Drawable
    from kvalspc.words import Measure

__all__ = ["draw", "save", "to_html", "to_svg"]


def draw(
    chart: Drawable,
    *,
    language: str = "nb",
    title: str | None = None,
    theme: str = "registry",
    start: object = None,
    provisional: int | Sequence[bool] | None = None,
    measure: Measure | None = None,
    headings: Mapping[object, str] | None = None,
    description: str | None = None,
    width: float = 720,
    height: float = 280,
) -> alt.LayerChart | alt.VConcatChart:
    """Draw a chart: measurements, centre line by phase, limits, target, and what stands out.

    Parameters
    ----------
    chart
        A `kvalspc.Chart`, or anything with its members.
    language
        "nb", "nn" or "en": numbers, months and labels.
    title
        A heading above the chart. The unit of the axis stands below it.
    theme
        "registry" (blue, coral) or "neutral" (grey).
    start
        Where the intervention begins: a position (0-based), or a period, label or date. What is before it is
        shaded. Without it the frozen baseline, if any, is shaded.
    provisional
        Position of the first provisional measurement, or one flag a measurement: hollow points, dashed line.
    measure
        How the indicator is worded and scaled (`kvalspc.words.Measure`); else by the chart's kind and `per`.
    headings
        {place: text} for vertical rules with words of their own (named phases); places as for `start`.
    description
        The text alternative; by default `kvalspc.words.chart_text` of the chart.
    width, height
        Of the plot inside the axes, in pixels.

    Returns
    -------
    An Altair chart: layers, or two panels for kind "i" with its moving ranges. The same arguments
    give the same specification.

    Raises
    ------
    ValueError
        Unknown language or theme, or flags of the wrong length.
    """
    from kvalspc.plot.figure import make_figure
    from kvalspc.words.catalogue import check_language

    return make_figure(
        chart,
        language=check_language(language),
        title=title,
        theme=theme,
        start=getattr(chart, "start", None) if start is None else start,
        provisional=provisional,
        measure=measure,
        headings=headings,
        description=_described(chart, language) if description is None else description,
        width=width,
        height=height,
    )


def _described(chart: Drawable, language: str) -> str:
    from kvalspc.words import chart_text

    return chart_text(chart, language)


def to_svg(chart: alt.LayerChart | alt.VConcatChart, *, alternative: str | None = None) -> str:
    """Return a drawn chart as SVG: the text alternative is its label, each point's text its tooltip."""
    from kvalspc.plot.files import svg_text

    return svg_text(chart, alternative)


def to_html(chart: alt.LayerChart | alt.VConcatChart, *, language: str = "nb", title: str = "kvalspc") -> str:
    """Return one HTML document with tooltips that needs no network: Vega is inside it."""
    from kvalspc.plot.files import html_text

    return html_text(chart, language=language, title=title)


def save(chart: Drawable, path: str | Path, **options: object) -> Path:
    """Draw a chart and write it; the ending of the path decides the format: .svg, .png, .pdf or .html.

    `options` are those of `draw`, and `scale` (pixels per pixel of a PNG, default 2). Returns the path.
    Raises ValueError for another ending.
    """
    from kvalspc.plot.files import write

    return write(chart, Path(path), dict(options))
