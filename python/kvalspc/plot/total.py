"""All units together as a chart: the level with the mix of units held fixed, and limits that know of that mix."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.plot import HEIGHT, WIDTH, specification
from kvalspc.plot.composed import Composed
from kvalspc.words import Measure, label
from kvalspc.words.catalogue import say_count
from kvalspc.words.levels import LevelWords
from kvalspc.words.numbers import integer

if TYPE_CHECKING:
    from pathlib import Path

    import altair as alt

    from kvalspc.network import Total

__all__ = ["draw_total", "save_total", "total_specification"]


def draw_total(total: Total, **options: Any) -> alt.LayerChart:
    """Draw a total as an Altair chart; options as for :func:`total_specification`."""
    from kvalspc.plot.figure_of import figure_of

    figure: alt.LayerChart = figure_of(total_specification(total, **options))
    return figure


def save_total(total: Total, path: Path, **options: Any) -> Path:
    """Draw a total and write it as .svg, .png, .pdf or .html; options also `scale`, pixels per pixel of a PNG.

    Raises ValueError for another ending.
    """
    from kvalspc.plot.files import write

    return write(partial(total_specification, total), path, options)


def total_specification(
    total: Total,
    *,
    language: str = "nb",
    title: str | None = None,
    theme: str = "registry",
    measure: Measure | None = None,
    width: float = WIDTH,
    height: float = HEIGHT,
) -> dict[str, Any]:
    """The drawing of a total as a Vega-Lite specification: adjusted level, limits, and the points beyond them.

    It reaches from the first period that anybody has reported to the last.
    """
    reported = np.flatnonzero(np.isfinite(total.points["adjusted"]))
    span = slice(int(reported[0]), int(reported[-1]) + 1) if len(reported) else slice(None)
    points = {name: column[span] for name, column in total.points.items()}
    n = len(points["period"])
    shown = {name: points[name] for name in ("numerator", "denominator", "lower", "upper", "beyond")}
    shown |= {"value": points["adjusted"], "centre": np.full(n, total.level), "phase": [0] * n, "included": [True] * n}
    drawable = Composed(total.kind, points["period"], None, 1.0, shown, [{"n": n, "centre": total.level}], [])
    words = LevelWords(measure or Measure.for_kind(total.kind), language)
    said = label(
        "total.description",
        language,
        periods=say_count("count.period", n, language),
        level=words.one(total.level),
        beyond=integer(int(np.count_nonzero(points["beyond"])), language),
    )
    return specification(
        drawable, language=language, title=title, theme=theme, measure=measure, description=said, width=width,
        height=height,
    )  # fmt: skip
