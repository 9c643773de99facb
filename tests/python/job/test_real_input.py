"""The job on real public data: English emergency departments and Danish hospital infections.

The data lie in an optional folder beside the project; without it these tests are skipped and say so. Figures were
counted from the files with awk, independently of the job.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from kvalspc.job.results import Results

DATA = Path(__file__).parents[3].parent / "shared" / "data" / "data"
EMERGENCY = DATA / "NHSRdatasets__ae_attendances.csv"
INFECTIONS = DATA / "qicharts2__hospital_infections.csv"

pytestmark = pytest.mark.skipif(
    not (EMERGENCY.exists() and INFECTIONS.exists()),
    reason="the real series are not there: need ../shared/data beside the project",
)


def find(folder: Path, project: str) -> tuple[Results, Any]:
    from kvalspc.job.pipeline import find_results
    from kvalspc.job.problems import Problems
    from kvalspc.job.toml_errors import read_project

    path = folder / "project.toml"
    path.write_text(project, encoding="utf-8")
    problems = Problems()
    return find_results(read_project(path), problems=problems), problems


def sums(path: Path, keys: list[str], top: str, bottom: str) -> dict[tuple[str, ...], tuple[float, float, int]]:
    """Sum a file without the job: per key, numerators, denominators and rows."""
    found: dict[tuple[str, ...], tuple[float, float, int]] = defaultdict(lambda: (0.0, 0.0, 0))
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = tuple(row[k] for k in keys)
            a, b, n = found[key]
            found[key] = (a + float(row[top]), b + float(row[bottom]), n + 1)
    return found


@pytest.fixture(scope="module")
def emergency(tmp_path_factory: pytest.TempPathFactory) -> tuple[Results, Any]:
    """The share of attendances that breached four hours: types 1 and 2, and the rest ("other": type 3 and more)."""
    indicators = "".join(
        f'[[indicator]]\nid = "{i}"\ntitle = "Breaches of four hours, type {i}"\ntype = "andel"\nbetter = "lower"\n'
        for i in ("1", "2", "other")
    )
    return find(
        tmp_path_factory.mktemp("emergency"),
        f"""[project]
id = "emergency"
title = "Emergency departments in England"
languages = ["en"]
[data]
aggregated = "{EMERGENCY}"
columns = {{ unit = "org_code", numerator = "breaches", denominator = "attendances", indicator = "type" }}
{indicators}
[report]
period = "month"
""",
    )


def test_every_emergency_department_is_scored(emergency: tuple[Results, Any]) -> None:
    results, problems = emergency
    assert results.counts["rows"] == 12_765
    assert results.counts["rows_used"] == 12_765
    assert results.counts["rejected"] == 0
    expected = sums(EMERGENCY, ["type", "org_code"], "breaches", "attendances")
    assert {(u.indicator, u.unit) for u in results if not u.is_total} == set(expected)
    assert {u.verdict for u in results} <= {"stable", "shifted", "too_few_data", "not_assessable"}
    assert all(u.text["en"] and u.text["nb"] for u in results)
    assert {p.code for p in problems} <= {"columns_ignored", "gaps", "unsorted"}


def test_sums_of_emergency_departments(emergency: tuple[Results, Any]) -> None:
    results, _ = emergency
    for key, (breaches, attendances, rows) in sums(EMERGENCY, ["type", "org_code"], "breaches", "attendances").items():
        unit = next(u for u in results if (u.indicator, u.unit) == key)
        assert unit.points is not None
        present = unit.points.denominator > 0
        assert present.sum() <= rows
        assert unit.points.numerator[present].sum() == breaches
        assert unit.points.denominator[present].sum() == attendances
    for (kind,), (breaches, attendances, _) in sums(EMERGENCY, ["type"], "breaches", "attendances").items():
        total = next(u for u in results if u.is_total and u.indicator == kind)
        assert total.points is not None
        assert len(total.points) == 36  # April 2016 to March 2019
        assert (total.points.numerator.sum(), total.points.denominator.sum()) == (breaches, attendances)


def test_emergency_departments_move(emergency: tuple[Results, Any]) -> None:
    """The largest departments worsened in those years; as many charts of 36 months do shift."""
    results, _ = emergency
    first = next(i for i in results.indicators if i.indicator.id == "1")
    judged = [u for u in first.units if u.verdict in ("stable", "shifted")]
    shifted = [u for u in judged if u.verdict == "shifted"]
    assert len(judged) > 100
    assert len(shifted) > len(judged) / 2
    assert all(u.change_period is not None and u.change_at is not None for u in shifted)


@pytest.fixture(scope="module")
def infections(tmp_path_factory: pytest.TempPathFactory) -> Results:
    indicators = "".join(
        f'[[indicator]]\nid = "{i}"\ntype = "rate"\nper = 10000\nbetter = "lower"\nunit = "patient days"\n'
        for i in ("BAC", "CDI", "UTI")
    )
    results, problems = find(
        tmp_path_factory.mktemp("infections"),
        f"""[project]
id = "infections"
languages = ["en"]
[data]
aggregated = "{INFECTIONS}"
columns = {{ unit = "hospital", period = "month", value = "n", denominator = "days", indicator = "infection" }}
{indicators}
[report]
period = "month"
""",
    )
    assert not problems.found
    return results


def test_danish_infections_by_hospital_and_for_all(infections: Results) -> None:
    expected = sums(INFECTIONS, ["infection", "hospital"], "n", "days")
    assert len(expected) == 18
    for key, (n, days, rows) in expected.items():
        unit = next(u for u in infections if (u.indicator, u.unit) == key)
        assert unit.chart is not None
        assert unit.points is not None
        assert unit.chart.kind == "u"
        assert len(unit.points) == rows == 24
        assert unit.points.numerator.sum() == n
        assert unit.points.denominator.sum() == pytest.approx(days, rel=1e-12)
        assert unit.points.centre[0] == pytest.approx(n / days, rel=1e-12)
        assert unit.verdict in ("stable", "shifted")
    for (kind,), (n, days, _) in sums(INFECTIONS, ["infection"], "n", "days").items():
        total = next(u for u in infections if u.is_total and u.indicator == kind)
        assert total.points is not None
        assert total.points.period[0] == "2015-01"
        assert total.points.centre[0] == pytest.approx(n / days, rel=1e-12)


def test_a_start_in_the_danish_data_gives_before_and_after(tmp_path: Path) -> None:
    results, _ = find(
        tmp_path,
        f"""[project]
id = "cdi"
[data]
aggregated = "{INFECTIONS}"
columns = {{ unit = "hospital", period = "month", value = "n", denominator = "days", indicator = "infection" }}
[[indicator]]
id = "CDI"
type = "rate"
per = 10000
better = "lower"
[units]
participate = ["AHH", "HGH"]
start = 2016-01-01
[report]
period = "month"
""",
    )
    units = {u.unit: u for u in results}
    assert set(units) == {"AHH", "HGH", "total"}
    for unit in units.values():
        assert unit.comparison is not None
        assert (unit.comparison.baseline.n, unit.comparison.after.n) == (12, 12)
    assert units["total"].comparison.baseline.numerator == sum(
        units[u].comparison.baseline.numerator for u in ("AHH", "HGH")
    )
