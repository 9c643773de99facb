"""The effect beside a chart stands where the verdict says, on the chart's own scale."""

from __future__ import annotations

from typing import Any

import pytest

import kvalspc
from kvalspc.plot import draw, specification, to_svg

from .conftest import proportion


def panel(chart: kvalspc.Chart, comparison: kvalspc.Comparison, **options: Any) -> dict[str, Any]:
    """The effect's panel."""
    spec: dict[str, Any] = specification(chart, comparison=comparison, **options)["hconcat"][1]
    return spec


def test_the_bar_is_the_interval_from_the_level_before() -> None:
    chart = proportion()
    answer = chart.compare()
    reference, bar, point, *_ = [layer["data"]["values"][0] for layer in panel(chart, answer)["layer"]]
    before = answer.baseline.level
    assert reference["y"] == before
    assert (bar["y"], bar["y2"]) == (before + answer.effect_lower, before + answer.effect_upper)
    assert point["y"] == before + answer.effect


def test_the_words_are_those_of_the_table() -> None:
    chart = proportion()
    texts = [layer["data"]["values"][0].get("text") for layer in panel(chart, chart.compare(), language="en")["layer"]]
    assert "Difference (95% CI)" in texts
    assert any(text and text.startswith("+") and text.endswith("percentage points") for text in texts)


def test_the_effect_stands_above_its_interval_and_the_line_before_is_named() -> None:
    chart = proportion()
    layers = panel(chart, chart.compare(), language="en")["layer"]
    places = {layer["data"]["values"][0].get("text"): layer["mark"].get("dy") for layer in layers}
    effect, interval = (next(dy for text, dy in places.items() if text and text.startswith(sign)) for sign in "+(")
    assert interval > effect
    assert "Before" in places


def test_the_answer_and_its_p_value_stand_below_the_title() -> None:
    chart = proportion()
    spec = specification(chart, comparison=chart.compare(), language="en", title="Treated in time")
    assert spec["title"]["subtitle"] == ["Clear improvement (p < 0.001)"]


def test_a_shift_is_drawn_with_both_levels() -> None:
    chart = proportion(breaks=None)
    answer = chart.compare()
    assert answer.verdict == "shifted"
    spec = specification(chart, comparison=answer, language="en")
    drawn = [record for layer in spec["layer"] for record in layer["data"]["values"]]
    levels = {answer.baseline.level, answer.after.level}
    assert levels <= {record["y"] for record in drawn}
    assert any(str(record.get("text")).startswith("Shift, ") for record in drawn)


def test_rates_stand_on_the_reader_s_scale() -> None:
    chart = kvalspc.chart("u", [3, 4, 2, 5] * 6, [900.0] * 24, breaks=12, per=1000)
    answer = chart.compare()
    reference = panel(chart, answer)["layer"][0]["data"]["values"][0]
    assert reference["y"] == pytest.approx(answer.baseline.level * 1000)


def test_without_a_start_there_is_no_panel() -> None:
    chart = proportion(breaks=None)
    assert "hconcat" not in specification(chart, comparison=chart.compare())


def test_the_text_alternative_ends_with_the_verdict_and_the_baseline_is_shaded() -> None:
    chart = proportion()
    drawn = draw(chart, comparison=chart.compare(), language="en")
    assert drawn.to_dict()["description"].endswith("Clear improvement.")
    assert "#F3F2EF" in to_svg(drawn)


def test_individuals_keep_their_moving_ranges(i_chart: kvalspc.Chart) -> None:
    answer = i_chart.compare(start=12)
    spec = specification(i_chart, comparison=answer)
    assert "vconcat" in spec["hconcat"][0]
