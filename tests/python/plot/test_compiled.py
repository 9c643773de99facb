"""A drawing from a shape that was compiled before is the one that Vega-Lite makes of it, byte for byte."""

from __future__ import annotations

import copy
import subprocess
import sys
from typing import Any

import pytest
import vl_convert

import kvalspc
from kvalspc.plot import compiled, specification, to_svg

from .conftest import months, proportion
from .test_reference import CASES, difference

PLAIN = [case for case in CASES if "layer" in case()]


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case.__name__)
def test_the_drawing_is_that_of_vega_lite(case: Any) -> None:
    spec = case()
    assert compiled.svg_of_shape(spec) == vl_convert.vegalite_to_svg(spec)


def test_drawings_of_one_shape_are_compiled_once_and_keep_their_own_numbers() -> None:
    compiled._compiled.cache_clear()
    drawn = [
        specification(
            proportion(period=months(30, year)), title="A", description=str(year), width=width, tooltips=False
        )
        for year in (2019, 2021)
        for width in (400, 300)
    ]
    for spec in drawn:
        whole = copy.deepcopy(spec)
        assert compiled.svg_of_shape(spec) == vl_convert.vegalite_to_svg(spec)
        assert spec == whole  # it is not changed
    assert compiled._compiled.cache_info().misses == 2  # one a width
    values = specification(kvalspc.chart("run", [3.0, 4, 7, 5, 3, 4]), tooltips=False)
    assert compiled.svg_of_shape(values) == vl_convert.vegalite_to_svg(values)


def test_what_is_composed_or_changed_is_left_to_vega_lite(i_chart: kvalspc.Chart) -> None:
    two_panels = specification(i_chart)
    assert "vconcat" in two_panels
    assert compiled.svg_of_shape(two_panels) is None
    changed = specification(proportion())
    changed["layer"].append({"mark": "rule", "data": {"url": "x.csv"}, "encoding": {}})
    assert compiled.svg_of_shape(changed) is None
    for channel in (
        {"field": "x"},
        {"field": "x", "scale": {"zero": False}},
        {"field": "x", "scale": {"domain": [0, 1]}},
    ):
        own = specification(proportion())
        own["layer"][0]["encoding"]["x"] = {"type": "quantitative", **channel}
        assert compiled.svg_of_shape(own) is None
    assert compiled.svg_of_shape(specification(proportion()) | {"params": []}) is None


def test_a_shorter_svg_looks_the_same() -> None:
    chart = proportion(exclude=["2022-09"], complete_until="2024-04", rules="nelson", limits="sigma")
    spec = specification(chart, language="en", key=False, tooltips=False)
    plain, ours = vl_convert.vegalite_to_svg(spec), to_svg(spec)
    assert len(ours) < 0.85 * len(plain)
    assert difference(vl_convert.svg_to_png(plain), vl_convert.svg_to_png(ours)) < 0.0005
    assert ours.count("<title>") == len(chart)


THREADS = """
import gc, sys
from concurrent.futures import ThreadPoolExecutor
import kvalspc
from kvalspc.plot import specification, to_svg
# Whatever Python code runs while an answer is made into Python objects may let another thread go on.
gc.callbacks.append(lambda phase, info: sum(range(1000)))
gc.set_threshold(10)
sys.setswitchinterval(1e-6)
chart = kvalspc.chart("run", [3.0, 4, 7, 5, 3, 4, 6, 5, 4, 5, 6, 7])
with ThreadPoolExecutor(4) as pool:
    drawn = list(pool.map(lambda width: to_svg(specification(chart, width=width, tooltips=False)), range(300, 340)))
print(sum("<svg" in svg for svg in drawn))
"""


def test_threads_that_compile_at_once_do_not_wait_for_each_other() -> None:
    done = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.split() == ["40"]
