"""Indicators are scored beside each other: the outputs are the same, however many at once and in whatever order."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from kvalspc.job import pipeline
from kvalspc.job.outputs import points_table, scores_table, signals_table
from kvalspc.job.run import run

if TYPE_CHECKING:
    import pytest

INDICATORS = 5


def _job(bench: Any) -> tuple[Any, ...]:
    months = [f"{y}-{m:02d}" for y in (2022, 2023) for m in range(1, 13)]
    rows = [
        f"{month};{unit};i{ind};{6 + (k * (ind + 2) + place) % 9 + (k > 12) * ind};20"
        for ind in range(INDICATORS)
        for place, unit in enumerate("ABC")
        for k, month in enumerate(months)
    ]
    rows += [f"2023-01;Z;i{ind};many;20" for ind in range(INDICATORS)]  # rejected: each total is without it
    (bench.folder / "data.csv").write_text("period;resh;ind_id;var;denominator\n" + "\n".join(rows) + "\n", "utf-8")
    listed = "".join(f'[[indicator]]\nid = "i{ind}"\ntype = "andel"\n' for ind in range(INDICATORS))
    project = bench.write(
        f'[project]\nid = "x"\n[data]\naggregated = "data.csv"\n{listed}[units]\nstart = 2023-01-01\n'
    )
    outcome = run(project, None)
    assert bench.codes(outcome) >= {"total_without"}, list(outcome.problems.lines())
    results = outcome.results
    assert results is not None
    tables = scores_table(results), points_table(results), signals_table(results, lambda _: False)
    return list(outcome.problems.lines()), results.problems, *(table.to_pylist() for table in tables)


def test_the_outputs_are_the_same_whatever_the_number_of_threads(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    alone = _job(bench)
    ended: list[int] = []
    score = pipeline._score_indicator

    def last_first(scoring: Any, ind: int, series: Any) -> Any:
        while len(ended) < INDICATORS - 1 - ind:  # the first indicator ends last
            time.sleep(0.001)
        found = score(scoring, ind, series)
        ended.append(ind)
        return found

    monkeypatch.setattr(os, "cpu_count", lambda: INDICATORS)
    monkeypatch.setattr(pipeline, "_score_indicator", last_first)
    beside = _job(bench)
    assert ended == list(reversed(range(INDICATORS)))
    assert repr(beside) == repr(alone)  # NaN is not equal to itself
