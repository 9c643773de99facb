"""The small drawings say the same as the large ones."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kvalspc.job.results import UnitResult
from kvalspc.report.sparkline import DRAWING, WIDTH, frame_of, sparkline

from .conftest import unit

Line = tuple[str, float, float, float]


def drawn(found: UnitResult) -> list[Line]:
    """Class, left, right and height of every level."""
    markup = str(sparkline(found, "better", frame_of([found])))
    assert DRAWING.fullmatch(markup)
    lines = re.findall(r'<line(?: class="(\w+)")? x1="(.*?)" x2="(.*?)" y1="(.*?)"', markup)
    return [(kind, float(left), float(right), float(y)) for kind, left, right, y in lines]


@pytest.fixture
def shifted() -> UnitResult:
    found = unit("dtn30", "S", "Sykehus S", (0.3, 0.7, 40), start=False)
    assert found.comparison is not None
    assert found.comparison.verdict == "shifted"
    return found


def test_a_dated_shift_is_a_step(shifted: UnitResult) -> None:
    (_, _, end, before), (late, begin, right, after) = drawn(shifted)
    assert late == "late"
    assert end == begin
    assert right == WIDTH
    assert after < before  # pixels from the top: the level rose


def test_units_with_too_few_measurements_do_not_flatten_the_others() -> None:
    clear, few = unit("x", "A", "A", (0.3, 0.6, 40)), unit("x", "B", "B", (0.0, 1.0, 2))
    few = replace(few, verdict="too_few_data")
    assert frame_of([clear, few]) == frame_of([clear])
    assert frame_of([few]) != frame_of([clear])
    assert frame_of([few]) is not None
    assert DRAWING.fullmatch(str(sparkline(few, "too_few_data", frame_of([clear, few]))))


def test_a_shift_whose_time_is_not_known_has_no_step(shifted: UnitResult) -> None:
    assert shifted.comparison is not None
    wide = replace(shifted, comparison=replace(shifted.comparison, change_lower=4, change_upper=33))
    assert wide.comparison is not None
    assert not wide.comparison.change_dated
    solid = [line for line in drawn(wide) if line[0] != "may"]
    dotted = [line for line in drawn(wide) if line[0] == "may"]
    (_, _, end, before), (_, begin, _, after) = solid
    assert end < begin
    assert [(left, right) for _, left, right, _ in dotted] == [(end, begin)] * 2
    assert [y for *_, y in dotted] == [before, after]
