"""A comparison draws itself: the series that was compared, before and after, with the effect beside it."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

import kvalspc
from kvalspc.plot import specification

from .conftest import DENOMINATOR, NUMERATOR, months, proportion

if TYPE_CHECKING:
    from pathlib import Path


def answer(**options: Any) -> kvalspc.Comparison:
    settings = {"kind": "p", "period": months(30), "start": "2023-09", "better": "higher", **options}
    return kvalspc.compare(NUMERATOR, DENOMINATOR, **settings)


def test_it_draws_what_its_chart_draws_with_it(tmp_path: Path) -> None:
    found = answer(target=0.5)
    found.save(tmp_path / "own.svg", language="en", title="Treated in time")
    proportion().save(tmp_path / "chart.svg", comparison=found, language="en", title="Treated in time")
    assert (tmp_path / "own.svg").read_bytes() == (tmp_path / "chart.svg").read_bytes()


@pytest.mark.parametrize(
    ("language", "said"), [("nb", "Tydelig forbedring."), ("nn", "Tydeleg betring."), ("en", "Clear improvement.")]
)
def test_the_text_alternative_ends_with_the_verdict(language: str, said: str) -> None:
    assert answer().plot(language=language).to_dict()["description"].endswith(said)


def test_the_comparison_of_a_chart_draws_that_chart() -> None:
    chart = proportion(limits="sigma", notes={3: "New rota"}, per=1)
    assert chart.compare().chart() is chart


def test_the_comparison_of_a_set_draws_the_chart_of_its_unit() -> None:
    frame = pd.DataFrame({"unit": "A", "month": months(30), "x": NUMERATOR, "n": DENOMINATOR})
    charts = kvalspc.charts(
        frame, kind="p", by="unit", period="month", numerator="x", denominator="n", start="2023-09",
        complete_until="2024-04-30",
    )  # fmt: skip
    drawn = charts.comparison("A").chart()
    assert list(drawn.points["provisional"]) == list(charts["A"].points["provisional"])


@pytest.mark.parametrize(
    "options",
    [{}, {"exclude": [3, 25]}, {"wash_in": 2}, {"end": "2024-03"}, {"start": "2023-09-15"}, {"looks": (3, 6)}],
)
def test_the_levels_that_are_drawn_are_those_that_were_compared(options: dict[str, Any]) -> None:
    found = answer(**options)
    drawn = found.chart()
    assert [phase["n"] for phase in drawn.phases] == [found.baseline.n, found.after.n]
    assert [phase["centre"] for phase in drawn.phases] == pytest.approx([found.baseline.level, found.after.level])


def test_what_comes_after_the_project_s_end_is_drawn_as_a_phase_of_its_own() -> None:
    spec = specification((found := answer(sustained_from="2024-03")).chart(), comparison=found, language="nb")
    texts = [record.get("text") for layer in spec["hconcat"][0]["layer"] for record in layer["data"]["values"]]
    assert "Videre drift" in texts


def test_without_a_start_the_shift_is_drawn() -> None:
    found = answer(start=None)
    assert found.verdict == "shifted"
    with alt.data_transformers.enable(consolidate_datasets=False):
        layers = found.plot(language="en").to_dict()["layer"]
    texts = [record.get("text") for layer in layers for record in values(layer)]
    assert any(str(text).startswith("Shift, ") for text in texts)


def values(layer: dict[str, Any]) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = layer["data"]["values"]
    return data


@pytest.mark.parametrize("start", [0, 30])
def test_a_start_at_either_end_is_one_phase(start: int) -> None:
    found = answer(start=start)
    assert len(found.chart().phases) == 1
    assert found.plot(language="en").to_dict()["description"]


def test_the_caller_s_arrays_may_change_and_the_answer_may_travel() -> None:
    numerator = np.array(NUMERATOR, dtype=np.float64)
    found = kvalspc.compare(numerator, DENOMINATOR, kind="p", start=20)
    numerator[:] = 0
    again = pickle.loads(pickle.dumps(found))
    assert list(again.chart().points["numerator"]) == NUMERATOR
    assert again == found


def test_a_comparison_without_its_series_says_so() -> None:
    with pytest.raises(ValueError, match=r"need one made by kvalspc\.compare"):
        replace(answer(), series=None).plot()
