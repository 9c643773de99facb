"""The runs of baseline, after and all in the job's scores: by kvalspc.chart with a frozen baseline, and by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

import kvalspc
from kvalspc.job.runs import RUNS, SPANS

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]
HITS = [6, 9, 4, 7, 5, 8, 6, 7, 9, 5, 6, 8, 12, 14, 11, 13, 15, 12, 13, 11, 14, 12, 13, 15]
STARTED = "start = 2023-01-01"


def scores(bench: Any, folder: Path, hits: list[int] = HITS, **more: Any) -> dict[str, dict[str, Any]]:
    rows = [f"{month};{unit};{k};20\n" for unit in "AB" for month, k in zip(MONTHS, hits, strict=True)]
    bench.job(bench.header + "".join(rows), out=folder / "out", **more)
    return {row["unit"]: row for row in pq.read_table(folder / "out" / "scores.parquet").to_pylist()}


def by_hand(phase: dict[str, Any]) -> dict[str, Any]:
    found = {f"{span}{name}": phase.get(f"{span}{name}") for span in SPANS for name in RUNS}
    return {
        name: None if name.endswith("signal") and not phase.get(name.replace("signal", "judgeable")) else value
        for name, value in found.items()
    }


def told(row: dict[str, Any]) -> dict[str, Any]:
    return {f"{span}{name}": row[f"{span}{name}"] for span in SPANS for name in RUNS}


def frozen(**more: Any) -> dict[str, Any]:
    (phase,) = kvalspc.chart("p", HITS, [20] * 24, freeze=12, **more).phases
    return by_hand(phase)


def test_runs_are_those_around_the_level_before_the_start(bench: Any, tmp_path: Path) -> None:
    row = scores(bench, tmp_path, units=STARTED)["A"]
    assert told(row) == frozen()
    # Counted by hand around 80 / 240 = 6.67 of 20: all twelve after the start lie above, as does the month before.
    assert (row["useful"], row["longest_run"], row["runs_signal"]) == (24, 13, True)
    assert (row["after_useful"], row["after_longest_run"], row["after_crossings"]) == (12, 12, 0)
    assert (row["baseline_useful"], row["baseline_longest_run"], row["baseline_crossings"]) == (12, 2, 9)
    assert (row["baseline_runs_signal"], row["after_runs_signal"]) == (False, True)


def test_without_a_start_there_is_no_baseline(bench: Any, tmp_path: Path) -> None:
    row = scores(bench, tmp_path)["A"]
    (phase,) = kvalspc.chart("p", HITS, [20] * 24).phases
    assert told(row) == by_hand(phase)
    assert (row["longest_run"], row["baseline_useful"], row["after_runs_signal"]) == (12, None, None)


def test_a_mark_that_freezes_is_a_baseline_too(bench: Any, tmp_path: Path) -> None:
    row = scores(bench, tmp_path, rest='[[mark]]\ndate = 2023-01-01\nkind = "freeze"\n')["A"]
    assert told(row) == frozen()


def test_marks_and_testing_leave_out_what_they_leave_out_of_the_chart(bench: Any, tmp_path: Path) -> None:
    mark = '[[mark]]\ndate = 2022-03-01\nkind = "exclude"\ntext = "Strike"\n'
    assert told(scores(bench, tmp_path, units=STARTED, rest=mark)["A"]) == frozen(exclude=2)
    phases = '[[unit]]\nid = "A"\nphases = [{ name = "testing", from = 2023-01-01 }, '
    phases += "{ name = 'intervention', from = 2023-04-01 }]\n"
    assert told(scores(bench, tmp_path, rest=phases)["A"]) == frozen(exclude=[12, 13, 14])
    broken = '[[mark]]\ndate = 2022-07-01\nkind = "break"\n[[mark]]\ndate = 2023-07-01\nkind = "break"\n'
    phase = kvalspc.chart("p", HITS, [20] * 24, breaks=[6, 18], freeze=12).phases[1]
    assert told(scores(bench, tmp_path, units=STARTED, rest=broken)["A"]) == by_hand(phase)


def test_a_profile_that_drops_the_frozen_baseline_keeps_the_runs_around_the_level_before(
    bench: Any, tmp_path: Path
) -> None:
    broken = '[[mark]]\ndate = 2022-07-01\nkind = "break"\n[[mark]]\ndate = 2023-07-01\nkind = "break"\n'
    phase = kvalspc.chart("p", HITS, [20] * 24, breaks=[6, 18], freeze=12).phases[1]
    profile = 'profile = "qicharts2-0.8.1"'
    assert told(scores(bench, tmp_path, units=STARTED, rest=broken, indicator=profile)["A"]) == by_hand(phase)


def test_all_units_together_have_no_start_where_theirs_differ(bench: Any, tmp_path: Path) -> None:
    rest = '[[unit]]\nid = "A"\nstart = 2023-01-01\n[[unit]]\nid = "B"\nstart = 2023-03-01\n'
    found = scores(bench, tmp_path, rest=rest)
    (phase,) = kvalspc.chart("p", [2 * k for k in HITS], [40] * 24).phases
    assert told(found["total"]) == by_hand(phase)
    assert (found["A"]["baseline_useful"], found["B"]["baseline_useful"]) == (12, 14)


@pytest.mark.parametrize("start", ["2021-01-01", "2024-06-01"])
def test_a_start_beside_the_points_gives_all_of_them(bench: Any, tmp_path: Path, start: str) -> None:
    row = scores(bench, tmp_path, units=f"start = {start}", rest='[report]\nperiod = "month"\n')["A"]
    assert (row["useful"], row["baseline_useful"], row["after_useful"]) == (24, None, None)


def test_what_has_no_chart_has_no_runs(bench: Any, tmp_path: Path) -> None:
    rows = "".join(f"{month};A;6;20\n{month};BAD;30;20\n" for month in MONTHS)
    bench.job(bench.header + rows, units=STARTED, out=tmp_path / "out")
    found = {row["unit"]: row for row in pq.read_table(tmp_path / "out" / "scores.parquet").to_pylist()}
    assert set(told(found["BAD"]).values()) == {None}
    assert (found["A"]["useful"], found["A"]["longest_run"], found["A"]["runs_signal"]) == (0, 0, None)
