"""Coverage (dekningsgrad): joined by unit and year, told, and a gate for the public copy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from kvalspc.job.coverage import Covered, coverage_in, low_years, spans
from kvalspc.job.public import hidden_of, public_results, public_share

if TYPE_CHECKING:
    from pathlib import Path

YEARS = range(2014, 2025)
COVERED = {"A": {2014: 95, 2020: 88}, "B": {2014: 90, 2022: 59}, "C": {2016: 60}, "D": {}}


def _delivery(shares: dict[str, dict[int, int]], extra: str = "") -> str:
    rows = [f"caregiver;{y};{unit};x;{40 + k};{100 + k}" for k, unit in enumerate(shares) for y in YEARS]
    rows += [f"caregiver;{y};{unit};dg;{n};100" for unit, years in shares.items() for y, n in years.items()]
    return "context;year;orgnr;ind_id;var;denominator\n" + "\n".join(rows) + "\n" + extra


def _job(bench: Any, content: str, **more: Any) -> Any:
    return bench.job(
        content, kind="delivery", indicator='coverage = "dg"', rest='[report]\nperiod = "year"\npublic = true', **more
    )


def _shares(bench: Any, outcome: Any, unit: str) -> dict[int, float]:
    return {year: one.share for year, one in bench.unit(outcome, unit).coverage.items()}


def _covered(shares: dict[int, float]) -> dict[int, Covered]:
    return {year: Covered(share, 100) for year, share in shares.items()}


def test_it_is_joined_by_unit_and_year(bench: Any, tmp_path: Path) -> None:
    outcome = _job(bench, _delivery(COVERED), out=tmp_path / "out")
    assert outcome.status == 0
    assert _shares(bench, outcome, "B") == {2014: 0.9, 2022: 0.59}
    (problem,) = outcome.problems
    assert (problem.code, problem.unit) == ("coverage_low", "B")
    assert "2022-2024" in str(problem)
    assert problem in bench.unit(outcome, "B").problems
    assert "dekningsgraden" in problem.said("nb")
    scores = pq.read_table(tmp_path / "out" / "scores.parquet").to_pylist()
    assert {row["unit"]: row["coverage"] for row in scores} == {
        "A": 0.88,
        "B": 0.59,
        "C": 0.6,
        "D": None,
        "total": None,
    }


def test_coverage_after_the_as_of_date_is_not_known(bench: Any, tmp_path: Path) -> None:
    content = _delivery({"A": {2014: 95, 2020: 40}, "B": {2014: 90}})
    outcome = _job(bench, content, out=tmp_path / "out", as_of=date(2019, 12, 31))
    assert _shares(bench, outcome, "A") == {2014: 0.95}
    assert "coverage_low" not in bench.codes(outcome)
    scores = pq.read_table(tmp_path / "out" / "scores.parquet").to_pylist()
    assert {row["unit"]: row["coverage"] for row in scores} == {"A": 0.95, "B": 0.9, "total": None}


def test_the_public_sees_no_unit_of_low_coverage(bench: Any, tmp_path: Path) -> None:
    _job(bench, _delivery(COVERED), out=tmp_path / "out")
    shown = pq.read_table(tmp_path / "out" / "public" / "points.parquet").to_pylist()
    units = {row["unit"] for row in shown}
    assert "B" not in units
    # one unit alone could be had by subtraction: another one is hidden with it, or the total is
    assert "total" not in units or len(units) < len(COVERED)


@pytest.mark.parametrize(("low", "hidden"), [(2025, True), (2026, False)])
def test_a_period_that_reaches_into_a_year_of_low_coverage_is_not_shown(bench: Any, low: int, hidden: bool) -> None:
    results = _job(bench, _delivery({"A": {}, "B": {}, "C": {}, "D": {}})).results
    (found,) = results.indicators
    first, *others = found.units
    autumn = replace(first.points, first_day=tuple(day.replace(month=9) for day in first.points.first_day))
    moved = replace(first, points=autumn, coverage=_covered({2014: 0.9, low: 0.5}))
    results = replace(results, indicators=(replace(found, units=(moved, *others)),))
    assert (moved.unit in hidden_of(results, 5).units) == hidden


def test_in_events_and_sums_of_months(bench: Any) -> None:
    rows = [
        f"{y}-{m:02d};A;{ind};{n};100" for y in (2022, 2023) for m in range(1, 13) for ind, n in (("x", 40), ("dg", 55))
    ]
    content = "period;resh;ind_id;var;denominator\n" + "\n".join(rows) + "\n"
    outcome = bench.job(content, indicator='coverage = "dg"')
    assert _shares(bench, outcome, "A") == {2022: 0.55, 2023: 0.55}
    assert bench.codes(outcome) == {"coverage_low"}
    rows = [
        f"{y}-{m:02d}-17;A;{ind};{n};{of}"
        for y in (2022, 2023)
        for m in range(1, 13)
        for ind, n, of in (("x", 1, 1), ("dg", 9, 10))
    ]
    outcome = bench.job(
        "date;resh;ind_id;var;denominator\n" + "\n".join(rows) + "\n", kind="events", indicator='coverage = "dg"'
    )
    assert _shares(bench, outcome, "A") == {2022: 0.9, 2023: 0.9}


@pytest.mark.parametrize("text", ["mange", "NaN", "inf"])
def test_what_cannot_be_read_is_counted(bench: Any, text: str) -> None:
    outcome = _job(bench, _delivery({"A": {2014: 90}}, f"caregiver;2015;A;dg;{text};100\n"))
    assert [str(p) for p in outcome.problems] == ["data.csv: rows of coverage that cannot be read, and are not used: 1"]
    assert _shares(bench, outcome, "A") == {2014: 0.9}


@pytest.mark.parametrize(("year", "share"), [(2013, None), (2014, 0.9), (2019, 0.9), (2020, 0.5), (2024, 0.5)])
def test_a_year_without_one_has_that_of_the_last_year_before(year: int, share: float | None) -> None:
    found = coverage_in(_covered({2014: 0.9, 2020: 0.5}), year)
    assert share == (None if found is None else found.share)


def test_neighbouring_years_are_put_together() -> None:
    assert spans([2014, 2019, 2020, 2021, 2023]) == "2014, 2019-2021, 2023"


def test_low_years() -> None:
    assert low_years(_covered({2014: 0.6, 2020: 0.599}), [2024, 2013, 2014, 2020, 2020]) == [2020, 2024]


@pytest.mark.parametrize("patients", [1, 5, 6, 7, 20, 33, 60, 100, 250, 999])
def test_no_number_of_patients_can_be_found_again_from_a_public_coverage(patients: int) -> None:
    """Whole numbers that round to what is shown, the patients known: of five decimals there is often but one."""
    known = range(patients + 1)
    shown = [public_share(Covered(k / patients, patients), 5) for k in known]
    assert all(shown.count(share) > 5 for share in shown if share is not None)
    exact = [round(k / patients, 5) for k in known]
    assert all(exact.count(share) == 1 for share in exact)
    assert (None in shown) == (patients < 60)


def test_the_rounding_of_a_coverage_is_the_same_for_all_shares_of_so_many_patients() -> None:
    shares = [public_share(Covered(k / 250, 250), 5) for k in range(251)]
    assert sorted(set(shares)) == pytest.approx([k / 20 for k in range(21)])


def test_the_public_coverage_is_rounded_by_the_number_of_patients(bench: Any, tmp_path: Path) -> None:
    shares = {"A": {2014: 95, 2024: 88}, "B": {2014: 97}, "C": {2014: 91}, "D": {2014: 90}}
    outcome = _job(bench, _delivery(shares), out=tmp_path / "out")
    public = {u.unit: u.coverage for u in public_results(outcome.results, 5) if u.points is not None}
    assert {year: one.share for year, one in public["A"].items()} == {2024: 0.8}
    scores = pq.read_table(tmp_path / "out" / "public" / "scores.parquet").to_pylist()
    assert {row["unit"]: row["coverage"] for row in scores if row["coverage"] is not None}["A"] == 0.8
    assert public_share(Covered(19 / 20, 20), 5) is None


def test_a_coverage_without_rows_is_told(bench: Any) -> None:
    """A misspelt id would leave the gate open."""
    outcome = _job(bench, _delivery({"A": {}, "B": {}}))
    assert bench.told(outcome, "indicator_no_rows") == ['data.csv: no rows for indicator "dg"']
    rows = "".join(f"{y}-{m:02d};A;40;100\n" for y in (2022, 2023) for m in range(1, 13))
    outcome = bench.job(bench.header + rows, indicator='coverage = "dg"')
    assert bench.told(outcome, "indicator_no_rows") == ['data.csv: no rows for indicator "dg"']
