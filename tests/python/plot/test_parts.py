"""The parts that lay a chart out: scale, axis, places of labels."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

import kvalspc
from kvalspc.periods import Period
from kvalspc.plot import specification
from kvalspc.plot.axis import make_axis, ticks
from kvalspc.plot.funnel_signs import SIGN_ROOM, key_of
from kvalspc.plot.key import SAMPLE, Entry, placed
from kvalspc.plot.panel import SMALL
from kvalspc.plot.place import Box, Field, crossings, fitted, spread, text_width
from kvalspc.plot.scale import make_scale
from kvalspc.plot.wording import Wording
from kvalspc.words import Measure
from kvalspc.words.numbers import period_short


def short(period: Period) -> str:
    return period_short(period, "nb")


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [([0.2, 0.55], 0.0, 0.6), ([31, 58], 0.0, 60.0), ([960, 1000], 960.0, 1000.0), ([-3, 4], -4.0, 4.0)],
)
def test_a_scale_is_round_and_has_zero_unless_far(values: list[float], low: float, high: float) -> None:
    scale = make_scale(values, [], height=100)
    assert (scale.low, scale.high) == (low, high)
    assert scale.pixel(scale.high) == 0
    assert scale.pixel(scale.low) == 100


def test_a_scale_holds_limits_unless_they_would_flatten_the_points() -> None:
    assert make_scale([4, 6], [8, 2], height=100).high >= 8
    assert make_scale([4, 6], [900], height=100).high <= 10


@pytest.mark.parametrize("values", [[], [math.nan], [0.0, 0.0], [5.0], [1e-9, 2e-9], [1e12, 2e12]])
def test_a_scale_of_anything_is_a_scale(values: list[float]) -> None:
    scale = make_scale(values, [math.inf, math.nan], height=100)
    assert math.isfinite(scale.low)
    assert scale.low < scale.high
    assert scale.ticks


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["2024-01", "2024-02", "2024-03"], ["jan. 24", "feb. 24", "mars 24"]),
        (["2024-Q1", "2024-Q2"], ["1. kv. 24", "2. kv. 24"]),
        (["2022", "2023", "2024"], ["2022", "2023", "2024"]),
        (["2024-H1", "2024-H2"], ["1. halvår 24", "2. halvår 24"]),
        (["2024-01-01", "2024-02-01", "2024-03-01"], ["jan. 24", "feb. 24", "mars 24"]),
        (["a", "b", "c"], ["a", "b", "c"]),
    ],
)
def test_short_axes_name_every_period(labels: list[str], expected: list[str]) -> None:
    assert [text for _, text in ticks(make_axis(labels, len(labels), width=700), short, room=60)] == expected


def test_long_axes_name_januaries() -> None:
    labels = [f"{2010 + i // 12}-{i % 12 + 1:02d}" for i in range(180)]
    named = [text for _, text in ticks(make_axis(labels, 180, width=700), short, room=60)]
    assert 5 <= len(named) <= 12
    assert all(text.startswith("jan.") for text in named)


def test_days_and_weeks_are_named_by_their_months() -> None:
    weeks = [str(Period.parse("2024-W01") + i) for i in range(40)]
    named = [text for _, text in ticks(make_axis(weeks, 40, width=700), short, room=60)]
    assert named[0] == "jan. 24"
    assert len(named) >= 4


@pytest.mark.parametrize("labels", [None, ["2024-01", "2024-01"], ["2024-02", "2024-01"], ["2024-01", "2024"]])
def test_without_a_calendar_measurements_stand_by_position(labels: list[str] | None) -> None:
    axis = make_axis(labels, 2, width=100)
    assert axis.x == (0.0, 1.0)
    assert axis.periods is None


def test_spread_keeps_labels_apart_and_in_order() -> None:
    found = spread([50.0, 52.0, 51.0, 90.0], 15.0, 0.0, 100.0)
    assert found[0] < found[2] < found[1] < found[3]
    ordered = sorted(found)
    assert all(b - a >= 15 - 1e-9 for a, b in pairwise(ordered))


def test_spread_leaves_free_labels_where_they_are() -> None:
    assert spread([10.0, 60.0], 15.0, 0.0, 100.0) == [10.0, 60.0]


def test_spread_stays_inside() -> None:
    assert spread([99.0, 99.5], 15.0, 0.0, 100.0) == [85.0, 100.0]


def test_a_box_knows_what_crosses_it() -> None:
    box = Box(10, 10, 20, 20)
    assert crossings([box], [(0, 15, 30, 15)]) == [1]
    assert crossings([box], [(12, 12, 14, 14)]) == [1]
    assert crossings([box], [(0, 0, 30, 5), (0, 25, 5, 0)]) == [0]


def enters(box: Box, segment: tuple[float, float, float, float]) -> bool:
    """Whether any of many places along a segment lies within a box."""
    x1, y1, x2, y2 = segment
    places = [(x1 + k * (x2 - x1) / 999, y1 + k * (y2 - y1) / 999) for k in range(1000)]
    return any(box.left <= x <= box.right and box.top <= y <= box.bottom for x, y in places)


def test_crossings_are_those_that_walking_along_each_segment_finds() -> None:
    boxes = [Box(10.13 * i, 7.11 * j, 10.13 * i + 12.5, 7.11 * j + 6.5) for i in range(6) for j in range(6)]
    ends = [(3.25 * k % 61, 11.75 * k % 47) for k in range(60)]
    segments = [(*a, *b) for a, b in zip(ends, ends[7:], strict=False)]
    segments += [(x, 3.0, x, 40.0) for x, _ in ends[:9]] + [(2.0, y, 55.0, y) for _, y in ends[:9]]
    assert crossings(boxes, segments) == [sum(enters(box, one) for one in segments) for box in boxes]


def test_the_best_place_is_free_and_then_taken() -> None:
    field = Field(100, 100, strong=[(0, 50, 100, 50)])
    on_the_line, free = Box(10, 45, 30, 55), Box(10, 20, 30, 30)
    assert field.best([(0.0, on_the_line), (0.1, free)]) == free
    assert field.costs([free])[0] >= 100


def test_events_that_stand_by_position_are_called_by_their_days() -> None:
    chart = kvalspc.chart("t", [3.0, 9, 4, 12], period=["2023-03-04", "2023-03-13", "2023-03-17", "2023-03-29"])
    spec = specification(chart, language="nb")
    assert "4. mars 23" in str(spec["layer"])
    assert "13. mars 2023" in str(spec["layer"])
    assert "2023-03" not in str(spec["layer"])


def test_a_name_that_is_too_wide_keeps_its_beginning_and_its_end() -> None:
    name = "Avdeling for hjerte- og karsykdommer 54"
    shown = fitted(name, 13, 200)
    assert text_width(shown, 13) <= 200 < text_width(name, 13)
    assert shown.startswith("Avdeling for")
    assert shown.endswith("54")
    assert "…" in shown
    assert fitted(name, 13, 1000) == name


def test_texts_of_a_key_stay_apart_in_the_widest_usual_font() -> None:
    """DejaVu Sans, which a browser takes where it has none of the drawing's fonts, is 1.19 times as wide."""
    texts = ["nivået kan ha flyttet seg: for mange målinger på samme side", "før tiltaket", "grenser", "målinger"]
    found = placed([Entry("solid", text) for text in texts], 700.0)
    assert {y for _, y, _ in found} == {found[0][1]}
    for (x, _, entry), (after, _, _) in pairwise(found):
        assert x + SAMPLE + 1.19 * text_width(entry.text, SMALL) < after


def test_a_text_of_a_key_that_is_wider_than_the_drawing_goes_on_below_itself() -> None:
    text = "nivået kan ha flyttet seg: for mange målinger på samme side"
    found = placed([Entry("dashed", text), Entry("limit", "grenser")], 270)
    assert " ".join(entry.text for _, _, entry in found[:-1]) == text
    assert [entry.sign for _, _, entry in found] == ["dashed", "", "limit"]
    assert [x for x, _, _ in found] == [0.0, SAMPLE, 0.0]
    assert len({y for _, y, _ in found}) == 3
    assert max(SAMPLE + 1.19 * text_width(entry.text, SMALL) for _, _, entry in found) < 270


def test_texts_of_a_funnels_key_stay_apart_in_the_widest_usual_font() -> None:
    signs = [("rule", "improvement"), ("rule", "deterioration"), ("beyond", "improvement")]
    found = list(key_of(signs, {"rule": "95 %", "beyond": "99,8 %"}, Wording("nb", Measure("andel"))))
    assert len(found) == 3
    for (x, _, text), (after, _, _) in pairwise(found):
        assert x + SIGN_ROOM + 1.19 * text_width(text, SMALL) < after
