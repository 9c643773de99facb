"""Altair charts of our specifications: what Altair's own reader makes of them, without its search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pytest

from kvalspc.plot.figure_of import figure_of

from . import test_reference as reference

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("case", [reference.rate, reference.individuals, reference.before_and_after])
def test_the_chart_is_the_one_that_altair_reads(case: Callable[[], dict[str, Any]]) -> None:
    specification = case()
    built = figure_of(specification)
    kind = next(cls for cls in type(built).__mro__ if cls.__module__.startswith("altair."))
    assert kind in (alt.LayerChart, alt.VConcatChart, alt.HConcatChart)
    with alt.data_transformers.enable(consolidate_datasets=False):  # else rows stand beside the layers, by name
        assert built.to_dict() == kind.from_dict(specification).to_dict()


def test_altairs_methods_change_the_chart(tmp_path: Any) -> None:
    built = figure_of(reference.run_chart()).properties(title="Another title").configure_axis(grid=False)
    assert built.to_dict()["title"] == "Another title"
    built.save(str(tmp_path / "chart.svg"))
    assert "Another title" in (tmp_path / "chart.svg").read_text()


def test_a_specification_that_is_none_is_refused() -> None:
    specification = reference.run_chart()
    specification["layer"][0]["mark"] = {"type": "no such mark"}
    with pytest.raises(alt.utils.schemapi.SchemaValidationError):
        figure_of(specification).to_dict()
