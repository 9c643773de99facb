"""From the project file to answers: does it last after the end, was the goal reached, verdicts at planned looks."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest

YEARS = [f"{year}-{month:02d}" for year in (2022, 2023, 2024) for month in range(1, 13)]
START = "start = 2023-01-01\n"
END = '[project]\nid = "test"\n'


def rows(unit: str, *levels: int, n: int = 20) -> str:
    """A year of months at each level."""
    found = ""
    for year, level in zip((2022, 2023, 2024), levels, strict=False):
        found += "".join(f"{year}-{month:02d};{unit};{level + month % 3 - 1};{n}\n" for month in range(1, 13))
    return found


def run(bench: Any, content: str, project: str = "", rest: str = "", units: str = START, **more: Any) -> Any:
    """As bench.job(), with keys of [project] before its tables."""
    from kvalspc.job.run import run as run_project

    (bench.folder / "data.csv").write_text(bench.header + content, encoding="utf-8")
    path = bench.write(
        f'[project]\nid = "test"\n{project}\n[data]\naggregated = "data.csv"\n'
        f'[[indicator]]\nid = "x"\ntype = "andel"\nbetter = "higher"\n[units]\n{units}{rest}'
    )
    return run_project(path, more.pop("out", None), **more)


def test_after_the_end_of_the_project_an_improvement_lasts_or_not(bench: Any) -> None:
    content = rows("A", 8, 14, 14) + rows("B", 8, 14, 8) + rows("C", 8, 8, 14)
    outcome = run(bench, content, project="end = 2023-12-31")
    lasts = {name: bench.unit(outcome, name).comparison.sustained for name in "ABC"}
    assert lasts == {"A": "sustained", "B": "lost", "C": None}
    a = bench.unit(outcome, "A")
    assert [(mark.name, mark.position) for mark in a.phases] == [("intervention", 12), ("sustained", 24)]
    assert (a.comparison.after.n, a.comparison.lasting.n) == (12, 12)
    assert [phase["n"] for phase in a.chart.phases] == [12, 12, 12]
    assert bench.unit(outcome, "C").verdict in {"uncertain", "no_evidence"}


def test_named_phases_go_before_the_end_of_the_project(bench: Any) -> None:
    unit = (
        '[[unit]]\nid = "A"\nphases = [{ name = "intervention", from = 2023-01-01 }, '
        '{ name = "sustained", from = 2024-07-01 }]\n'
    )
    outcome = run(bench, rows("A", 8, 14, 14), project="end = 2023-12-31", rest=unit)
    found = bench.unit(outcome, "A")
    assert [mark.first_day for mark in found.phases] == [date(2023, 1, 1), date(2024, 7, 1)]
    assert found.comparison.lasting.n == 6


def test_a_unit_that_starts_after_the_end_is_judged_all_the_same(bench: Any) -> None:
    """By a table of units, that is: such a start in the project file is refused."""
    (bench.folder / "units.csv").write_text("resh;start\nA;2023-01-01\n", encoding="utf-8")
    outcome = run(bench, rows("A", 8, 14, 14), project="end = 2022-06-30", units='table = "units.csv"\n')
    assert bench.unit(outcome, "A").verdict == "improved"
    assert bench.unit(outcome, "A").comparison.sustained is None


def goal(by: str, more: str = "") -> str:
    return f'[[goal]]\nindicator = "x"\nat_least = 0.5\nby = {by}\n{more}\n'


def test_goals_of_units_and_of_all_together(bench: Any) -> None:
    content = rows("A", 8, 14) + rows("B", 8, 6) + rows("C", 8, 10) + rows("D", 12, 14)
    outcome = run(bench, content, rest=goal("2023-12-31") + goal("2023-12-31", 'scope = "total"'))
    found = {u.unit: u.goals[0] for u in outcome.results}
    assert {unit: answer.outcome for unit, answer in found.items()} == {
        "A": "yes", "B": "no", "C": "undecided", "D": "yes", "total": "yes",
    }  # fmt: skip
    assert found["D"].problem == "already_met"
    assert (found["A"].side.n, found["A"].side.numerator) == (6, 84)  # July to December
    assert found["total"].side.denominator == 4 * 6 * 20


def test_a_goal_is_judged_by_the_months_that_it_says(bench: Any) -> None:
    outcome = run(bench, rows("A", 8, 14), rest=goal("2023-06-30", "months = 3"))
    answer = bench.unit(outcome, "A").goals[0]
    assert (answer.first, answer.end) == (15, 18)


def test_a_goal_whose_date_has_not_come_and_one_without_data(bench: Any) -> None:
    content = rows("A", 8, 14, 14) + rows("B", 8, 14)
    outcome = run(bench, content, rest=goal("2025-06-30") + goal("2024-12-31"))
    a, b = bench.unit(outcome, "A"), bench.unit(outcome, "B")
    assert [one.problem for one in a.goals] == [None, "not_due"]
    assert b.goals[0].problem == "no_data"  # the date has come, but B stopped reporting a year before
    assert math.isnan(b.goals[0].side.level)


def test_goals_stand_in_the_scores_and_in_the_report(bench: Any, tmp_path: Any) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    out = tmp_path / "out"
    run(bench, rows("A", 8, 14, 14), project="end = 2023-12-31", rest=goal("2024-12-31"), out=out)
    row = pq.read_table(out / "scores.parquet").to_pylist()[0]
    assert (row["sustained"], row["goal"], row["goal_problem"], row["look"]) == ("sustained", "yes", None, None)
    assert row["goal_level"] == pytest.approx(0.7)
    page = (out / "report" / "index.html").read_text(encoding="utf-8")
    assert "Målet er nådd: 70\u202f% per 31. desember 2024 (" in page
    assert "Mål: minst 50\u202f%." in page
    assert "Forbedringen har holdt seg i 12 måneder." in page


def test_verdicts_at_planned_looks(bench: Any) -> None:
    from kvalspc.job.looks import planned_verdicts

    content = rows("A", 8, 14) + rows("B", 8, 8)
    looks = "looks = [4, 8, 18]"
    outcome = run(bench, content, project=looks)
    a = bench.unit(outcome, "A")
    assert (a.comparison.look.number, a.comparison.look.periods, a.comparison.look.next) == (2, 8, 18)
    assert a.comparison.after.n == 8
    told = list(planned_verdicts(outcome.results))
    assert [(one.unit, one.verdict, one.look.number, one.look.of, one.last_day) for one in told] == [
        ("A", "improved", 2, 3, date(2023, 8, 31)),
        ("total", told[-1].verdict, 2, 3, date(2023, 8, 31)),
    ]
    assert (told[0].direction, told[0].effect) == ("up", "improvement")
    assert (told[0].first, told[0].last) == ("2023-01", "2023-08")
    early = run(bench, content, project=looks, as_of=date(2023, 3, 31))
    assert bench.unit(early, "A").comparison.look.number == 0
    assert "Første planlagte vurdering er 4 måneder etter tiltaket" in bench.unit(early, "A").text["nb"]
    assert list(planned_verdicts(early.results)) == []
    assert list(planned_verdicts(run(bench, content).results)) == []


def test_looks_must_rise(bench: Any) -> None:
    outcome = run(bench, rows("A", 8, 14), project="looks = [6, 3]")
    assert outcome.status == 3
    assert any("need months that rise from 1" in line for line in outcome.problems.lines())
