"""Drawings look as they did when they were last looked at: small reference images, compared with a tolerance.

After a change that is meant: KVALSPC_DRAW=1 pytest tests/python/plot/test_reference.py draws them again. Look at them.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import vl_convert
from PIL import Image

import kvalspc
from kvalspc.plot import specification, specification_many
from kvalspc.words import Measure

from .conftest import months, proportion
from .test_multiples import units

if TYPE_CHECKING:
    from collections.abc import Callable

REFERENCE = Path(__file__).parent / "reference"
SIZE: dict[str, Any] = {"width": 400, "height": 150}


def everything() -> dict[str, Any]:
    """Phases, target, a note, a signal, a point left out, provisional points and the effect."""
    chart = proportion(
        notes={"2022-04": "New rota"}, exclude=["2022-09"], complete_until="2024-04", rules="nelson", limits="sigma"
    )
    return specification(chart, comparison=chart.compare(), language="en", title="Treated in time", **SIZE)


def individuals() -> dict[str, Any]:
    """The moving ranges below; the neutral theme."""
    values = [31.0, 28, 35, 30, 33, 29, 32, 31, 58, 30, 29, 33, 31, 28, 34, 30, 32, 29, 31, 33]
    return specification(kvalspc.chart("i", values, period=months(20)), theme="neutral", **SIZE)


def run_chart() -> dict[str, Any]:
    """A gap, a dashed median, nynorsk."""
    values = [9, 8, 9, 7, 8, 9, 8, 9, None, 4, 3, 5, 4, 3, 4, 5, 3, 4]
    return specification(kvalspc.chart("run", values, period=months(18)), language="nn", **SIZE)


def rate() -> dict[str, Any]:
    """Limits that step with the denominators, quarters, a scale per 1000."""
    quarters = [f"{year}-Q{quarter}" for year in (2021, 2022, 2023) for quarter in (1, 2, 3, 4)]
    bed_days = [2700, 2500, 2600, 900, 2700, 2600, 2500, 2700, 2400, 2600, 2700, 2500]
    events = [14, 11, 9, 6, 12, 15, 10, 13, 30, 12, 11, 9]
    chart = kvalspc.chart("u", events, bed_days, period=quarters, per=1000, freeze=8)
    return specification(chart, language="nb", **SIZE)


def small_multiples() -> dict[str, Any]:
    """Six units with a start, provisional months and a gap."""
    found = units(6, start="2023-09", complete_until="2024-04", better="higher", target=0.5)
    return specification_many(found, language="nb", columns=3, width=130, height=60, title="Innen 30 minutter")


def before_and_after() -> dict[str, Any]:
    """A comparison's own drawing: rates, a wash-in that belongs to neither side, the interval beside it; nynorsk."""
    before, after = [31, 28, 35, 30, 33, 29, 34, 27, 30, 32, 36, 29], [30, 24, 19, 22, 18, 21, 17, 23, 20, 18, 22, 19]
    found = kvalspc.compare(
        before + after, [14_000, 15_000, 14_500] * 8, kind="u", period=months(24), start="2023-01", better="lower",
        wash_in=1,
    )  # fmt: skip
    return specification(found.chart(), comparison=found, measure=Measure("rate", per=10_000), language="nn", **SIZE)


CASES: list[Callable[[], dict[str, Any]]] = [
    everything,
    individuals,
    run_chart,
    rate,
    before_and_after,
    small_multiples,
]


MARGIN = 2
"""Pixels by which a drawing may be wider or higher: where a text's width lies between two, processors round apart."""


def pixels(picture: Image.Image, width: int, height: int) -> Any:
    """Grey levels of the middle, slightly blurred: edges may fall between pixels."""
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    grey = picture.convert("L").crop((left, top, left + width, top + height))
    return np.asarray(grey.resize((width // 2, height // 2), Image.Resampling.BOX), dtype=np.float64)


def difference(one: bytes, other: bytes) -> float:
    """The share of pixels that differ visibly; 1 for another size."""
    a, b = (Image.open(io.BytesIO(png)) for png in (one, other))
    if abs(a.width - b.width) > MARGIN or abs(a.height - b.height) > MARGIN:
        return 1.0
    size = min(a.width, b.width), min(a.height, b.height)
    first, second = pixels(a, *size), pixels(b, *size)
    return float(np.count_nonzero(np.abs(first - second) > 40.0) / first.size)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_drawing_looks_as_its_reference(case: Callable[[], dict[str, Any]]) -> None:
    path = REFERENCE / f"{case.__name__}.png"
    drawn = bytes(vl_convert.vegalite_to_png(case(), scale=1))
    if os.environ.get("KVALSPC_DRAW"):
        Image.open(io.BytesIO(drawn)).convert("RGB").quantize(48).save(path, optimize=True)
    assert difference(drawn, path.read_bytes()) < 0.004


def test_the_comparison_sees_a_missing_line() -> None:
    spec = run_chart()
    whole = bytes(vl_convert.vegalite_to_png(spec, scale=1))
    del spec["layer"][1]
    assert difference(whole, bytes(vl_convert.vegalite_to_png(spec, scale=1))) > 0.004
