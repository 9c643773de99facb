"""Drawings made in processes of their own are those made in this one, whatever becomes of the processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

import kvalspc
from kvalspc.plot import specification, to_svg
from kvalspc.report import drawing

if TYPE_CHECKING:
    from collections.abc import Sequence


def _specs() -> Sequence[dict[str, Any]]:
    series = [[4, 7, 5, 9, 6, 8, 3, 7, 6, 5, 8 + k, 6] for k in range(3)]
    return [specification(kvalspc.chart("i", one), width=200, height=90, language="nn") for one in series]


@pytest.fixture
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing.os, "cpu_count", lambda: 2)


@pytest.mark.usefixtures("two_processors")
def test_processes_draw_the_same_bytes() -> None:
    specs = _specs()
    with drawing.many_drawn(), ThreadPoolExecutor(drawing.threads()) as pool:
        assert drawing._idle is not None
        found = list(pool.map(drawing.svg_of, [*specs, *specs]))
    assert drawing._idle is None
    assert found == [to_svg(spec) for spec in [*specs, *specs]]


@pytest.mark.usefixtures("two_processors")
def test_what_a_dead_process_should_have_drawn_is_drawn_here() -> None:
    specs = _specs()
    with drawing.many_drawn():
        idle = drawing._idle
        assert idle is not None
        for process in [idle.get(), idle.get()]:
            process.kill()
            process.wait()
            idle.put(process)
        assert [drawing.svg_of(spec) for spec in specs] == [to_svg(spec) for spec in specs]


@pytest.mark.usefixtures("two_processors")
def test_a_drawing_that_fails_says_why() -> None:
    with drawing.many_drawn(), pytest.raises(ValueError, match="Vega"):
        drawing.svg_of({"mark": "point", "encoding": {"x": {"field": "a", "type": "no such type"}}, "layer": 3})


def test_one_processor_draws_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing.os, "cpu_count", lambda: 1)
    with drawing.many_drawn():
        assert drawing._idle is None
