"""What a drawn chart shows: lines, points, labels, and how they follow the Chart."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import altair as alt
import numpy as np
import pytest

import kvalspc
from kvalspc.plot import draw, specification
from kvalspc.plot.layers import CROSS
from kvalspc.plot.panel import LINE, SMALL
from kvalspc.plot.place import Box, text_width
from kvalspc.plot.theme import THEMES
from kvalspc.words import Measure, label

LOOK = THEMES["registry"]
NARROW = "\u202f"


def spec_of(chart: kvalspc.Chart, **options: Any) -> dict[str, Any]:
    return specification(chart, description="described", **{"key": False, **options})


def test_the_line_holds_every_measurement(p_chart: kvalspc.Chart, drawing: Any) -> None:
    line = drawing(spec_of(p_chart)).records("line", color=LOOK.line)
    assert [record["y"] for record in line] == list(p_chart.points["value"])


def test_a_missing_measurement_breaks_the_line(drawing: Any) -> None:
    chart = kvalspc.chart("run", [3.0, 4, None, 5, 6, 4, 5, 3, 4, 5, 6, 5])
    line = drawing(spec_of(chart)).records("line", color=LOOK.line)
    assert len({record["k"] for record in line}) == 2
    assert [record["y"] for record in line] == [3.0, 4, 5, 6, 4, 5, 3, 4, 5, 6, 5]


def test_a_hole_in_the_calendar_is_a_gap_in_the_drawing(drawing: Any) -> None:
    labels = ["2024-01", "2024-02", "2024-05", "2024-06"]
    chart = kvalspc.chart("run", [3.0, 4, 5, 6], period=labels)
    line = drawing(spec_of(chart)).records("line", color=LOOK.line)
    first = line[0]["x"]
    shown = [record for record in line if record["y"] is not None]
    assert [record["x"] - first for record in shown] == [0, 1, 4, 5]
    assert shown[1]["k"] != shown[2]["k"]


def test_the_centre_line_steps_at_the_break(p_chart: kvalspc.Chart, drawing: Any) -> None:
    centre = drawing(spec_of(p_chart)).records("line", color=LOOK.centre)
    levels = list(dict.fromkeys(record["y"] for record in centre))
    assert levels == [phase["centre"] for phase in p_chart.phases]
    assert len({record["k"] for record in centre}) == 2  # two lines, not one slope


def test_limits_follow_the_chart_and_step(p_chart: kvalspc.Chart, drawing: Any) -> None:
    drawn = {record["y"] for record in drawing(spec_of(p_chart)).records("line", color=LOOK.limit)}
    upper = p_chart.points["upper"]
    assert {float(v) for v in upper if np.isfinite(v)} <= drawn


def test_a_lower_limit_that_is_zero_throughout_is_not_drawn(drawing: Any) -> None:
    chart = kvalspc.chart("u", [1, 2, 0, 1, 2, 1, 3, 0, 1, 2, 1, 1], [100.0] * 12, limits="sigma")
    assert set(chart.points["lower"]) == {0.0}
    drawn = {record["y"] for record in drawing(spec_of(chart)).records("line", color=LOOK.limit)}
    assert drawn == {float(chart.points["upper"][0])}


@pytest.mark.parametrize("limits", ["sigma", "exact"])
def test_a_limit_that_is_out_now_and_then_leaves_no_loose_pieces(limits: str, drawing: Any) -> None:
    patients = [30.0] * 9 + [4.0] + [30.0] * 9 + [4.0]
    chart = kvalspc.chart("p", [18, 2, 18, 17, 19, 18, 16, 20, 18, 2] * 2, patients, limits=limits)
    found = drawing(spec_of(chart)).records("line", color=LOOK.limit)
    assert {record["k"] for record in found} == {1}
    assert {0.0, 1.0} <= {record["y"] for record in found}


@pytest.mark.parametrize("limits", ["sigma", "exact"])
def test_a_limit_that_is_out_most_of_the_time_is_not_drawn(limits: str, drawing: Any) -> None:
    chart = kvalspc.chart("p", [3, 1, 2, 1, 3, 2] * 4, [10.0, 6, 6, 6, 90, 6] * 4, limits=limits)
    found = drawing(spec_of(chart)).records("line", color=LOOK.limit)
    assert min(record["y"] for record in found) > chart.points["centre"][0]


def test_points_beyond_the_limits_differ_by_shape_and_colour(i_chart: kvalspc.Chart, drawing: Any) -> None:
    above = drawing({"layer": spec_of(i_chart)["vconcat"][0]["layer"]})
    diamonds = above.records("point", shape="diamond", fill=LOOK.neither)
    assert [record["y"] for record in diamonds] == [58.0]
    assert len(above.records("point", shape="circle")) == 19


def test_left_out_points_are_grey_crosses(make_proportion: Any, drawing: Any) -> None:
    (crosses,) = drawing(spec_of(make_proportion(exclude=[3]))).marks("point", shape=CROSS)
    assert crosses["mark"]["stroke"] == LOOK.muted
    assert len(crosses["data"]["values"]) == 1


@pytest.mark.parametrize("provisional", [28, [False] * 28 + [True] * 2])
def test_provisional_points_are_hollow_and_their_line_dashed(
    p_chart: kvalspc.Chart, drawing: Any, provisional: Any
) -> None:
    shown = drawing(spec_of(p_chart, provisional=provisional))
    assert len(shown.records("point", fill="white")) == 2
    dashed = shown.records("line", strokeDash=[3, 3])
    assert [record["y"] for record in dashed] == list(p_chart.points["value"][27:])


def test_a_runs_signal_dashes_the_centre_line_of_its_phase(drawing: Any) -> None:
    chart = kvalspc.chart("run", [1.0] * 6 + [2.0] * 6 + [9.0] * 6 + [8.0] * 6)
    assert chart.phases[0]["runs_signal"]
    shown = drawing(spec_of(chart))
    assert shown.marks("line", color=LOOK.centre, strokeDash=[9, 4])
    assert {layer["mark"]["shape"] for layer in shown.marks("point")} == {
        "circle"
    }  # it speaks of the phase, not of points
    quiet = drawing(spec_of(kvalspc.chart("run", [1.0, 3] * 12)))
    assert ["strokeDash" in layer["mark"] for layer in quiet.marks("line", color=LOOK.centre)] == [False]


def test_without_periods_measurements_are_counted_from_one(drawing: Any) -> None:
    spec = spec_of(kvalspc.chart("run", [3.0, 4, 5, 4, 3, 5]), start=3)
    shown = drawing(spec)
    assert "Tiltak" in shown.texts()
    assert "'0':'1'" in shown.layers[0]["encoding"]["x"]["axis"]["labelExpr"]


def test_the_start_has_a_rule_a_label_and_a_shaded_baseline(p_chart: kvalspc.Chart, drawing: Any) -> None:
    shown = drawing(spec_of(p_chart, start="2023-09"))
    assert "Tiltak, september 2023" in shown.texts()
    (shade,) = shown.records("rect")
    (rule,) = [r for r in shown.records("rule", color=LOOK.rule) if "text" in r]
    assert shade["x2"] == rule["x"]
    border = [record["x"] for record in shown.records("line", color=LOOK.line)]
    assert border[19] < rule["x"] < border[20]


def test_a_break_without_a_start_is_named_by_its_month_only(p_chart: kvalspc.Chart, drawing: Any) -> None:
    shown = drawing(spec_of(p_chart))
    assert "september 2023" in shown.texts()
    assert not shown.marks("rect")


def test_a_frozen_baseline_is_shaded(make_proportion: Any, drawing: Any) -> None:
    shown = drawing(spec_of(make_proportion(breaks=None, freeze=20)))
    (shade,) = shown.records("rect")
    border = [record["x"] for record in shown.records("line", color=LOOK.line)]
    assert border[19] < shade["x2"] < border[20]
    (dashed,) = shown.marks("line", color=LOOK.centre, strokeDash=[9, 4])  # the shift after the quiet baseline
    assert min(record["x"] for record in dashed["data"]["values"]) == shade["x2"]


@pytest.mark.parametrize("target", [0.20, 0.35, 0.58, 0.592, 0.60, 0.62, 0.99])
def test_the_targets_label_never_meets_the_levels_label(make_proportion: Any, drawing: Any, target: float) -> None:
    shown = drawing(spec_of(make_proportion(target=target)))
    _, target_y = shown.text_at(r"Mål .*")
    _, level_y = shown.text_at(r"6[01](,\d)?.%")
    assert abs(target_y - level_y) >= 15 - 1e-6


def test_headings_that_would_meet_get_rows_of_their_own(p_chart: kvalspc.Chart, drawing: Any) -> None:
    shown = drawing(spec_of(p_chart, start=20, headings={17: "Utprøving av nye rutiner"}))
    first, second = shown.text_at("Utprøving.*"), shown.text_at("Tiltak, .*")
    assert first[1] != second[1]
    assert max(first[1], second[1]) < 0  # above the plot, where no measurement is


def test_no_rule_goes_through_a_heading(p_chart: kvalspc.Chart, drawing: Any) -> None:
    """What begins first and reaches beyond the next rule stands above its heading."""
    shown = drawing(spec_of(p_chart, start=20, headings={17: "Utprøving av nye rutiner"}))
    first, second = shown.text_at("Utprøving.*"), shown.text_at("Tiltak, .*")
    assert first[1] < second[1]  # higher up on the page
    alone = drawing(spec_of(p_chart, start=20, headings={2: "Utprøving"}))
    assert alone.text_at("Utprøving")[1] == alone.text_at("Tiltak, .*")[1]


def test_notes_stand_beside_their_measurements_and_free_of_the_line(make_proportion: Any, drawing: Any) -> None:
    shown = drawing(spec_of(make_proportion(notes={"2022-09": "Ny prosedyre", 25: "Sommerferie"})))
    assert {"Ny prosedyre", "Sommerferie"} <= set(shown.texts())


def test_notes_of_a_narrow_drawing_stand_apart_and_across_no_rule(make_proportion: Any, drawing: Any) -> None:
    notes = {
        14: "Ny triageprosedyre",
        18: "Opplæring av alle nye leger",
        20: "CT flyttet til mottaket",
        24: "Ny journal",
    }
    shown = drawing(spec_of(make_proportion(notes=notes), start=20, width=250, height=100))
    texts = [text for text in dict.fromkeys(shown.texts()) if text.replace("\n", " ") in notes.values()]
    assert len(texts) == len(notes)
    rule, _ = shown.text_at("Tiltak, .*")
    boxes: list[Box] = []
    for text in texts:
        x, y = shown.text_at(re.escape(text))
        lines = text.split("\n")
        width = max(text_width(line, SMALL) for line in lines)
        box = Box(x, y - LINE / 2, x + width, y + LINE * (len(lines) - 0.5))
        assert not box.left < rule - 4 < box.right, text
        assert not any(box.overlaps(other) for other in boxes), text
        boxes.append(box)


def test_an_individuals_chart_has_its_moving_ranges_below(i_chart: kvalspc.Chart, drawing: Any) -> None:
    spec = spec_of(i_chart)
    above, below = spec["vconcat"]
    assert below["height"] < above["height"]
    assert above["width"] == below["width"]
    assert i_chart.moving_range is not None
    line = [r["y"] for r in drawing({"layer": below["layer"]}).records("line", color=LOOK.line) if r["y"] is not None]
    assert line == [v for v in i_chart.moving_range.points["value"] if np.isfinite(v)]
    assert "Forskjell fra forrige måling" in drawing(spec).texts()


def test_numbers_and_months_follow_the_language(p_chart: kvalspc.Chart, drawing: Any) -> None:
    norwegian, english = spec_of(p_chart, start=20), spec_of(p_chart, start=20, language="en")
    assert f"Mål 50{NARROW}%" in drawing(norwegian).texts()
    assert "Target 50%" in drawing(english).texts()
    assert norwegian["config"]["locale"]["number"]["decimal"] == ","
    assert "jan. 22" in json.dumps(norwegian, ensure_ascii=False)
    assert "Jan 22" in json.dumps(english, ensure_ascii=False)


def test_per_scales_the_axis_and_texts_only(drawing: Any) -> None:
    chart = kvalspc.chart("u", [5, 6, 4, 7, 5, 6, 5, 4, 6, 5, 7, 5], [1000.0] * 12, per=1000)
    line = drawing(spec_of(chart)).records("line", color=LOOK.line)
    assert line[0]["y"] == pytest.approx(5.0)
    assert chart.points["value"][0] == pytest.approx(0.005)
    measure = Measure("rate", per=10000, unit={"nb": "liggedøgn"})
    assert spec_of(chart, measure=measure)["title"]["text"] == f"per 10{NARROW}000 liggedøgn"


def test_tooltips_name_numerator_denominator_and_limits(p_chart: kvalspc.Chart, drawing: Any) -> None:
    (layer, *_) = drawing(spec_of(p_chart)).marks("point", shape="circle")
    titles = [channel["title"] for channel in layer["encoding"]["tooltip"]]
    assert {"Teller", "Nevner", "Øvre kontrollgrense"} <= set(titles)
    first = layer["data"]["values"][0]
    assert (first["when"], first["numerator"], first["denominator"]) == ("januar 2022", "7", "20")


def test_a_value_far_out_does_not_leave_the_drawing(drawing: Any) -> None:
    chart = kvalspc.chart("run", [0.25, 0.3, 1.25, 0.35, 0.25, 0.3])  # a ready-made "proportion" above 1
    shown = drawing(spec_of(chart, measure=Measure("andel")))
    low, high = shown.layers[0]["encoding"]["y"]["scale"]["domain"]
    assert low <= min(chart.points["value"])
    assert high >= 1.25


def test_an_empty_series_is_drawn_as_empty_axes() -> None:
    assert spec_of(kvalspc.chart("run", [None, None, None]))["layer"]


def test_draw_gives_altair_the_same_specification(p_chart: kvalspc.Chart, i_chart: kvalspc.Chart) -> None:
    for chart in (p_chart, i_chart):
        with alt.data_transformers.enable(consolidate_datasets=False):  # else rows stand beside the layers, by name
            drawn = draw(chart, description="described", key=False).to_dict()
        wanted = json.loads(json.dumps(spec_of(chart)))
        del drawn["$schema"]
        config = drawn.pop("config")  # Altair adds its theme's defaults
        assert {k: config[k] for k in ("font", "locale", "axis", "title")} == {
            k: wanted["config"][k] for k in ("font", "locale", "axis", "title")
        }
        del wanted["config"]
        assert drawn == wanted


def test_misuse_says_what_is_needed(p_chart: kvalspc.Chart) -> None:
    with pytest.raises(ValueError, match="theme: got 'pink', need one of neutral, registry"):
        draw(p_chart, theme="pink")
    with pytest.raises(ValueError, match="'sv'"):
        draw(p_chart, language="sv")
    with pytest.raises(ValueError, match="got 3 flags, need one for each of 30"):
        draw(p_chart, provisional=[True] * 3)


def sharp_rise(**options: Any) -> kvalspc.Chart:
    """Three years: 30 % in the first, 40 % in the second, 55 % from the start on."""
    shares = [9, 8, 10] * 4 + [12, 11, 13] * 4 + [17, 16, 18] * 4
    months = [f"{2022 + k // 12}-{k % 12 + 1:02d}" for k in range(36)]
    return kvalspc.chart("p", shares, [30] * 36, period=months, better="higher", start=24, **options)


@pytest.mark.parametrize("phased", [False, True])
def test_thick_lines_are_the_levels_that_the_verdict_names(drawing: Any, phased: bool) -> None:
    chart = sharp_rise(**({"freeze": {0: 12}, "breaks": 24} if phased else {"freeze": 12}))
    answer = chart.compare()
    frozen = chart.phases[0]["centre"]
    assert frozen == pytest.approx(0.3) != pytest.approx(answer.baseline.level)
    shown = drawing(specification(chart, comparison=answer, language="en", key=False)["hconcat"][0])
    thick = shown.records("line", color=LOOK.centre, strokeWidth=2.2)
    assert {record["y"] for record in thick} == {answer.baseline.level, answer.after.level}
    dotted = shown.records("line", strokeDash=[2, 3])
    assert {record["y"] for record in dotted} == {frozen}
    assert len({record["x"] for record in dotted}) == 2
    assert {"30%", "35%", "57%"} <= set(shown.texts())
    assert "mean 30% (of January–December 2022)" in chart.text("en").replace("Mean", "mean")
    same = sharp_rise()
    plain = drawing(specification(same, comparison=same.compare(), key=False)["hconcat"][0])
    assert not plain.records("line", strokeDash=[2, 3])


def test_colours_of_signals_follow_the_wish(drawing: Any) -> None:
    values = [50, 52, 48, 51, 49, 50, 53, 47, 50, 52, 49, 51, 40, 39, 41, 38, 40, 37, 39, 41, 30, 38, 39, 40]
    for better, fill in (("lower", LOOK.better), ("higher", LOOK.signal), (None, LOOK.neither)):
        chart = kvalspc.chart("i", values, better=better, profile="mdc-2023", freeze=12)
        above = drawing({"layer": spec_of(chart)["vconcat"][0]["layer"]})
        assert {layer["mark"]["fill"] for layer in above.marks("point", shape="diamond")} == {fill}


def luminance(colour: str) -> float:
    """As a black and white printer sees it: 0 black, 1 white (sRGB, IEC 61966-2-1)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", THEMES)
def test_better_worse_and_neither_differ_in_black_and_white(theme: str) -> None:
    look = THEMES[theme]
    greys = sorted(luminance(colour) for colour in (look.better, look.signal, look.neither))
    assert all((lighter + 0.05) / (darker + 0.05) > 1.5 for darker, lighter in pairwise(greys))


def test_signs_of_a_whole_series_that_shifted_are_neither_and_said_so(drawing: Any) -> None:
    shares = [9, 8, 10, 7, 11, 9] * 3 + [17, 16, 18, 15, 19, 17] * 3
    months = [f"{2022 + k // 12}-{k % 12 + 1:02d}" for k in range(36)]
    chart = kvalspc.chart("p", shares, [30] * 36, period=months, better="higher", rules="nhs")
    answer = chart.compare()
    assert answer.verdict == "shifted"
    assert {signal["effect"] for signal in chart.signals} >= {"improvement", "deterioration"}
    for comparison, told in (
        (answer, "These signs too are"),
        (None, "The level has shifted: July"),
    ):
        shown = drawing(specification(chart, comparison=comparison, language="en"))
        assert {layer["mark"]["fill"] for layer in shown.marks("point", shape="square")} == {LOOK.neither}
        assert any(text.startswith(told) for text in shown.texts())
        assert "limits of common-cause variation, of the whole series" in shown.texts()
    assert chart.text("en").endswith("The limits are of the whole series, also before the shift.")
    frozen = kvalspc.chart("p", shares, [30] * 36, period=months, better="higher", rules="nhs", freeze=18)
    after = drawing(specification(frozen, comparison=frozen.compare(start=None), language="en"))
    assert LOOK.better in {layer["mark"]["fill"] for layer in after.marks("point")}
    assert "limits of common-cause variation" in after.texts()


def test_a_shift_without_a_known_time_has_no_line_and_both_levels_dotted(drawing: Any) -> None:
    shares = [9, 8, 10, 7, 11, 9] * 3 + [17, 16, 18, 15, 19, 17] * 3
    chart = kvalspc.chart("p", shares, [30] * 36)
    wide = replace(chart.compare(), change_lower=3, change_upper=33)
    assert not wide.change_dated
    shown = drawing(specification(chart, comparison=wide, language="en", key=False))
    assert not shown.records("rule", color=LOOK.rule)
    dotted = shown.records("line", strokeDash=[2, 3])
    assert {record["y"] for record in dotted} == {wide.baseline.level, wide.after.level}
    (shade,) = shown.records("rect", color=LOOK.possible)
    assert {record["x"] for record in dotted} == {shade["x"], shade["x2"]}
    assert "Shift, time uncertain (4–34)" in shown.texts()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_key_names_the_signs_that_occur_and_no_others(make_proportion: Any, drawing: Any, language: str) -> None:
    quiet = kvalspc.chart("run", [1.0, 3, 2] * 8)
    names = {"nb": "nivå (median)", "nn": "nivå (median)", "en": "level (median)"}
    bare = set(drawing(spec_of(quiet, language=language)).texts())
    assert set(drawing(spec_of(quiet, language=language, key=True)).texts()) - bare == {names[language]}
    full = make_proportion(exclude=["2022-09"], complete_until="2024-04", rules="nelson", limits="sigma")
    told = set(drawing(spec_of(full, language=language, key=True)).texts())
    for name in ("level", "limits", "late", "out"):
        assert label(f"key.{name}", language) in told
    assert label("key.beyond.neither", language) not in told


def test_the_key_stands_below_the_plot_within_its_width(make_proportion: Any, drawing: Any) -> None:
    spec = spec_of(make_proportion(exclude=["2022-09"], complete_until="2024-04"), key=True, width=300, language="nb")
    shown = drawing(spec)
    keys = {label(f"key.{name}", "nb") for name in ("level", "limits", "late", "out")}
    places = {text: shown.text_at(re.escape(text)) for text in keys}
    assert all(y > spec["height"] + 30 for _, y in places.values())
    assert all(x + text_width(text, SMALL) <= 300 + 60 for text, (x, _) in places.items())
    assert len(set(places.values())) == len(keys)


def test_a_level_stands_beside_the_end_of_its_line_alone(drawing: Any) -> None:
    """A last phase without a level has none in the margin: that of the phase before would be read as its level."""
    counts = [4, 6, 5, 7, 5, 4, 6, 5, 6, 5, 4, 5, 9, 9]
    for left_out, levels in (([12, 13], ["26 %"]), ([], ["26 %", "45 %"])):
        chart = kvalspc.chart("p", counts, [20] * 14, breaks=12, exclude=left_out)
        assert math.isfinite(chart.phases[-1]["centre"]) == (not left_out)
        texts = [record["text"] for record in drawing(spec_of(chart)).records("text", color=LOOK.centre)]
        assert [text.replace(NARROW, " ") for text in texts] == levels


def test_a_reason_of_neighbours_is_told_once(drawing: Any) -> None:
    reasons = {5: "Feil", 6: "Feil", 9: "Feil"}
    chart = kvalspc.chart("p", [4, 6, 5, 7, 5, 4, 6, 5, 6, 5, 4, 5], [20] * 12, exclude=reasons)
    places = {record["x"] for record in drawing(spec_of(chart)).records("text") if record["text"] == "Feil"}
    assert len(places) == 2
