"""The levels above the unit, and the public file of them, from whose sums no small number can be worked out."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.optimize import linprog

from kvalspc.job.agg_data import shown_levels
from kvalspc.job.public import hidden_of, public_results

if TYPE_CHECKING:
    from pathlib import Path

    from kvalspc.job.results import Results

YEARS = range(2015, 2025)
PLACES = {  # department: hospital, HF, RHF
    "A1": ("A", "Fjord HF", "Nord"),
    "A2": ("A", "Fjord HF", "Nord"),
    "B1": ("B", "Fjord HF", "Nord"),
    "C1": ("C", "Dal HF", "Nord"),
    "D1": ("D", "Skog HF", "Sør"),
    "E1": ("E", "Skog HF", "Sør"),
}
UNITS = 'table = "units.csv"'
K = 5


def _rows(sizes: dict[str, int], seed: int = 1, share: float = 0.5) -> str:
    draws = np.random.default_rng(seed)
    lines = []
    for unit, size in sizes.items():
        for year in YEARS:
            n = int(draws.poisson(size))
            lines += [f"{year};{unit};{draws.binomial(n, share)};{n}\n"] if n else []
    return "".join(lines)


def _table(places: dict[str, tuple[str, str, str]]) -> str:
    return "unit;hospital;hf;rhf;nation\n" + "".join(f"{u};{';'.join(p)};Norge\n" for u, p in places.items())


def _job(bench: Any, content: str, places: dict[str, tuple[str, str, str]] = PLACES, **more: Any) -> Any:
    (bench.folder / "units.csv").write_text(_table(places), encoding="utf-8")
    return bench.job(content, units=UNITS, **more)


def test_shares_are_summed_upwards(bench: Any, tmp_path: Path) -> None:
    content = bench.header + _rows(dict.fromkeys(PLACES, 40))
    outcome = _job(bench, content, out=tmp_path / "out", indicator='better = "higher"\ntarget = 0.5')
    assert outcome.status == 0, list(outcome.problems.lines())
    expected: dict[tuple[str, str, int], list[int]] = {}
    for line in content.splitlines()[1:]:
        year, unit, num, den = line.split(";")
        names = [("unit", unit), *zip(("hospital", "hf", "rhf"), PLACES[unit], strict=True), ("nation", "Norge")]
        for level, name in names:
            cell = expected.setdefault((level, name, int(year)), [0, 0, 0])
            for k, more in enumerate((int(num), int(den), 1)):
                cell[k] += more
    found = pq.read_table(tmp_path / "out" / "levels.parquet").to_pylist()
    assert {
        (r["level"], r["name"], r["year"]): [r["numerator"], r["denominator"], r["units"]] for r in found
    } == expected
    assert all(r["value"] == r["numerator"] / r["denominator"] for r in found)
    assert {r["attainment"] for r in found} == {"high", "low"}
    order = ["unit", "hospital", "hf", "rhf", "nation"]
    assert list(dict.fromkeys(r["level"] for r in found)) == order


@pytest.mark.parametrize(("type_", "of"), [("median", np.median), ("gjennomsnitt", np.mean)])
def test_means_and_medians_are_taken_from_the_events(bench: Any, type_: str, of: Any) -> None:
    draws = np.random.default_rng(3)
    events = [(u, y, int(v)) for u in PLACES for y in YEARS for v in draws.integers(10, 90, 12)]
    content = "date;resh;var\n" + "".join(f"{y}-05-{k % 28 + 1:02d};{u};{v}\n" for k, (u, y, v) in enumerate(events))
    outcome = _job(bench, content, kind="events", type=type_)
    found = {(r.level, r.name, r.year): r for r in outcome.results.levels}
    for (level, name), units in {("hf", "Fjord HF"): ("A1", "A2", "B1"), ("nation", "Norge"): PLACES}.items():
        for year in YEARS:
            values = [v for u, y, v in events if u in units and y == year]
            assert found[level, name, year].value == pytest.approx(of(values), rel=1e-14)
            assert found[level, name, year].denominator == len(values)


def test_ready_made_values_are_not_put_together(bench: Any) -> None:
    content = "period;resh;var\n" + "".join(f"{y};{u};38.5\n" for u in PLACES for y in YEARS)
    outcome = _job(bench, content, type="median")
    assert {row.level for row in outcome.results.levels} == {"unit"}
    assert {row.value for row in outcome.results.levels} == {38.5}


def test_plain_counts_are_summed_from_events_only(bench: Any) -> None:
    events = "date;resh\n" + "".join(f"{y}-{m:02d}-03;{u}\n" for u in PLACES for y in YEARS for m in range(1, 13))
    found = {(r.level, r.name): r.value for r in _job(bench, events, kind="events", type="antall").results.levels}
    assert (found["unit", "A1"], found["hospital", "A"], found["nation", "Norge"]) == (12, 24, 72)
    sums = "period;resh;var\n" + "".join(f"{y};{u};12\n" for u in PLACES for y in YEARS)
    assert {row.level for row in _job(bench, sums, type="antall").results.levels} == {"unit"}


def test_without_levels_there_is_no_table(bench: Any, tmp_path: Path) -> None:
    assert bench.job(bench.header + bench.rows(), out=tmp_path / "out").status == 0
    assert not (tmp_path / "out" / "levels.parquet").exists()


def test_a_unit_is_measured_by_its_own_target(bench: Any, tmp_path: Path) -> None:
    content = bench.header + "".join(f"{y};{u};20;40\n" for u in PLACES for y in YEARS)
    targets = """targets = [{ value = 0.6, unit = "A1" }, { value = 0.3, from = 2020-01-01 },
        { value = 0.7, unit = "B1" },
        { value = 0.4, unit = "B1", from = 2020-06-01 }]"""
    _job(
        bench, content, out=tmp_path / "out", indicator=f'better = "higher"\ntarget = 0.5\nacceptable = 0.5\n{targets}'
    )
    rows = pq.read_table(tmp_path / "out" / "levels.parquet").to_pylist()
    found = {(r["name"], r["year"]): r["attainment"] for r in rows}
    assert {y: found["A1", y] for y in (2015, 2024)} == {2015: "middle", 2024: "middle"}
    assert [found["B1", y] for y in (2019, 2020, 2021)] == ["middle", "middle", "high"]  # from the first whole period
    assert found["Norge", 2024] == "high"
    scores = pq.read_table(tmp_path / "out" / "scores.parquet").to_pylist()
    attained = {r["unit"]: r["attainment"] for r in scores}
    assert (attained["A1"], attained["B1"], attained["C1"], attained["total"]) == ("middle", "high", "high", "high")


def test_a_year_knows_nothing_after_the_as_of_date(bench: Any) -> None:
    content = bench.header + "".join(
        f"{y}-{m:02d};{u};2;4\n" for u in PLACES for y in (2022, 2023) for m in range(1, 13)
    )
    levels = _job(bench, content, as_of=date(2023, 5, 31)).results.levels
    found = {(r.level, r.name, r.year): r for r in levels}
    assert found["nation", "Norge", 2023].numerator == 6 * 5 * 2
    assert found["nation", "Norge", 2022].whole
    assert not found["nation", "Norge", 2023].whole
    assert all(r.whole for r in _job(bench, content).results.levels)
    late = _job(bench, content, data="complete_until = 2023-11-30").results.levels
    assert {r.year for r in late if not r.whole} == {2023}


MARK = '[[mark]]\ndate = 2023-03-10\nkind = "exclude"\ntext = "feil i innsamlingen"\n'


@pytest.mark.parametrize("kind", ["aggregated", "events"])
def test_excluded_months_are_in_no_year(bench: Any, kind: str) -> None:
    months = [(y, m) for y in (2022, 2023) for m in range(1, 13)]
    content = bench.header + "".join(f"{y}-{m:02d};{u};1;2\n" for u in PLACES for y, m in months)
    if kind == "events":
        days = [f"{y}-{m:02d}-{d};{u};{d % 2}\n" for u in PLACES for y, m in months for d in (27, 28)]
        content = "date;resh;var\n" + "".join(days)
    found = {(r.name, r.year): r for r in _job(bench, content, kind=kind, rest=f'{MARK}unit = "A1"').results.levels}
    assert [found[name, 2023].numerator for name in ("A1", "A2", "A", "Norge")] == [11, 12, 23, 71]
    assert [found[name, 2023].whole for name in ("A1", "A2", "A", "Norge")] == [False, True, False, False]
    assert found["Norge", 2022].numerator == 72


def test_excluded_measurements_are_in_no_median(bench: Any) -> None:
    days = [
        f"{y}-{m:02d}-11;{u};{90 if (y, m) == (2023, 3) else m}\n" for u in PLACES for y in (2022, 2023) for m in (2, 3)
    ]
    found = _job(bench, "date;resh;var\n" + "".join(days), kind="events", type="gjennomsnitt", rest=MARK).results.levels
    assert {r.value for r in found if r.year == 2023} == {2.0}


REGISTERS = [
    dict.fromkeys(PLACES, 60),  # nothing to hide
    {**dict.fromkeys(PLACES, 60), "B1": 3},  # one department that is a hospital of its own
    {**dict.fromkeys(PLACES, 60), "A2": 3},  # one of two departments of a hospital
    {**dict.fromkeys(PLACES, 60), "C1": 2, "D1": 3},  # in two HF: each could be had by subtraction
    {**dict.fromkeys(PLACES, 60), "C1": 2, "D1": 3, "E1": 2},  # a whole RHF is small
    dict.fromkeys(PLACES, 4),
]


OVERLAPPING = [  # levels that are no parts of each other
    {**PLACES, "A1": ("X", "P", "Nord"), "A2": ("X", "Q", "Nord"), "B1": ("Y", "Q", "Nord")},  # a hospital of two HF
    {
        **PLACES,
        "A1": ("X", "P", "Nord"),
        "A2": ("Y", "P", "Vest"),
        "B1": ("X", "Q", "Vest"),
    },  # each two in one of three
]


@pytest.mark.parametrize("places", OVERLAPPING, ids=["two", "three"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_hidden_number_can_be_worked_out_from_sums_that_overlap(bench: Any, places: Any, seed: int) -> None:
    sizes = {"A1": 9, "A2": 9, "B1": 9, "C1": 60, "D1": 60, "E1": 60}
    results = _public(bench, sizes, seed, places=places)
    assert {"A1", "A2", "B1"} <= hidden_of(results, K).units
    _assert_nothing_told(results)


def _public(bench: Any, sizes: dict[str, int], seed: int, out: Path | None = None, **more: Any) -> Results:
    rest = '[report]\nperiod = "year"\npublic = true\nagg_data = true'
    outcome = _job(bench, bench.header + _rows(sizes, seed), rest=rest, out=out, **more)
    assert outcome.results is not None, list(outcome.problems.lines())
    return outcome.results  # type: ignore[no-any-return]


@pytest.mark.parametrize("register", range(len(REGISTERS)))
@pytest.mark.parametrize("seed", [1, 2])
def test_no_hidden_number_can_be_worked_out_from_the_sums(bench: Any, register: int, seed: int) -> None:
    _assert_nothing_told(_public(bench, REGISTERS[register], seed))


def _assert_nothing_told(results: Results) -> None:
    leaf = {(row.name, row.year): row for row in results.levels if row.level == "unit"}
    shown = shown_levels(results, K)
    public = {unit.unit for unit in public_results(results, K) if unit.points is not None}
    assert {row.name for row in shown if row.level == "unit"} == public - {"total"}
    for year in YEARS:
        cells = [name for name, y in leaf if y == year]
        known = [(row.units, row) for row in shown if row.year == year]
        truth = np.array([[leaf[name, year].numerator, leaf[name, year].denominator] for name in cells])
        sums = [[float(name in units) for name in cells] for units, _ in known]
        values = [(row.numerator, row.denominator) for _, row in known]
        if "total" in public:
            sums.append([1.0] * len(cells))
            values.append(tuple(truth.sum(axis=0)))
        for name in set(cells) - public:
            assert _width(cells.index(name), np.array(sums), np.array(values), len(cells)) >= K, (name, year)


def test_a_year_that_is_not_whole_is_not_public(bench: Any) -> None:
    """It would grow from copy to copy by single patients."""
    rest = '[report]\nperiod = "year"\npublic = true\nagg_data = true'
    content = bench.header + _rows(dict.fromkeys(PLACES, 60))
    outcome = _job(bench, content, rest=rest, as_of=date(2024, 6, 30))
    assert {row.year for row in shown_levels(outcome.results, K)} == set(range(2015, 2024))
    marked = _job(
        bench, content, rest=rest + '\n[[mark]]\ndate = 2020-03-01\nkind = "exclude"\ntext = "x"\nunit = "A1"'
    )
    shown = {(row.name, row.year) for row in shown_levels(marked.results, K)}
    assert not {("A1", 2020), ("A", 2020), ("Fjord HF", 2020), ("Norge", 2020)} & shown
    assert {("B1", 2020), ("Dal HF", 2020), ("Dal HF", 2021)} <= shown


def test_what_the_last_public_copy_hid_stays_hidden(bench: Any, tmp_path: Path) -> None:
    """Two copies, each safe alone: what one shows of the units of a sum would tell of the other's."""
    out = tmp_path / "out"
    folder = out / "public"

    def shown() -> set[tuple[str, str]]:
        rows = pq.read_table(folder / "points.parquet", columns=["unit", "period"]).to_pylist()
        return {(row["unit"], row["period"]) for row in rows}

    def years() -> set[tuple[str, str, str]]:
        with (folder / "agg_data.csv").open(encoding="utf-8", newline="") as file:
            return {(row["unit_level"], row["unit_name"], row["year"]) for row in csv.DictReader(file)}

    sizes = {**dict.fromkeys(PLACES, 60), "B1": 3}
    _public(bench, sizes, 1, out)
    first, first_years = shown(), years()
    hidden = {unit for unit in PLACES if unit not in {name for name, _ in first}}
    assert "B1" in hidden
    for again in ({**sizes, "C1": 3}, dict.fromkeys(PLACES, 60), {**sizes, "B1": 80, "E1": 2}):
        _public(bench, again, 2, out)
        assert shown() <= first
        assert years() <= first_years
    assert not hidden & {name for name, _ in shown()}
    later = bench.header + _rows(dict.fromkeys(PLACES, 60), 1) + "".join(f"2025;{unit};30;60\n" for unit in PLACES)
    rest = '[report]\nperiod = "year"\npublic = true\nagg_data = true'
    _job(bench, later, rest=rest, out=out)
    assert "2025" in {year for *_, year in years()}
    assert {one for one in years() if one[2] != "2025"} <= first_years


def test_a_unit_that_could_not_be_scored_is_not_told_by_the_sums(bench: Any) -> None:
    """It has no points that could be looked at for small numbers, yet its rows are in every sum."""
    results = _public(bench, {**dict.fromkeys(PLACES, 60), "B1": 2}, 1)
    (found,) = results.indicators
    units = tuple(replace(u, points=None, reason="failed") if u.unit == "B1" else u for u in found.units)
    failed = replace(results, indicators=(replace(found, units=units),))
    with_rows = {row.year for row in results.levels if row.name == "B1"}
    shown = {row.name for row in shown_levels(failed, K) if row.year in with_rows}
    assert "A1" in shown
    assert not {"B1", "B", "Fjord HF", "Nord", "Norge"} & shown
    assert hidden_of(failed, K).totals == {"x"}


def _width(at: int, sums: Any, values: Any, n: int) -> float:
    """The range that the sums leave for the smaller of a unit's patients and events: 0 <= events <= patients."""
    if not len(sums):
        return np.inf
    zero = np.zeros_like(sums)
    equal = np.block([[sums, zero], [zero, sums]])
    below = np.hstack([np.eye(n), -np.eye(n)])
    widths = []
    for variable in (at, n + at):
        cost = np.zeros(2 * n)
        cost[variable] = 1.0
        ends = []
        for sign in (1, -1):
            found = linprog(sign * cost, A_ub=below, b_ub=np.zeros(n), A_eq=equal, b_eq=values.T.ravel())
            assert found.status in {0, 3}, found.message
            ends.append(sign * found.fun if found.status == 0 else np.inf)  # 3: no sum bounds it
        widths.append(ends[1] - ends[0])
    return float(min(widths))


def test_the_file_has_the_form_of_agg_data(bench: Any, tmp_path: Path) -> None:
    results = _public(bench, REGISTERS[1], 1, tmp_path / "out")
    text = (tmp_path / "out" / "public" / "agg_data.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert ";".join(rows[0]) == "ind_id;unit_level;unit_name;context;orgnr;year;denominator;var;dg"
    assert {row["unit_level"] for row in rows} >= {"hospital", "hf", "nation"}
    assert "B" not in {row["unit_name"] for row in rows}
    (nation,) = [r for r in results.levels if r.level == "nation" and r.year == 2020]
    told = [r for r in rows if r["unit_level"] == "nation" and r["year"] == "2020"]
    assert not told or float(told[0]["var"]) == round(nation.value, 5)


def test_it_needs_calendar_years(bench: Any) -> None:
    outcome = bench.job(bench.header + bench.rows(), rest="[report]\npublic = true\nagg_data = true")
    assert outcome.status == 3
    assert "agg_data: need public = true" in next(outcome.problems.lines())


def test_the_final_report_has_them_and_the_public_one_has_not(bench: Any, tmp_path: Path) -> None:
    _public(bench, REGISTERS[1], 1, tmp_path / "out")
    page = (tmp_path / "out" / "report" / "final.html").read_text(encoding="utf-8")
    assert "Regionalt helseforetak" in page
    assert "Fjord HF" in page
    public = (tmp_path / "out" / "public" / "report" / "final.html").read_text(encoding="utf-8")
    assert "Fjord HF" not in public
