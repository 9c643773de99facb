"""Coverage in a file of its own: joined and gated as that in the data, and read as strictly as a table of units."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from kvalspc.cli import app
from kvalspc.job.coverage import Covered
from kvalspc.job.project_schema import project_schema
from kvalspc.job.run import Outcome, run

if TYPE_CHECKING:
    from pathlib import Path

YEARS = range(2014, 2025)
COVERED = {"A": {2014: 95, 2020: 88}, "B": {2014: 90, 2022: 59}, "C": {2016: 60}, "D": {2014: 90}}
TABLE = '[coverage]\nfile = "dg.csv"\n'


def _delivery(ids: str = "x", units: str = "ABCD") -> str:
    rows = [
        f"caregiver;{y};{unit};{i};{40 + k};{100 + k}\n" for i in ids for k, unit in enumerate(units) for y in YEARS
    ]
    return "context;year;orgnr;ind_id;var;denominator\n" + "".join(rows)


def _each() -> list[tuple[str, int, int]]:
    return [(unit, year, n) for unit, years in COVERED.items() for year, n in years.items()]


SHARES = "orgnr;year;share\n" + "".join(f"{unit};{year};0,{n}\n" for unit, year, n in _each())
COUNTS = "orgnr;year;numerator;denominator\n" + "".join(f"{unit};{year};{n};100\n" for unit, year, n in _each())


def _job(
    bench: Any, covered: str | bytes | None, *, table: str = TABLE, content: str | None = None, **more: Any
) -> Outcome:
    if covered is not None:
        (bench.folder / "dg.csv").write_bytes(covered.encode() if isinstance(covered, str) else covered)
    rest = f'{table}[report]\nperiod = "year"\npublic = true\n'
    return bench.job(_delivery() if content is None else content, kind="delivery", rest=rest, **more)


def _shares(bench: Any, outcome: Outcome, unit: str) -> dict[int, float]:
    return {year: one.share for year, one in bench.unit(outcome, unit).coverage.items()}


@pytest.mark.parametrize(
    "covered",
    [
        SHARES,
        COUNTS,
        SHARES.replace(",", ".").replace(";", ",").replace("orgnr", "resh").replace("share", "dekningsgrad"),
        SHARES.replace("0,", "0."),
        COUNTS.replace(";numerator", ";var").replace("orgnr", "context;orgnr").replace("\n", "\ncaregiver;")[:-10],
        ("\ufeff" + SHARES).replace("\n", "\r\n"),
    ],
)
def test_it_is_joined_and_gated_as_one_in_the_data(bench: Any, tmp_path: Path, covered: str) -> None:
    outcome = _job(bench, covered, out=tmp_path / "out")
    assert outcome.status == 0, list(outcome.problems.lines())
    assert _shares(bench, outcome, "B") == {2014: 0.9, 2022: 0.59}
    (problem,) = outcome.problems
    assert (problem.code, problem.unit) == ("coverage_low", "B")
    assert 'coverage ("dg.csv") is below 60% in 2022-2024' in str(problem)
    scores = pq.read_table(tmp_path / "out" / "scores.parquet").to_pylist()
    assert [row["coverage"] for row in scores] == [0.88, 0.59, 0.6, 0.9, None]
    shown = pq.read_table(tmp_path / "out" / "public" / "points.parquet").to_pylist()
    assert "B" not in {row["unit"] for row in shown}
    inputs = json.loads((tmp_path / "out" / "manifest.json").read_text())["inputs"]
    assert [(one["name"], one["rows"]) for one in inputs] == [("data.csv", 44), ("dg.csv", 6)]
    assert outcome.results.counts["rows"] == 44


def test_the_number_of_patients_is_known_from_a_denominator_alone(bench: Any) -> None:
    """Without it a coverage is not told in public, since nothing says how it could be rounded."""
    known = bench.unit(_job(bench, COUNTS), "A").coverage[2014]
    assert known == Covered(0.95, 100)
    both = SHARES.replace("share\n", "share;denominator\n").replace("\nA;2014;0,95", "\nA;2014;0,95;70")
    both = "\n".join(line if line.count(";") == 3 else f"{line};100" for line in both.split("\n") if line) + "\n"
    assert bench.unit(_job(bench, both), "A").coverage[2014] == Covered(0.95, 70)
    out = bench.folder / "out"
    for covered, told in ((COUNTS, {0.8}), (SHARES, {None})):
        assert _job(bench, covered.replace("59", "69"), out=out).status == 0
        rows = pq.read_table(out / "public" / "scores.parquet").to_pylist()
        assert {row["coverage"] for row in rows if row["unit"] == "A"} == told


def test_a_column_of_indicators_says_what_a_row_is_of(bench: Any) -> None:
    covered = "resh;year;ind_id;share\nA;2014;x;0.9\nA;2014;dg;0.8\nA;2014;other;0.7\n"
    outcome = _job(bench, covered)
    assert _shares(bench, outcome, "A") == {2014: 0.9}  # by the indicator's own id
    assert bench.told(outcome, "indicators_ignored") == [
        'dg.csv: column "ind_id": rows of indicators that the project does not have: "dg", "other"'
    ]
    outcome = _job(bench, covered, indicator='coverage = "dg"')
    assert _shares(bench, outcome, "A") == {2014: 0.8}
    outcome = _job(bench, covered, indicator='coverage = "dgx"')
    assert bench.told(outcome, "indicator_no_rows") == ['dg.csv: no rows for indicator "dgx"']


def test_without_one_it_is_of_all_indicators(bench: Any) -> None:
    (bench.folder / "dg.csv").write_text(SHARES)
    rest = f'[[indicator]]\nid = "y"\ntype = "andel"\n{TABLE}'
    outcome = bench.job(_delivery("xy"), kind="delivery", rest=rest)
    for indicator in "xy":
        assert bench.unit(outcome, "A", indicator).coverage == bench.unit(outcome, "A").coverage
    assert {p.indicator for p in outcome.problems if p.code == "coverage_low"} == {"x", "y"}


def test_of_events(bench: Any) -> None:
    (bench.folder / "dg.csv").write_text("resh,year,share\nA,2022,0.5\n")
    rows = "".join(f"{y}-{m:02d}-17;A;1\n" for y in (2022, 2023) for m in range(1, 13))
    outcome = bench.job("date;resh;var\n" + rows, kind="events", rest=TABLE)
    assert _shares(bench, outcome, "A") == {2022: 0.5}
    assert "coverage_low" in bench.codes(outcome)


def test_years_after_the_as_of_date_are_not_known(bench: Any) -> None:
    outcome = _job(bench, SHARES, as_of=date(2019, 12, 31))
    assert _shares(bench, outcome, "A") == {2014: 0.95}
    assert "coverage_low" not in bench.codes(outcome)


def test_units_without_it_are_named(bench: Any) -> None:
    outcome = _job(bench, "resh;year;share\nA;2014;0.9\nE;2014;0.9\n")
    assert outcome.status == 0
    assert bench.told(outcome, "coverage_unknown") == ['dg.csv: units without coverage in the file: "B", "C", "D"']


def test_what_is_missing_is_no_figure(bench: Any) -> None:
    outcome = _job(bench, SHARES + "A;2018;\n")
    assert _shares(bench, outcome, "A") == {2014: 0.95, 2020: 0.88}
    assert bench.told(outcome, "value_missing") == ["dg.csv: rows without a value, left out: 1"]
    outcome = _job(bench, COUNTS + "A;2018;0;0\n")
    assert _shares(bench, outcome, "A") == {2014: 0.95, 2020: 0.88}
    outcome = _job(bench, SHARES + "A;2018;-\n", table=TABLE + 'missing = ["", "-"]\n')
    assert "value_missing" in bench.codes(outcome)
    outcome = _job(bench, "orgnr;year;share\n")
    assert bench.told(outcome, "no_rows") == ["dg.csv: no rows below the header"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("A;2018;mange;100", 'dg.csv:8: column "numerator": text ("mange"); need a whole number, 0 or more'),
        ("A;2018;-1;100", 'column "numerator": a negative number ("-1"); need a whole number'),
        ("A;2018;7;0,5", 'column "denominator": a fraction ("0,5"); need a whole number'),
        ("A;2018;101;100", 'column "numerator": numerator above denominator (101 of 100)'),
        ("A;2018;1;0", 'column "numerator": denominator 0 with a numerator (1 of 0)'),
        ("A;18;1;2", 'column "year": got "18"; need a year such as 2024'),
        ("A;2018-01;1;2", 'column "year": got "2018-01"; need a year such as 2024'),
        (" ;2018;1;2", 'column "orgnr": no unit, or "total"; need the id of a unit, as in the data'),
        ("total;2018;1;2", 'column "orgnr": no unit, or "total"; need the id'),
        ("A;2014;1;2", "dg.csv:8: a second row for the unit and year of dg.csv:2; need one"),
        ("A;2018;1", "dg.csv:8: 3 fields; need 4, as in the header"),
        ("A;2018;NaN;2", 'column "numerator": not-a-number (NaN) ("NaN")'),
    ],
)
def test_a_row_that_cannot_be_read_is_refused(bench: Any, row: str, told: str) -> None:
    outcome = _job(bench, COUNTS + row + "\n", out=bench.folder / "out")
    assert outcome.status == 3
    assert not (bench.folder / "out" / "manifest.json").exists()
    (problem,) = outcome.problems
    assert told in str(problem)
    assert len({problem.said(language) for language in ("nb", "nn", "en")}) == 3


@pytest.mark.parametrize(
    ("share", "told"),
    [
        ("83", 'column "share": a number above 1 ("83"); need a proportion from 0 to 1 (50% is 0.50)'),
        ("83 %", 'text ("83 %"); need a proportion from 0 to 1'),
        ("-0,1", "a negative number"),
        ("0.8", "a decimal point in a file with decimal commas"),
        ("inf", "an infinite number"),
    ],
)
def test_a_share_that_is_none_is_refused(bench: Any, share: str, told: str) -> None:
    outcome = _job(bench, SHARES + f"A;2018;{share}\n")
    assert outcome.status == 3
    assert told in str(outcome.problems.found[0])


def test_all_that_is_wrong_is_told_at_once(bench: Any) -> None:
    content = _delivery() + "caregiver;2025;A;x;-1;100\n"
    outcome = _job(bench, SHARES + "A;2018;2\nA;2019;3\n" + "B;x;1\n" * 300, content=content)
    assert outcome.status == 3
    assert bench.told(outcome, "count_bad")
    assert len(bench.told(outcome, "coverage_refused")) == 200
    assert outcome.problems.more == {("dg.csv", "coverage_refused"): 102}


@pytest.mark.parametrize(
    ("covered", "code", "told"),
    [
        (None, "file_missing", "dg.csv: no such file"),
        (b"", "file_empty", "is empty"),
        ("year;share\n2014;0.9\n", "column_missing", 'dg.csv:1: column "orgnr" is missing; found "year", "share"'),
        ("orgnr;year\nA;2014\n", "coverage_columns", 'no column of shares ("share"), and none of numerators'),
        (
            "orgnr;year;var\nA;2014;5\n",
            "column_missing",
            'column "denominator" is missing; found "orgnr", "year", "var"',
        ),
        (
            "orgnr;year;dg;var;denominator\nA;2014;.9;5;7\n",
            "coverage_columns",
            'both shares ("dg") and numerators ("var")',
        ),
        ("context;orgnr;year;share\ncaregiver;A;2014;.9\nresident;B;2014;.9\n", "contexts", "rows of both contexts"),
        ("orgnr;year;share\nA;2014;0.9\n".encode("utf-16"), "encoding_utf16", "UTF-16"),
        ('orgnr;year;share\nA;2014;"0.9\n', "quote_open", "a quote that never ends"),
    ],
)
def test_files_that_are_refused(bench: Any, covered: str | bytes | None, code: str, told: str) -> None:
    outcome = _job(bench, covered)
    assert outcome.status == 3
    (found,) = bench.told(outcome, code)
    assert found.startswith("dg.csv")
    assert told in found


def test_its_own_table_is_named(bench: Any) -> None:
    covered = SHARES.replace("D;", "Tromsø;").encode("latin-1")
    outcome = _job(bench, covered)
    assert bench.told(outcome, "encoding_guessed")[0].endswith('set coverage.encoding = "latin-1" to confirm')
    outcome = _job(bench, covered, table=TABLE + 'encoding = "utf-8"\n')
    assert "need coverage.encoding" in bench.told(outcome, "encoding_invalid")[0]


def test_columns_of_other_names(bench: Any) -> None:
    columns = 'columns = { unit = "Sykehus", year = "År", share = "DG" }\n'
    covered = SHARES.replace("orgnr;year;share", "Sykehus;År;DG")
    assert _shares(bench, _job(bench, covered, table=TABLE + columns), "A") == {2014: 0.95, 2020: 0.88}
    agg_data = "orgnr;year;dg;var;denominator\nA;2014;0,9;5;7\n"
    outcome = _job(bench, agg_data, table=TABLE + 'columns = { share = "dg" }\n')
    assert bench.unit(outcome, "A").coverage[2014] == Covered(0.9, 7)
    outcome = _job(bench, SHARES, table=TABLE + 'columns = { indicator = "ind" }\n')
    assert "column_missing" in bench.codes(outcome)


def test_contexts_are_those_of_the_data(bench: Any) -> None:
    covered = "context;orgnr;year;share\ncaregiver;A;2014;.9\nresident;A;2014;.8\n"
    outcome = _job(bench, covered, data='context = "caregiver"')
    assert _shares(bench, outcome, "A") == {2014: 0.9}


def test_both_ways_at_once_are_refused(bench: Any) -> None:
    outcome = _job(bench, SHARES, indicator='coverage = "dg"')
    assert outcome.status == 3
    (told,) = bench.told(outcome, "coverage_of_all")
    assert told.startswith(
        'dg.csv:1: indicator "x" has coverage = "dg", but the file has no column of indicators; need'
    )
    covered = SHARES.replace("share", "share;ind_id").replace("\n", ";dg\n").replace("ind_id;dg", "ind_id")
    assert _job(bench, covered, indicator='coverage = "dg"').status == 0
    content = _delivery() + "caregiver;2014;A;dg;90;100\n"
    outcome = _job(bench, covered, content=content, indicator='coverage = "dg"')
    assert outcome.status == 3
    (told,) = bench.told(outcome, "coverage_both")
    assert told.startswith(
        'data.csv: column "ind_id": rows of coverage ("dg") stand here, and the project has dg.csv too'
    )
    rest = 'columns = { share = "a", numerator = "b" }\n'
    (problem,) = _job(bench, SHARES, table=TABLE + rest).problems
    assert "share and numerator are two ways to say the same" in str(problem)
    assert "to måter å oppgi det samme på" in problem.said("nb")


def test_several_files(bench: Any) -> None:
    for year in (2014, 2020):
        rows = "".join(f"{unit};{year};0,9{k}\n" for k, unit in enumerate("ABCD"))
        (bench.folder / f"dg-{year}.csv").write_text(f"orgnr;year;share\n{rows}")
    outcome = _job(bench, None, table='[coverage]\nfile = "dg-*.csv"\n')
    assert _shares(bench, outcome, "B") == {2014: 0.91, 2020: 0.91}
    assert [i.name for i in outcome.results.inputs] == ["data.csv", "dg-2014.csv", "dg-2020.csv"]
    (bench.folder / "dg-2021.csv").write_text("orgnr;year;share\nA;2020;0,9\n")
    outcome = _job(bench, None, table='[coverage]\nfile = "dg-*.csv"\n')
    assert bench.told(outcome, "coverage_refused") == [
        "dg-2021.csv:2: a second row for the unit and year of dg-2020.csv:2; need one"
    ]


def test_a_parquet_file(bench: Any) -> None:
    units, years, counts = zip(*_each(), strict=True)
    table = {"orgnr": units, "year": [float(y) for y in years], "share": [n / 100 for n in counts]}
    pq.write_table(pa.table({k: list(v) for k, v in table.items()}), bench.folder / "dg.parquet")
    outcome = _job(bench, None, table='[coverage]\nfile = "dg.parquet"\n')
    assert _shares(bench, outcome, "B") == {2014: 0.9, 2022: 0.59}
    table["share"] = [float("nan"), *table["share"][1:]]
    pq.write_table(pa.table({k: list(v) for k, v in table.items()}), bench.folder / "dg.parquet")
    outcome = _job(bench, None, table='[coverage]\nfile = "dg.parquet"\n')
    assert bench.told(outcome, "coverage_refused")[0].startswith('dg.parquet:1: column "share": not-a-number (NaN)')
    (problem,) = _job(bench, None, table='[coverage]\nfile = "dg.duckdb"\n').problems
    assert str(problem) == "project.toml: coverage.file: need CSV or Parquet files"


def test_organisation_numbers_that_are_one_unit_are_added_up(bench: Any) -> None:
    folder = bench.folder / "tables"
    folder.mkdir()
    (folder / "ind.csv").write_text("id;dg_id;title;type\nx;reg_dg;X;andel\n")
    (folder / "hospital.csv").write_text("orgnr;short_name;hf_orgnr\nA;Nord;1\nB;Nord;1\nC;Midt;1\nD;Sør;1\n")
    table = '[imongr]\ntables = "tables"\n' + TABLE
    outcome = _job(bench, COUNTS, table=table)
    assert outcome.status == 0  # dg_id of the tables is of the data, and says nothing of the file
    assert bench.unit(outcome, "A").coverage == {
        2014: Covered(0.925, 200),
        2020: Covered(0.88, 100),
        2022: Covered(0.59, 100),
    }
    outcome = _job(bench, SHARES, table=table)
    assert bench.told(outcome, "coverage_refused") == [
        "dg.csv:4: a second row for the unit and year of dg.csv:2; need one"
    ]


def test_history_and_check(bench: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert _job(bench, SHARES, out=out).status == 0
    first = (out / "manifest.json").read_bytes()
    assert _job(bench, SHARES, out=out).status == 0
    assert (out / "manifest.json").read_bytes() == first
    assert _job(bench, SHARES.replace("0,88", "0,58"), out=out).status == 0
    assert (out / "manifest.json").read_bytes() != first
    found = CliRunner().invoke(app, ["check", str(bench.folder / "project.toml"), "--language", "nb"])
    assert found.exit_code == 0
    assert "dekningsgraden («dg.csv») er under 60" in found.output
    coverage = project_schema()["$defs"]["Coverage"]
    assert coverage["required"] == ["file"]
    assert coverage["additionalProperties"] is False


def test_a_file_that_changes_while_it_is_read(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from kvalspc.job import read_files

    load = read_files.load

    def slow(connection: Any, file: Any, *more: Any, **named: Any) -> bool:
        found = load(connection, file, *more, **named)
        if file.name == "dg.csv":
            file.shape.path.write_text(COUNTS)
        return bool(found)

    monkeypatch.setattr(read_files, "load", slow)
    outcome = _job(bench, SHARES)
    assert outcome.status == 3
    assert bench.told(outcome, "file_changed")[0].startswith("dg.csv: ")


def test_run_is_told_by_the_project_alone(bench: Any) -> None:
    path = bench.write('[project]\nid = "x"\n[data]\nevents = "e.csv"\n[coverage]\nfil = "dg.csv"\n')
    outcome = run(path, None)
    assert {str(p) for p in outcome.problems} >= {
        'project.toml: coverage.fil: unknown key; did you mean "file"?',
        "project.toml: coverage.file: missing; need it (see docs/job.md)",
    }
