"""Parquet files and DuckDB files: the same results as the CSV file, and as strict."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

if TYPE_CHECKING:
    from kvalspc.job.run import Outcome

DAYS = [date(2022, 1, 1) + timedelta(days=n) for n in range(730)]
ROWS = [(day, unit, int(day.toordinal() % 7 < share)) for unit, share in (("A", 3), ("B", 5)) for day in DAYS]


def _table(**columns: Any) -> pa.Table:
    day, unit, value = (list(column) for column in zip(*ROWS, strict=True))
    return pa.table({"date": day, "resh": unit, "var": value} | columns)


def _run(bench: Any, table: pa.Table, *, form: str = "parquet", kind: str = "events", type: str = "andel") -> Outcome:  # noqa: A002
    from kvalspc.job.run import run

    query = ""
    if form == "parquet":
        pq.write_table(table, bench.folder / "data.parquet")
    else:
        (bench.folder / "data.duckdb").unlink(missing_ok=True)
        with duckdb.connect(str(bench.folder / "data.duckdb")) as connection:
            connection.register("given", table)
            connection.execute("CREATE TABLE event AS FROM given")
        query = 'query = "SELECT * FROM event;"'
    project = bench.write(
        f'[project]\nid = "test"\n[data]\n{kind} = "data.{form}"\n{query}\n'
        f'[[indicator]]\nid = "x"\ntype = "{type}"\n[units]\nstart = 2023-01-01\n'
    )
    return run(project, None)


@pytest.mark.parametrize("form", ["parquet", "duckdb"])
def test_the_same_as_the_csv_file(bench: Any, form: str) -> None:
    content = "date;resh;var\n" + "".join(f"{d};{u};{v}\n" for d, u, v in ROWS)
    expected = bench.job(content, kind="events", units="start = 2023-01-01")
    moments = [datetime.fromisoformat(f"{d} 13:30") for d, _, _ in ROWS]
    for table in (
        _table(),
        _table(date=moments),
        _table(date=[str(d) for d, _, _ in ROWS]),
        _table(var=[float(v) for _, _, v in ROWS]),
        _table(var=[bool(v) for _, _, v in ROWS]),
        _table(var=[str(v) for _, _, v in ROWS]),
    ):
        outcome = _run(bench, table, form=form)
        assert outcome.status == 0, list(outcome.problems.lines())
        for unit in ("A", "B", "total"):
            found, wanted = bench.unit(outcome, unit), bench.unit(expected, unit)
            assert found.text == wanted.text
            assert found.points.numerator.tolist() == wanted.points.numerator.tolist()
            assert found.points.period == wanted.points.period


def test_numbers_as_names_of_units_and_years(bench: Any) -> None:
    """R writes whole numbers as doubles: unit 4001 is "4001", not "4001.0"."""
    years = [float(y) for y in range(2010, 2024)]
    table = pa.table(
        {
            "context": ["caregiver"] * 14,
            "year": years,
            "orgnr": [974557746.0] * 14,
            "ind_id": ["x"] * 14,
            "var": [5] * 14,
            "denominator": [20] * 14,
        }
    )
    outcome = _run(bench, table, kind="delivery")
    assert bench.unit(outcome, "974557746").points.period == tuple(str(int(y)) for y in years)


@pytest.mark.parametrize(
    ("bad", "type", "code", "words"),
    [
        ([float("nan")], "andel", "count_bad", "not-a-number"),
        ([float("inf")], "andel", "count_bad", "infinite"),
        ([-1], "andel", "count_bad", "negative"),
        ([0.5], "andel", "count_bad", "fraction"),
        ([2], "andel", "not_zero_or_one", "above 1"),
        ([2**53], "andel", "count_bad", "out of range"),
        ([2**63 - 1], "andel", "count_bad", "out of range"),
        ([1e300], "gjennomsnitt", "number_bad", "out of range"),
        ([1e-300], "gjennomsnitt", "number_bad", "out of range"),
    ],
)
def test_bad_numbers(bench: Any, bad: list[Any], type: str, code: str, words: str) -> None:  # noqa: A002
    values = [v for _, _, v in ROWS]
    outcome = _run(bench, _table(var=pa.array([*bad, *values[1:]])), type=type)
    told = bench.told(outcome, code)
    assert len(told) == 1
    assert words in told[0]
    assert told[0].startswith('data.parquet:1: column "var"')
    assert bench.unit(outcome, "A").status == "rejected"
    assert bench.unit(outcome, "B").status == "ok"


def test_missing_values_and_days(bench: Any) -> None:
    days = [d for d, _, _ in ROWS]
    outcome = _run(bench, _table(var=[None, *(v for _, _, v in ROWS[1:])]))
    assert bench.codes(outcome) == {"value_missing"}
    outcome = _run(bench, _table(date=pa.array([None, *days[1:]], pa.date32())))
    assert "an empty field" in bench.told(outcome, "date_bad")[0]
    outcome = _run(bench, _table(date=pa.array([date(1850, 1, 1), *days[1:]])))
    assert "1900-2199" in bench.told(outcome, "date_bad")[0]
    utc = pa.array([datetime.fromisoformat(str(d)) for d in days], pa.timestamp("us", tz="UTC"))
    outcome = _run(bench, _table(date=utc))
    assert "an offset" in bench.told(outcome, "date_bad")[0]


def test_files_that_are_refused(bench: Any) -> None:
    from kvalspc.job.run import run

    project = '[project]\nid = "t"\n[data]\nevents = "{}"\n{}\n[[indicator]]\nid = "x"\ntype = "andel"\n'

    def codes(name: str, more: str = "") -> set[str]:
        outcome = run(bench.write(project.format(name, more)), None)
        assert outcome.status == 3
        return {p.code for p in outcome.problems}

    query = 'query = "SELECT * FROM event"'
    assert codes("missing.parquet") == {"file_missing"}
    for name, more in (("bad.parquet", ""), ("bad.duckdb", query)):
        (bench.folder / name).write_bytes(b"not such a file at all" * 100)
        assert codes(name, more) == {"table_unreadable" if name == "bad.parquet" else "table_bad"}
    assert codes("bad.duckdb") == {"project_value"}  # no query
    assert codes("bad.parquet", query) == {"project_value"}
    pq.write_table(pa.table({"date": DAYS, "unit": ["A"] * 730}), bench.folder / "few.parquet")
    assert codes("few.parquet") == {"column_missing"}
    with duckdb.connect(str(bench.folder / "good.duckdb")) as connection:
        connection.execute("CREATE TABLE event (date DATE, resh VARCHAR, var INTEGER)")
    assert codes("good.duckdb", 'query = "SELECT * FROM nothing"') == {"table_bad"}
    assert codes("good.duckdb", 'query = "DROP TABLE event"') == {"table_bad"}
    assert codes("good.duckdb", 'query = "SELECT * FROM event; DROP TABLE event"') == {"table_bad"}


PERSON = "Kari 12345"
INDICATOR = '[[indicator]]\nid = "x"\ntype = "andel"\n'


def _asked(bench: Any, query: str) -> Outcome:
    """Run a query on a DuckDB file with one row, in which a person's name stands."""
    from kvalspc.job.run import run

    with duckdb.connect(str(bench.folder / "data.duckdb")) as connection:
        connection.execute(
            f"CREATE OR REPLACE TABLE event AS SELECT DATE '2024-01-01' AS date, 'A' AS resh, 1 AS var, '{PERSON}' AS n"
        )
    head = f'[project]\nid = "t"\n[data]\nevents = "data.duckdb"\nquery = """{query}"""\n'
    return run(bench.write(head + INDICATOR), None)


@pytest.mark.parametrize(
    ("expression", "column"),
    [
        ("CAST(n AS INTEGER)", "var"),
        ("strptime(n, '%Y-%m-%d')", "date"),
        ("json_extract(n, '$.unit')", "resh"),
        ("error(n)", "var"),
        ("regexp_extract(n, n || '(')", "unused"),
    ],
)
def test_a_query_that_fails_names_the_column_and_never_a_value(bench: Any, expression: str, column: str) -> None:
    columns = {"date": "date", "resh": "resh", "var": "var"} | {column: expression}
    outcome = _asked(bench, f"SELECT {', '.join(f'{e} AS {name}' for name, e in columns.items())} FROM event")
    if column == "unused":  # what is not read is not computed
        assert "columns_ignored" in bench.codes(outcome)
        return
    assert outcome.status == 3
    (told,) = bench.told(outcome, "table_unreadable")
    assert told.startswith(f'data.duckdb: column "{column}": ')
    assert "TRY_CAST" in told
    assert PERSON not in "\n".join(outcome.problems.lines())


def test_a_condition_that_fails_is_told_without_a_column(bench: Any) -> None:
    outcome = _asked(bench, "SELECT date, resh, var FROM event WHERE CAST(n AS INTEGER) > 1")
    (told,) = bench.told(outcome, "table_unreadable")
    assert told.startswith("data.duckdb: DuckDB cannot read it (ConversionException); need ")
    assert PERSON not in told


def test_a_query_may_end_in_a_comment(bench: Any) -> None:
    outcome = _asked(bench, "SELECT date, resh, var FROM event -- all of them")
    assert bench.unit(outcome, "A").points.numerator.tolist() == [1]


def test_columns_of_one_name_are_refused(bench: Any) -> None:
    outcome = _asked(bench, "SELECT date, resh, var, 0 AS var FROM event")
    assert outcome.status == 3
    assert bench.told(outcome, "column_twice") == ['data.duckdb: column "var" stands twice; need each name once']


def test_columns_that_differ_by_case_are_two(bench: Any) -> None:
    outcome = _asked(bench, "SELECT 'Z' AS RESH, date, resh, var FROM event")
    assert bench.unit(outcome, "A").points.numerator.tolist() == [1]


def test_a_parquet_file_that_is_cut_off_is_told_without_what_it_holds(bench: Any) -> None:
    from kvalspc.job.run import run

    path = bench.folder / "cut.parquet"
    pq.write_table(pa.table({"date": DAYS, "resh": [PERSON] * 730, "var": [1] * 730}), path)
    path.write_bytes(path.read_bytes()[:-100])
    outcome = run(bench.write(f'[project]\nid = "t"\n[data]\nevents = "cut.parquet"\n{INDICATOR}'), None)
    assert outcome.status == 3
    assert "need a whole Parquet file" in bench.told(outcome, "table_unreadable")[0]
