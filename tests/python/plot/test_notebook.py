"""In a notebook a drawing is SVG, without a network; who enables another renderer gets that one."""

from __future__ import annotations

import altair as alt

import kvalspc


def test_a_drawing_shows_itself_as_svg(p_chart: kvalspc.Chart) -> None:
    drawn = p_chart.plot(language="en")
    shown = drawn._repr_mimebundle_()
    assert set(shown) == {"text/plain", "image/svg+xml"}
    assert shown["image/svg+xml"].startswith("<svg")
    assert isinstance(drawn, alt.LayerChart)
    assert isinstance(drawn.properties(width=300), alt.LayerChart)


def test_another_renderer_is_respected(p_chart: kvalspc.Chart) -> None:
    with alt.renderers.enable("mimetype"):
        shown = p_chart.plot()._repr_mimebundle_()
    assert "image/svg+xml" not in str(list(shown[0] if isinstance(shown, tuple) else shown))
