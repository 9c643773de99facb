"""In a notebook a drawing is SVG, without a network; who enables another renderer gets that one."""

from __future__ import annotations

import html

import altair as alt

import kvalspc


def test_a_drawing_shows_itself_as_svg(p_chart: kvalspc.Chart) -> None:
    drawn = p_chart.plot(language="en")
    shown = drawn._repr_mimebundle_()
    assert set(shown) == {"text/plain", "text/html", "image/svg+xml"}
    assert shown["text/html"].startswith(f'<img alt="{html.escape(p_chart.text("en"))}" ')
    assert shown["image/svg+xml"].startswith("<svg")
    assert isinstance(drawn, alt.LayerChart)
    assert isinstance(drawn.properties(width=300), alt.LayerChart)


def test_a_chart_of_two_phases_shows_its_verdict_and_shrinks_with_the_page(p_chart: kvalspc.Chart) -> None:
    svg = p_chart._repr_mimebundle_()["image/svg+xml"]
    assert svg.startswith('<svg style="max-width:100%;height:auto" ')
    assert "Tydelig forbedring (p" in svg
    assert "Tiltak, september 2023" in svg
    assert "#F3F2EF" in svg


def test_another_renderer_is_respected(p_chart: kvalspc.Chart) -> None:
    with alt.renderers.enable("mimetype"):
        shown = p_chart.plot()._repr_mimebundle_()
    assert "image/svg+xml" not in str(list(shown[0] if isinstance(shown, tuple) else shown))
