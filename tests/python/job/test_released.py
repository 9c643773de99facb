"""One public copy after another: nothing hidden can be had by subtraction, and nothing that was hidden is forgotten."""

from __future__ import annotations

import csv
import json
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from kvalspc.job.commit import OutputError
from kvalspc.job.released import MEMORY, Released, read_released

if TYPE_CHECKING:
    from pathlib import Path

    from kvalspc.job.run import Outcome

    from .conftest import Bench

Rows = dict[tuple[str, int], tuple[int, int]]  # unit, year: events, patients

YEARS = range(2015, 2025)
PLACES = {  # hospital, HF
    "A1": ("A", "Fjord"), "A2": ("A", "Fjord"), "B1": ("B", "Fjord"), "C1": ("C", "Dal"), "D1": ("D", "Skog"),
    "E1": ("E", "Skog"), "F1": ("F", "Skog"), "G1": ("G", "Dal"), "=H": ("=H", "Dal"),
}  # fmt: skip
PUBLIC = "public = true\nagg_data = true"
SMALL = {**dict.fromkeys(["A1", "A2", "C1", "D1", "E1", "G1"], 60), "B1": 3}


@pytest.fixture(autouse=True)
def without_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested here are the numbers: drawing the report of every copy would take most of the time."""
    monkeypatch.setattr("kvalspc.report.write", lambda *_, **__: None)


def draw(sizes: dict[str, int], years: range = YEARS) -> Rows:
    """Numbers of units with these patients a year; each unit's are its own, whoever else is there."""
    found: Rows = {}
    for (unit, size), year in product(sizes.items(), years):
        draws = np.random.default_rng([year, *unit.encode()])
        patients = int(draws.poisson(size))
        if patients:
            found[unit, year] = (int(draws.binomial(patients, 0.5)), patients)
    return found


def publish(bench: Bench, rows: Rows, report: str = PUBLIC) -> Outcome:
    lines = [f"{year};{unit};{events};{patients}\n" for (unit, year), (events, patients) in rows.items()]
    table = [f"{unit};{';'.join(PLACES[unit])};Norge\n" for unit in sorted({unit for unit, _ in rows})]
    (bench.folder / "units.csv").write_text("unit;hospital;hf;nation\n" + "".join(table), encoding="utf-8")
    return bench.job(
        bench.header + "".join(lines),
        units='table = "units.csv"',
        rest=f'[report]\nperiod = "year"\n{report}',
        out=bench.folder / "out",
    )


def copy(bench: Bench, rows: Rows, report: str = PUBLIC) -> dict[tuple[str, ...], tuple[float, float]]:
    """Publish, and return every sum of events and patients in the copy: the total's and those of levels."""
    outcome = publish(bench, rows, report)
    assert outcome.status in {0, 10, 11}, list(outcome.problems.lines())
    public = bench.folder / "out" / "public"
    points = pq.read_table(public / "points.parquet").to_pylist()
    sums: dict[tuple[str, ...], tuple[float, float]] = {
        ("total", r["period"]): (r["numerator"], r["denominator"]) for r in points if r["unit"] == "total"
    }
    if "agg_data" in report:
        with (public / "agg_data.csv").open(encoding="utf-8", newline="") as file:
            for r in csv.DictReader(file):
                patients = float(r["denominator"])
                sums[r["unit_level"], r["unit_name"], r["year"]] = (round(patients * float(r["var"])), patients)
    return sums


def hidden(bench: Bench) -> set[str]:
    scores = pq.read_table(bench.folder / "out" / "public" / "scores.parquet").to_pylist()
    return {row["unit"] for row in scores if row["reason"] == "suppressed"}


def assert_no_difference(first: Any, second: Any) -> None:
    """Of sums that both copies have, none has changed: all other units' numbers are the same in both."""
    common = first.keys() & second.keys()
    assert {key: (first[key], second[key]) for key in common if first[key] != second[key]} == {}


def test_a_small_unit_that_joins_with_its_history_is_not_told(bench: Bench) -> None:
    first = copy(bench, draw(SMALL))
    assert ("total", "2020") in first
    assert ("nation", "Norge", "2020") in first
    second = copy(bench, draw({**SMALL, "F1": 5}))
    assert "F1" in hidden(bench)
    assert_no_difference(first, second)
    assert ("hospital", "A", "2020") in second
    third = copy(bench, draw({**SMALL, "F1": 5}))
    assert third == second


def test_a_small_unit_that_leaves_is_not_told(bench: Bench) -> None:
    first = copy(bench, draw({**SMALL, "F1": 5}))
    assert ("total", "2020") in first
    assert_no_difference(first, copy(bench, draw(SMALL)))


def test_a_year_that_a_hidden_unit_delivers_late_is_not_told(bench: Bench) -> None:
    rows = draw({**SMALL, "F1": 5})
    first = copy(bench, {key: value for key, value in rows.items() if key != ("F1", 2015)})
    assert ("total", "2015") in first
    assert_no_difference(first, copy(bench, rows))


def test_levels_that_are_published_later_are_not_told_from_the_total(bench: Bench) -> None:
    """The total of the first copy less the nation of the second one."""
    first = copy(bench, draw(SMALL), "public = true")
    second = copy(bench, draw({**SMALL, "F1": 5}))
    assert ("total", "2020") in first
    assert ("nation", "Norge", "2020") not in second
    assert ("hf", "Fjord", "2020") not in second
    assert ("hospital", "A", "2020") in second  # no hidden unit is in it


def test_a_small_unit_that_joins_in_new_years_only_takes_no_total_away(bench: Bench) -> None:
    copy(bench, draw(SMALL))
    later = {**draw(SMALL), **draw({**SMALL, "F1": 5}, range(2025, 2026))}
    second = copy(bench, later)
    assert "F1" in hidden(bench)
    assert {("total", "2020"), ("total", "2025")} <= second.keys()
    copy(bench, {**later, **draw({"F1": 5}, range(2025, 2026))})
    assert "total" not in hidden(bench)


def test_a_large_unit_that_joins_takes_no_total_away(bench: Bench) -> None:
    copy(bench, draw(SMALL))
    second = copy(bench, draw({**SMALL, "F1": 90}))
    assert "F1" not in hidden(bench)
    assert ("total", "2020") in second


def test_a_run_without_a_public_copy_forgets_nothing(bench: Bench) -> None:
    copy(bench, draw(SMALL))
    first = hidden(bench)
    assert "B1" in first
    publish(bench, draw(SMALL), "")
    out = bench.folder / "out"
    assert not (out / "public").exists()
    assert MEMORY in json.loads((out / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    copy(bench, draw({**SMALL, "B1": 60}))
    assert hidden(bench) >= first


def test_a_unit_that_was_hidden_and_is_away_for_a_copy_is_hidden_when_it_comes_back(bench: Bench) -> None:
    copy(bench, draw(SMALL))
    copy(bench, draw({unit: size for unit, size in SMALL.items() if unit != "B1"}))
    assert "B1" not in hidden(bench)
    copy(bench, draw({**SMALL, "B1": 60}))
    assert "B1" in hidden(bench)


def test_names_that_a_spreadsheet_would_run_are_remembered(bench: Bench) -> None:
    rows = draw({**SMALL, "=H": 60})
    first = copy(bench, rows)
    assert ("hospital", "'=H", "2020") in first
    before = {path: path.read_bytes() for path in (bench.folder / "out" / "public").rglob("*") if path.is_file()}
    assert copy(bench, rows) == first
    assert before == {path: path.read_bytes() for path in before}


@pytest.mark.parametrize("content", ["", "no", "[]", '{"format": 2}', '{"format": 1}', '{"format": 1, "units": 3}'])
def test_a_memory_that_cannot_be_read_stops_the_run(bench: Bench, content: str) -> None:
    copy(bench, draw(SMALL))
    out = bench.folder / "out"
    (out / MEMORY).write_text(content)
    before = (out / "manifest.json").read_bytes()
    outcome = publish(bench, draw(SMALL))
    assert outcome.status == 3
    (told,) = bench.told(outcome, "output_refused")
    assert MEMORY in told
    assert "cannot be read" in told
    assert (out / "manifest.json").read_bytes() == before


def test_a_copy_without_its_memory_stops_the_run(bench: Bench) -> None:
    copy(bench, draw(SMALL))
    (bench.folder / "out" / MEMORY).unlink()
    outcome = publish(bench, draw(SMALL))
    assert outcome.status == 3
    (told,) = bench.told(outcome, "output_refused")
    assert "is missing" in told


def test_before_the_first_copy_nothing_is_remembered(tmp_path: Path) -> None:
    assert read_released(tmp_path) == Released()
    (tmp_path / "public").mkdir()
    with pytest.raises(OutputError):
        read_released(tmp_path)


def test_the_memory_is_put_in_its_place_before_the_copy(bench: Bench) -> None:
    """Files are put there in bytewise order: a run that is killed leaves no copy without its memory."""
    files = publish(bench, draw(SMALL)).files
    assert files.index(MEMORY) < min(k for k, name in enumerate(files) if name.startswith("public/"))
