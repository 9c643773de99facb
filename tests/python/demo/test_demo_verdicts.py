"""The job on the synthetic register finds what was planted, and nothing that was not."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from kvalspc.demo import write_stroke_register
from kvalspc.job.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from kvalspc.job.results import Results


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_stroke_register(tmp_path_factory.mktemp("register")).parent


@pytest.fixture(scope="module")
def truth(register: Path) -> dict[str, dict[str, str]]:
    with (register / "truth.csv").open(encoding="utf-8", newline="") as file:
        return {row["unit"]: row for row in csv.DictReader(file, delimiter=";")}


@pytest.fixture(scope="module", params=["project.toml", "project-p2.toml"])
def results(register: Path, request: pytest.FixtureRequest) -> Results:
    outcome = run(register / request.param, None)
    errors = [str(p) for p in outcome.problems if str(p.severity) == "error"]
    assert errors == []
    assert outcome.results is not None
    return outcome.results


def test_only_participants_are_scored(results: Results, truth: dict[str, dict[str, str]]) -> None:
    project = "P1" if len({u.unit for u in results}) == 4 else "P2"
    expected = {unit for unit, row in truth.items() if row["project"] == project}
    assert {u.unit for u in results} == {*expected, "total"}


def test_nothing_is_found_that_was_not_planted(results: Results, truth: dict[str, dict[str, str]]) -> None:
    for unit in results:
        planted = truth[unit.unit]["planted"] if unit.unit != "total" else "sustained"
        if planted == "none":
            assert unit.verdict not in {"improved", "worsened", "changed"}, (unit.unit, unit.indicator)
        # both indicators were planted to get better
        assert unit.verdict != "worsened", (unit.unit, unit.indicator)


def test_the_large_sustained_improvement_is_found(register: Path) -> None:
    outcome = run(register / "project.toml", None)
    assert outcome.results is not None
    by_name = {(u.indicator, u.unit): u for u in outcome.results}
    for indicator in ("dtn30", "dtn_median"):
        assert (by_name[indicator, "4001"].verdict, by_name[indicator, "4001"].strength) == ("improved", "strong")
    text = by_name["dtn30", "4001"].text["nb"]
    assert text.startswith("Tydelig forbedring i andel trombolysert innen 30 minutter: ")
    assert "(september 2023)" in text
    # in the truth 23.5 % before and 48.7 % after; the interval of the difference holds that
    comparison = by_name["dtn30", "4001"].comparison
    assert comparison is not None
    assert comparison.effect_lower < 0.4871 - 0.2353 < comparison.effect_upper
