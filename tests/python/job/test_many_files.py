"""Several data files in one project: the same results as one file with all rows, and messages that name the file."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from kvalspc.cli import app
from kvalspc.job import read_files
from kvalspc.job.run import Outcome, run

DELIVERY = "context;year;orgnr;ind_id;var;denominator\n"
MONTHS = {year: [f"{year}-{month:02d}" for month in range(1, 13)] for year in (2021, 2022, 2023)}


def _year(year: int, unit: str = "A", ind: str = "x", n: int = 20) -> str:
    return f"caregiver;{year};{unit};{ind};{n};50\n"


class Folder:
    """A folder with files of data and a project file that names them."""

    def __init__(self, bench: Any) -> None:
        self.bench = bench
        self.path: Path = bench.folder
        (self.path / "given").mkdir()

    def put(self, **files: str | bytes) -> Folder:
        """Write files into the folder given: a_csv is a.csv."""
        for name, content in files.items():
            raw = content.encode() if isinstance(content, str) else content
            (self.path / "given" / name.replace("_", ".")).write_bytes(raw)
        return self

    def project(
        self, given: str, *, kind: str = "aggregated", of: str = "andel", data: str = "", more: str = ""
    ) -> Path:
        measure = f'[[indicator]]\nid = "x"\ntype = "{of}"\n{more}'
        return self.bench.write(f'[project]\nid = "test"\n[data]\n{kind} = {given}\n{data}\n{measure}')

    def run(self, given: str = '"given/*.csv"', *, out: Path | None = None, **keys: Any) -> Outcome:
        return run(self.project(given, **keys), out)


@pytest.fixture
def folder(bench: Any) -> Folder:
    return Folder(bench)


def _told(outcome: Outcome, code: str) -> list[str]:
    return [str(p) for p in outcome.problems.sorted() if p.code == code]


def _monthly(bench: Any, **values: int) -> dict[str, str]:
    return {
        f"y{year}_csv": bench.header + "".join(bench.rows(unit, months, n) for unit, n in (values or {"A": 6}).items())
        for year, months in MONTHS.items()
    }


@pytest.mark.parametrize(
    "given",
    [
        '"given/*.csv"',
        '["given/y2021.csv", "given/y2022.csv", "given/y2023.csv"]',
        '["given/y2023.csv", "given/y202[12].csv"]',
        '["given/y????.csv", "given/y2022.csv"]',
    ],
)
def test_a_file_a_year_is_one_series(bench: Any, folder: Folder, given: str) -> None:
    files = _monthly(bench, A=6, B=9)
    outcome = folder.put(**files).run(given)
    whole = bench.header + "".join(text.removeprefix(bench.header) for text in files.values())
    expected = bench.job(whole)
    assert outcome.status == expected.status == 0
    assert outcome.problems.found == []
    for unit in ("A", "B", "total"):
        found, wanted = (bench.unit(one, unit) for one in (outcome, expected))
        assert found.points.period == wanted.points.period
        assert found.points.numerator.tolist() == wanted.points.numerator.tolist()
        assert found.text == wanted.text
    assert [(i.name, i.rows) for i in outcome.results.inputs] == [
        (f"given/y{year}.csv", 24) for year in (2021, 2022, 2023)
    ]
    assert outcome.results.counts["rows"] == outcome.results.counts["rows_used"] == 72


def test_the_order_that_they_are_named_in_says_nothing(bench: Any, folder: Folder, tmp_path: Path) -> None:
    folder.put(**_monthly(bench, A=6, B=9))
    names = [f'"given/y{year}.csv"' for year in (2021, 2022, 2023)]
    written = []
    for k, order in enumerate((names, names[::-1])):
        out = tmp_path / f"out{k}"
        assert folder.run(f"[{', '.join(order)}]", out=out).status == 0
        manifest = json.loads((out / "manifest.json").read_text())
        written.append(
            (manifest["inputs"], manifest["outputs"]["scores.parquet"], manifest["outputs"]["points.parquet"])
        )
    assert written[0] == written[1]
    assert [one["name"] for one in written[0][0]] == ["given/y2021.csv", "given/y2022.csv", "given/y2023.csv"]
    assert len({one["sha256"] for one in written[0][0]}) == 3


def test_a_file_an_indicator_or_a_context(bench: Any, folder: Folder) -> None:
    years = range(2012, 2024)
    folder.put(
        x_csv=DELIVERY + "".join(_year(y) for y in years),
        dg_csv=DELIVERY + "".join(_year(y, ind="dg", n=45) for y in years),
        resident_csv=DELIVERY + "".join(_year(y, n=7).replace("caregiver", "resident") for y in years),
    )
    outcome = folder.run(kind="delivery", data='context = "caregiver"', more='coverage = "dg"')
    assert outcome.status == 0
    unit = bench.unit(outcome, "A")
    assert unit.points.numerator.tolist() == [20.0] * 12
    assert unit.coverage[2020].share == 0.9
    assert _told(folder.run(kind="delivery"), "contexts")[0].startswith("given/*.csv: ")
    outcome = folder.run('["given/x.csv", "given/resident.csv"]', kind="delivery")
    assert _told(outcome, "contexts")[0].startswith('data.delivery: column "context": rows of both contexts')


def test_each_file_is_written_as_it_is(bench: Any, folder: Folder) -> None:
    """Separator, encoding and decimal mark are found for each file; columns may stand in another order."""
    names = "period;resh;var;denominator"
    months = MONTHS[2021]
    folder.put(
        a_csv=f"{names}\n" + "".join(f"{m};Tromsø;6;20,5\n" for m in MONTHS[2021]),
        b_csv=(f"{names}\n" + "".join(f"{m};Tromsø;6;20.5\n" for m in MONTHS[2022])).replace(";", ","),
        c_csv=("denominator;var;resh;period\n" + "".join(f"20.5;6;Tromsø;{m}\n" for m in MONTHS[2023])).encode(
            "latin-1"
        ),
        d_csv="denominator\tvar\tresh\tperiod\r\n" + "".join(f"20,5\t6\tTromsø\t2024-{m[-2:]}\r\n" for m in months),
    )
    outcome = folder.run(of="rate")
    assert outcome.status == 0
    assert bench.unit(outcome, "Tromsø").points.denominator.tolist() == [20.5] * 48
    assert _told(outcome, "encoding_guessed") == [
        'given/c.csv: read as Latin-1, since it is not UTF-8; set data.encoding = "latin-1" to confirm'
    ]
    folder.put(d_csv=f"{names}\n2024-01;Tromsø;6;20,5\n2024-02;Tromsø;6;20.5\n")
    (told,) = _told(folder.run(of="rate"), "weight_bad")
    assert told.startswith(
        'given/d.csv:3: column "denominator": a decimal point in a file with decimal commas ("20.5")'
    )


def test_a_decimal_mark_that_is_asked_for_holds_for_all(folder: Folder) -> None:
    names = "period;resh;var;denominator\n"
    folder.put(a_csv=names + "2021-01;A;6;20,5\n", b_csv=names + "2022-01;A;6;20.5\n")
    told = _told(folder.run(of="rate", data='decimal = ","'), "weight_bad")
    assert [one.split(":")[0] for one in told] == ["given/b.csv"]


def test_bad_rows_name_their_file_and_line(bench: Any, folder: Folder) -> None:
    folder.put(**_monthly(bench, A=6, B=9))
    folder.put(y2022_csv=bench.header + "2022-01;A;x;20\n\n2022-02;A;6;20;1\n2022-01;B;9;20\n")
    outcome = folder.run()
    assert outcome.status == 11
    assert _told(outcome, "count_bad")[0].startswith('given/y2022.csv:2: column "var": text ("x")')
    assert _told(outcome, "row_fields") == ["given/y2022.csv:4: 5 fields; need 4, as in the header"]
    assert bench.unit(outcome, "A").status == "rejected"
    assert bench.unit(outcome, "B").points.numerator[[0, 12, 24]].tolist() == [9.0, 9.0, 9.0]


def test_what_is_not_listed_is_counted_by_file(bench: Any, folder: Folder) -> None:
    bad = "".join(f"{year}-{month:02d};A;x;20\n" for year in range(1990, 2003) for month in range(1, 13))
    folder.put(a_csv=bench.header + bad, b_csv=bench.header + bad.replace(";A;", ";B;"))
    outcome = folder.run()
    assert len(_told(outcome, "count_bad")) == 200
    assert outcome.problems.more == {("given/b.csv", "count_bad"): 112}


def test_a_unit_and_period_in_two_files(bench: Any, folder: Folder) -> None:
    folder.put(**_monthly(bench))
    folder.put(y2024_csv=bench.header + "2022-03;A;1;20\n2024-01;A;6;20\n")
    outcome = folder.run()
    assert outcome.status == 11
    (told,) = _told(outcome, "duplicate")
    assert told.startswith(
        "given/y2024.csv:2: a second row for the unit and period of given/y2022.csv:4; need one (or "
    )
    assert bench.unit(outcome, "A").status == "rejected"
    outcome = folder.run(data='duplicates = "sum"')
    assert bench.unit(outcome, "A").points.numerator[14] == 7
    assert "given/*.csv: rows added to another one of the same unit and period: 1" in [str(p) for p in outcome.problems]


def test_a_unit_and_year_in_two_deliveries(bench: Any, folder: Folder) -> None:
    """Nobody can tell whether the second file adds to the first, or replaces it: two hospitals' files only add."""
    first = DELIVERY + "".join(_year(y, unit) for y in range(2012, 2023) for unit in "AB")
    folder.put(a_csv=first, b_csv=DELIVERY + _year(2023) + _year(2023, "B"), c_csv=DELIVERY + _year(2023, "C"))
    assert folder.run(kind="delivery").status == 0
    folder.put(b_csv=DELIVERY + _year(2022, n=1) + _year(2022, n=1) + _year(2023, "B"))
    outcome = folder.run(kind="delivery")
    (told,) = _told(outcome, "duplicate")
    assert told.startswith("given/b.csv:2: the unit has numbers for the same year in given/a.csv:22; need one file")
    assert "columns.upload" in told
    assert outcome.status == 11
    assert [u.unit for u in outcome.results.rejected] == ["A"]
    outcome = folder.run(kind="delivery", data='duplicates = "sum"')
    assert outcome.status == 0
    assert bench.unit(outcome, "A").points.numerator[-1] == 22


def test_an_upload_replaces_what_came_before_in_another_file(bench: Any, folder: Folder) -> None:
    header = "delivery_id;" + DELIVERY
    years = range(2012, 2024)
    folder.put(
        b_csv=header + "".join(f"1;{_year(y, unit)}" for y in years for unit in "AB"),
        a_csv=header + f"7;{_year(2020, n=31)}",
    )
    outcome = folder.run(kind="delivery")
    assert outcome.status == 0
    assert bench.unit(outcome, "A").points.numerator.tolist() == [20.0] * 8 + [31.0] + [20.0] * 3
    assert len(bench.unit(outcome, "B").points) == 12
    assert _told(outcome, "rows_replaced") == [
        'given/b.csv: column "delivery_id": rows that a later upload replaced, and that are not used: 2 (of "x")'
    ]
    folder.put(a_csv=header + f"mars;{_year(2020, n=31)}")
    assert _told(folder.run(kind="delivery"), "uploads_mixed")[0].startswith("given/*.csv: ")


def test_uploads_without_a_column_of_indicators(bench: Any) -> None:
    rows = "".join(f"1;caregiver;{y};A;20;50\n" for y in range(2012, 2024))
    content = "delivery_id;context;year;orgnr;var;denominator\n" + rows + "2;caregiver;2023;A;30;50\n"
    outcome = bench.job(content, kind="delivery")
    assert bench.unit(outcome, "A").points.numerator[-1] == 30
    assert _told(outcome, "rows_replaced")[0].endswith('not used: 1 (of "x")')


@pytest.mark.parametrize(
    ("names", "row", "told"),
    [
        ("period;resh;var", "2024-01;A;6\n", 'given/z.csv:1: column "denominator" is missing; found '),
        (
            "period;resh;var;denominator;ind_id",
            "2024-01;A;6;20;x\n",
            'given/z.csv:1: column "ind_id": here, though given/y2021.csv lacks it; need the same columns',
        ),
        (
            "period;resh;numerator;denominator",
            "2024-01;A;6;20\n",
            'given/z.csv:1: column "numerator": called "var" in given/y2021.csv; need one name in all files',
        ),
    ],
)
def test_a_file_with_other_columns_is_refused(bench: Any, folder: Folder, names: str, row: str, told: str) -> None:
    outcome = folder.put(**_monthly(bench), z_csv=f"{names}\n{row}").run()
    assert outcome.status == 3
    (problem,) = outcome.problems
    assert str(problem).startswith(told)
    assert len({problem.said(language) for language in ("nb", "nn", "en")}) == 3


def test_what_most_files_have_is_usual(folder: Folder) -> None:
    """The first file lacks a column that the events of all others have: it is the one that is told."""
    row = "date;resh;var;denominator\n{}-01-01;A;1;1\n"
    folder.put(a_csv="date;resh;var\n2020-01-01;A;1\n", b_csv=row.format(2021), c_csv=row.format(2022))
    outcome = folder.run(kind="events")
    (told,) = map(str, outcome.problems)
    assert told.startswith('given/a.csv:1: column "denominator": missing, though given/b.csv has it; need the same')


def test_columns_that_are_not_used_may_differ(bench: Any, folder: Folder) -> None:
    files = _monthly(bench)
    files["y2022_csv"] = "".join(f"{line};{n or 'note'}\n" for n, line in enumerate(files["y2022_csv"].split()))
    outcome = folder.put(**files).run()
    assert outcome.status == 0
    assert [str(p) for p in outcome.problems] == ['given/y2022.csv:1: columns that are not used: "note"']


def test_all_that_is_wrong_with_all_files_is_told_at_once(bench: Any, folder: Folder) -> None:
    files = _monthly(bench)
    files |= {"y2021_csv": b"", "y2022_csv": files["y2022_csv"].encode("utf-16")}
    outcome = folder.put(**files).run('["given/*.csv", "given/y2030.csv"]')
    assert outcome.status == 3
    assert [str(p).split(":")[0] for p in outcome.problems] == ["given/y2021.csv", "given/y2030.csv"]
    folder.put(y2021_csv="period;resh\n")
    assert [str(p).split(":")[0] for p in folder.run().problems if p.severity == "refuse"] == [
        "given/y2021.csv", "given/y2021.csv", "given/y2022.csv",
    ]  # fmt: skip


def test_a_pattern_finds_at_least_one_file(bench: Any, folder: Folder) -> None:
    (folder.path / "given" / "folder.csv").mkdir()
    (folder.path / "given" / ".hidden.csv").write_text(bench.header)
    outcome = folder.run()
    assert outcome.status == 3
    assert _told(outcome, "files_not_found")[0].startswith(
        "given/*.csv: no file has a name like this; need at least one"
    )
    assert "ingen fil har et slikt navn" in next(iter(outcome.problems)).said("nb")
    assert folder.put(**_monthly(bench)).run().status == 0
    assert folder.run(f'"{folder.path}/given/*.csv"').status == 0  # a whole path


def test_a_name_that_a_file_has_is_no_pattern(bench: Any, folder: Folder) -> None:
    name = "data [2022]*.csv"
    (folder.path / name).write_text(bench.header + bench.rows())
    outcome = folder.run(f'"{name}"')
    assert outcome.status == 0
    assert [i.name for i in outcome.results.inputs] == [name]


def test_a_link_is_the_same_file(bench: Any, folder: Folder) -> None:
    folder.put(**_monthly(bench))
    (folder.path / "given" / "newest.csv").symlink_to("y2023.csv")
    outcome = folder.run()
    assert outcome.status == 0
    assert [i.name for i in outcome.results.inputs] == ["given/newest.csv", "given/y2021.csv", "given/y2022.csv"]


def test_a_copy_is_refused(folder: Folder) -> None:
    events = "date;resh;var\n" + "".join(f"2022-{m:02d}-0{d};A;{d % 2}\n" for m in range(1, 13) for d in range(1, 9))
    folder.put(a_csv=events)
    (folder.path / "given" / "a (1).csv").write_text(events)
    outcome = folder.run(kind="events")
    assert outcome.status == 3
    assert _told(outcome, "file_twice")[0].startswith(
        "given/a.csv: the same as given/a (1).csv, byte by byte; need each"
    )


def test_rows_of_two_files_that_are_alike(folder: Folder) -> None:
    rows = "".join(f"2022-{m:02d}-0{d};A;{d % 2};{m * 10 + d}\n" for m in range(1, 13) for d in range(1, 9))
    folder.put(a_csv=f"date;resh;var;id\n{rows}", b_csv=f"date;resh;var;id\n{rows}2023-01-01;A;1;9\n")
    (told,) = _told(folder.run(kind="events"), "rows_repeated")
    assert told.startswith("given/*.csv: 96 of 193 rows are the same as an earlier one in every column")


def test_files_without_rows(bench: Any, folder: Folder) -> None:
    files = _monthly(bench) | {"y2022_csv": bench.header}
    outcome = folder.put(**files).run()
    assert outcome.status == 0
    assert _told(outcome, "no_rows") == ["given/y2022.csv: no rows below the header"]
    assert len(bench.unit(outcome, "A").points) == 36
    outcome = folder.put(**dict.fromkeys(files, bench.header)).run()
    assert outcome.status == 0
    assert len(_told(outcome, "no_rows")) == 3


def test_kinds_of_files_are_not_mixed(bench: Any, folder: Folder) -> None:
    folder.put(**_monthly(bench))
    pq.write_table(
        pa.table({"period": ["2024-01"], "resh": ["A"], "var": [1], "denominator": [2]}), folder.path / "given/z.pq"
    )
    outcome = folder.run('"given/*"')
    assert outcome.status == 3
    assert [str(p) for p in outcome.problems] == [
        "given/z.pq: another kind of file than most of them; need CSV files only, or Parquet files only"
    ]
    (folder.path / "given/z.pq").rename(folder.path / "given/z.duckdb")
    assert _told(folder.run('"given/*"'), "file_form")[0].startswith("given/z.duckdb: a DuckDB file; need the name of")
    for given in ('["a.duckdb", "b.csv"]', '"*.duckdb"'):
        (problem,) = folder.run(given, data='query = "SELECT 1"').problems
        assert "need one DuckDB file by its name" in str(problem)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("[]", 'data.events: got []; need text in quotes, such as "data.csv" or at least one'),
        ('["a.csv", "a.csv"]', "data.events: a.csv stands twice; need each id once"),
        ('["a.csv", ""]', 'data.events[2]: got ""; need at least one character'),
        ('"a.csv"\ndelivery = ["b.csv"]', "data: got events, delivery; need exactly one of events, aggregated, "),
    ],
)
def test_lists_that_are_refused(folder: Folder, given: str, told: str) -> None:
    outcome = folder.run(given, kind="events")
    assert outcome.status == 3
    assert any(str(p).startswith(f"project.toml: {told}") for p in outcome.problems), list(outcome.problems.lines())


def test_the_size_of_all_files_counts(folder: Folder) -> None:
    row = "2022-01;A;6;20;" + "x" * 900_000 + "\n"
    folder.put(a_csv="period;resh;var;denominator;note\n" + row, b_csv="period;resh;var;denominator;note\n" + row)
    outcome = folder.run(data="max_megabytes = 1")
    assert _told(outcome, "file_too_large") == ["given/*.csv: 1 MB; need at most 1 MB, or a larger data.max_megabytes"]


def test_a_name_in_other_letters_is_refused(bench: Any, folder: Folder) -> None:
    raw = bytes(folder.path / "given") + b"/troms\xf8.csv"
    Path(raw.decode("utf-8", "surrogateescape")).write_text(bench.header + bench.rows())
    outcome = folder.run()
    assert _told(outcome, "file_name_letters") == [
        "given/troms\\xf8.csv: letters in the name that are not UTF-8; need another name for the file"
    ]


@pytest.mark.parametrize("gone", [False, True])
def test_a_file_that_changes_while_it_is_read(
    bench: Any, folder: Folder, monkeypatch: pytest.MonkeyPatch, gone: bool
) -> None:
    folder.put(**_monthly(bench))
    load = read_files.load

    def slow(connection: Any, file: Any, nth: int, *more: Any, **named: Any) -> bool:
        if nth == 2:  # the first file has been read
            first = folder.path / "given/y2021.csv"
            first.unlink() if gone else first.write_text(bench.header + bench.rows("A", MONTHS[2021], 7))
        return load(connection, file, nth, *more, **named)

    monkeypatch.setattr(read_files, "load", slow)
    outcome = folder.run()
    assert outcome.status == 3
    assert _told(outcome, "file_changed")[0].startswith("given/y2021.csv: changed while it was read")


def test_history_counts_them_as_one(bench: Any, folder: Folder, tmp_path: Path) -> None:
    out = tmp_path / "out"
    files = _monthly(bench, A=6, B=9)
    folder.put(**files)
    assert folder.run(out=out).status == 0
    first = json.loads((out / "manifest.json").read_text())
    assert folder.run(out=out).status == 0
    assert json.loads((out / "manifest.json").read_text()) == first
    files["y2021_csv"] = files["y2021_csv"].replace("2021-05;A;6", "2021-05;A;8")
    outcome = folder.put(**files).run(out=out)
    (told,) = _told(outcome, "history_revised")
    assert "2021-05" in told
    (folder.path / "given/y2022.csv").unlink()  # a year that was not delivered
    assert {"history_jumped", "gaps"} & bench.codes(folder.run(out=out))


def test_check_dry_run_schema_and_new(bench: Any, folder: Folder) -> None:
    from kvalspc.job.project_schema import project_schema

    folder.put(**_monthly(bench))
    path = folder.project('["given/y2021.csv", "given/y202[23].csv"]')
    for command in (["check", str(path)], ["run", str(path), "--dry-run"]):
        found = CliRunner().invoke(app, command)
        assert found.exit_code == 0, found.output
    given = project_schema()["$defs"]["Data"]["properties"]["events"]["anyOf"]
    assert [one["type"] for one in given] == ["string", "array", "null"]
    assert given[1]["minItems"] == 1
    made = folder.path / "new.toml"
    found = CliRunner().invoke(app, ["new", str(folder.path / "given/*.csv"), "--out", str(made)])
    assert found.exit_code == 0, found.output
    assert 'aggregated = "given/*.csv"' in made.read_text()
    assert "# found: 36 rows" in made.read_text()
    assert CliRunner().invoke(app, ["check", str(made)]).exit_code == 0


def _events(year: int, **columns: Any) -> pa.Table:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    table = {"date": days, "resh": ["A"] * 365, "var": [int(d.toordinal() % 7 < 3) for d in days]}
    return pa.table(table | columns)


@pytest.mark.parametrize("many", [2, read_files.MANY])
def test_parquet_files(bench: Any, folder: Folder, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    """As a view of a few files, or copied."""
    monkeypatch.setattr(read_files, "MANY", many)
    days = _events(2022)["date"]
    tables = [
        _events(2021),
        _events(2022, date=days.cast(pa.timestamp("us")), note=["x"] * 365),
        _events(2023, var=[float(d.toordinal() % 7 < 3) for d in _events(2023)["date"].to_pylist()]),
    ]
    for k, table in enumerate(tables):
        pq.write_table(table, folder.path / f"given/{k}.parquet")
    pq.write_table(pa.concat_tables([_events(y) for y in (2021, 2022, 2023)]), folder.path / "whole.parquet")
    outcome, expected = (folder.run(given, kind="events") for given in ('"given/*.parquet"', '"whole.parquet"'))
    assert outcome.status == expected.status == 0
    found, wanted = (bench.unit(one, "A") for one in (outcome, expected))
    assert found.points.numerator.tolist() == wanted.points.numerator.tolist()
    assert found.text == wanted.text
    assert [(i.name, i.rows) for i in outcome.results.inputs] == [(f"given/{k}.parquet", 365) for k in range(3)]
    pq.write_table(_events(2022, var=[*([-1] * 2), *[1] * 363]), folder.path / "given/1.parquet")
    outcome = folder.run('"given/*.parquet"', kind="events")
    assert [one.split(": ")[0] for one in _told(outcome, "count_bad")] == ["given/1.parquet:1", "given/1.parquet:2"]
    pq.write_table(_events(2022, var=["1"] * 365), folder.path / "given/1.parquet")
    outcome = folder.run('"given/*.parquet"', kind="events")
    assert _told(outcome, "columns_differ") == [
        'given/1.parquet: column "var": text, where given/0.parquet has numbers or days; need one of them in all files'
    ]
    for k in (0, 2):
        pq.write_table(_events(2021 + k, var=["1"] * 365), folder.path / f"given/{k}.parquet")
    assert folder.run('"given/*.parquet"', kind="events").status == 0
    pq.write_table(_events(2022), folder.path / "given/1.parquet")
    assert (
        "numbers or days, where given/0.parquet has text"
        in _told(folder.run('"given/*.parquet"', kind="events"), "columns_differ")[0]
    )


@pytest.mark.parametrize("many", [1, read_files.MANY])
def test_a_parquet_file_that_is_damaged_is_named(folder: Folder, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr(read_files, "MANY", many)
    for year in (2021, 2022):
        pq.write_table(_events(year), folder.path / f"given/{year}.parquet", compression="zstd")
    path = folder.path / "given/2022.parquet"
    raw = bytearray(path.read_bytes())
    raw[40:400] = b"\xff" * 360  # its pages; the footer stays
    path.write_bytes(raw)
    outcome = folder.run('"given/*.parquet"', kind="events")
    assert outcome.status == 3
    assert _told(outcome, "table_unreadable")[0].startswith("given/2022.parquet: ")


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_files_that_overlap(folder: Folder, form: str) -> None:
    """An extract of two years beside the next one: nearly all rows of the year that both have are the same."""

    def put(name: str, table: pa.Table) -> None:
        path = folder.path / f"given/{name}.{form}"
        if form == "parquet":
            pq.write_table(table, path)
        else:
            rows = zip(*(table[column].to_pylist() for column in table.column_names), strict=True)
            path.write_text(f"{';'.join(table.column_names)}\n" + "".join(f"{';'.join(map(str, r))}\n" for r in rows))

    corrected = _events(2022).to_pydict()
    corrected["var"][:5] = [1] * 5
    put("a", pa.concat_tables([_events(2021), _events(2022)]))
    put("b", pa.concat_tables([pa.table(corrected), _events(2023)]))
    outcome = folder.run(f'"given/*.{form}"', kind="events")
    assert outcome.status == 0
    (told,) = _told(outcome, "files_overlap")
    assert told.startswith(
        f"given/b.{form}: from 2022-01-01 to 2022-12-31 this file has nearly the same rows as given/a.{form}"
    )
    put("b", _events(2023))
    assert folder.run(f'"given/*.{form}"', kind="events").problems.found == []
    put("b", _events(2022, var=[int(n % 5 == 0) for n in range(365)]))  # of another source
    assert _told(folder.run(f'"given/*.{form}"', kind="events"), "files_overlap") == []
    put("b", _events(2022, resh=["B"] * 365))
    assert _told(folder.run(f'"given/*.{form}"', kind="events"), "files_overlap") == []
