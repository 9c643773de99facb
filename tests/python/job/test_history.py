"""What the history remembers from night to night: each unit's period, and numbers that were settled."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb

from kvalspc.job.history import HISTORY

MONTHS = [f"{year}-{month:02d}" for year in (2021, 2022, 2023) for month in range(1, 13)]

REVISED = (
    '"x": late registrations: {count} periods that were over in the last run have other numbers now '
    "(the first is {first}), in {units}"
)


def _job(bench: Any, of: dict[str, int], *, start: str = "2023-01-01", months: list[str] | None = None) -> Any:
    rows = "".join(f"{m};{unit};{n * 3 // 10};{n}\n" for unit, n in of.items() for m in months or MONTHS)
    return bench.job(bench.header + rows, units=f"start = {start}", out=bench.folder / "out")


def test_a_unit_keeps_its_period_until_the_project_file_says_otherwise(bench: Any) -> None:
    assert bench.unit(_job(bench, {"A": 10}), "A").period_type == "quarter"
    assert bench.unit(_job(bench, {"A": 20}), "A").period_type == "quarter"  # alone it would be months
    assert bench.unit(_job(bench, {"A": 20}, start="2022-07-01"), "A").period_type == "month"
    assert bench.unit(_job(bench, {"A": 20, "B": 10}, start="2022-07-01"), "B").period_type == "quarter"
    (bench.folder / "out" / HISTORY).unlink()
    assert bench.unit(_job(bench, {"A": 20}), "A").period_type == "month"


def test_late_rows_are_told_once_an_indicator(bench: Any) -> None:
    first = _job(bench, {"A": 20, "B": 30, "C": 40})
    assert bench.told(first, "history_revised") == []
    assert bench.told(_job(bench, {"A": 20, "B": 30, "C": 40}), "history_revised") == []
    told = bench.told(_job(bench, {"A": 20, "B": 31, "C": 44}), "history_revised")
    assert told == [
        REVISED.format(count=72, first="2021-01", units='"B", "C"'),
    ]


def test_one_late_period_is_told_in_the_singular(bench: Any) -> None:
    """The commonest night of all: one row of last month came late."""
    rows = bench.header + bench.rows("A")
    bench.job(rows, out=bench.folder / "out")
    outcome = bench.job(rows.replace("2023-11;A;6;20", "2023-11;A;7;21"), out=bench.folder / "out")
    (problem,) = (p for p in outcome.problems if p.code == "history_revised")
    assert problem.said("en") == (
        '"x": late registrations: 1 period that was over in the last run has other numbers now (2023-11), in "A"'
    )
    assert "1 periode som var over i forrige kjøring, har andre tall nå" in problem.said("nb")
    assert "1 periode som var over i førre køyring, har andre tal no" in problem.said("nn")


def test_new_months_are_no_revision(bench: Any) -> None:
    _job(bench, {"A": 20}, months=MONTHS[:-1])
    assert bench.told(_job(bench, {"A": 20}), "history_revised") == []


def test_a_replaced_year_of_a_delivery_replaces_and_says_so(bench: Any) -> None:
    """A registry delivers an indicator's year anew: the new rows count, and the reader is told which year moved."""

    def deliver(events: int) -> Any:
        header = "context;year;orgnr;ind_id;var;denominator\n"
        rows = [f"caregiver;{y};974;x;{events if y == 2018 else 40};100\n" for y in range(2010, 2024)]
        return bench.job(header + "".join(rows), kind="delivery", out=bench.folder / "out")

    deliver(40)
    outcome = deliver(55)
    points = bench.unit(outcome, "974").points
    assert points.numerator[points.period.index("2018")] == 55
    assert bench.told(outcome, "history_revised") == [
        '"x": late registrations: 1 period that was over in the last run has other numbers now (2018), in "974"'
    ]


def test_a_history_of_the_first_format_is_read(bench: Any) -> None:
    _job(bench, {"A": 20})
    with duckdb.connect(str(bench.folder / "out" / HISTORY)) as connection:
        connection.execute("DROP TABLE points")
        connection.execute("DROP TABLE periods")
        connection.execute("UPDATE format SET version = 1")
    outcome = _job(bench, {"A": 30})
    assert outcome.status == 0
    assert bench.told(outcome, "history_revised") == []
    assert bench.told(_job(bench, {"A": 40}), "history_revised") != []


def test_points_of_two_runs_are_kept_and_scores_of_all(bench: Any) -> None:
    for n in (20, 21, 22, 23):
        _job(bench, {"A": n})
    with duckdb.connect(str(bench.folder / "out" / HISTORY), read_only=True) as connection:
        assert connection.execute("SELECT DISTINCT run FROM points ORDER BY run").fetchall() == [(3,), (4,)]
        assert connection.execute("SELECT DISTINCT run FROM scores ORDER BY run").fetchall() == [(1,), (2,), (3,), (4,)]


def test_a_signal_is_new_then_continues_and_ends_once(bench: Any) -> None:
    import pyarrow.parquet as pq

    def states(odd: str) -> list[str]:
        rows = bench.rows("A", MONTHS[:-1], 10, 20) + bench.rows("B", MONTHS, 10, 20) + f"{MONTHS[-1]};A;{odd};20\n"
        bench.job(bench.header + rows, out=bench.folder / "out", rest='[report]\nperiod = "month"\n')
        signals = pq.read_table(bench.folder / "out" / "signals.parquet").to_pylist()
        own = [one for one in signals if one["unit"] == "A" and one["source"] == "limit"]
        assert all(one["new"] == (one["state"] == "new") for one in own)
        assert all(one["first"] == one["last"] == MONTHS[-1] for one in own)
        return [one["state"] for one in own]

    assert states("20") == ["new"]
    assert states("20") == ["new"]  # the same input again: compared with the run before
    assert states("19") == ["continuing"]
    assert states("-1") == []  # its rows were rejected: nobody knows
    assert states("19") == ["new"]
    assert states("10") == ["ended"]
    assert states("11") == []


def test_the_report_tells_what_is_odd_about_a_unit(bench: Any) -> None:
    from kvalspc.report import write

    outcome = _job(bench, {"A": 20}, start="2024-06-01")
    assert [one.code for one in bench.unit(outcome, "A").problems] == ["start_outside"]
    write(outcome.results, bench.folder / "report", languages=["nb"])
    page = (bench.folder / "report" / "index.html").read_text(encoding="utf-8")
    assert "starten 2024-06-01 ligger etter dataene (2021-01 til 2023-12)" in page


def test_units_that_are_gone_are_named_and_give_another_exit_status(bench: Any) -> None:
    """The first part of a file that was cut short must not look like a good night."""
    first = _job(bench, {"A": 20, "B": 20, "C": 20})
    assert first.status in (0, 10)
    cut = _job(bench, {"A": 20})
    assert cut.status == 11
    (told,) = bench.told(cut, "units_gone")
    assert told.startswith('"x": 2 of the 3 units with rows in the last run have none now: "B", "C"; ')
    assert _job(bench, {"A": 20}).status == 11  # the same bytes: compared with the last different run
    assert bench.told(_job(bench, {"A": 21}), "units_gone") == []
    assert bench.told(_job(bench, {"A": 20, "B": 20}), "units_gone") == []


def test_units_that_no_longer_take_part_or_are_rejected_are_not_gone(bench: Any) -> None:
    out = bench.folder / "out"
    both = bench.header + bench.rows("A") + bench.rows("B")
    bench.job(both, out=out)
    assert bench.codes(bench.job(both, units='participate = ["A"]', out=out)) == set()
    outcome = bench.job(both + "2024-01;B;x;20\n", out=out)
    assert bench.codes(outcome) == {"count_bad", "total_without"}


def test_an_earlier_day_has_no_units_that_are_gone(bench: Any) -> None:
    out = bench.folder / "out"
    both = bench.header + bench.rows("A") + bench.rows("B", [m for m in MONTHS if m > "2023"])
    bench.job(both, out=out)
    assert "units_gone" not in bench.codes(bench.job(both, out=out, as_of=date(2022, 12, 31)))


def test_doubled_numbers_are_called_doubled(bench: Any) -> None:
    _job(bench, {"A": 20, "B": 30})
    outcome = _job(bench, {"A": 40, "B": 60})
    (told,) = bench.told(outcome, "history_doubled")
    assert told.startswith('"x": the numbers have doubled: exactly twice as large as in the last run in 72 periods ')
    assert told.endswith('(the first is 2021-01); were the same rows delivered twice? Units (2): "A", "B"')
    jumped = _job(bench, {"A": 40, "B": 10})
    assert bench.told(jumped, "history_doubled") == []
    assert bench.told(jumped, "history_jumped")[0].endswith('Units (1): "B"')
    assert bench.told(_job(bench, {"A": 41, "B": 10}), "history_jumped") == []


def test_rows_that_stand_twice_are_counted(bench: Any) -> None:
    """Alike patients of one day are ordinary; a file that was written twice is not."""

    def told(header: str, lines: list[str]) -> list[str]:
        content = header + "".join(line + "\n" for line in lines)
        return bench.told(bench.job(content, kind="events"), "rows_repeated")  # type: ignore[no-any-return]

    events = [f"2023-{month:02d}-{day:02d};A;{day % 2}" for month in range(1, 13) for day in range(1, 28)]
    plain = "date;resh;var\n"
    assert told(plain, events) == []
    assert told(plain, events + events[:200]) == []
    twice = "are the same as an earlier one in every column; were rows delivered twice?"
    assert told(plain, events + events) == [f"data.csv: 324 of 648 rows {twice}"]
    numbered = [f"{line};{number}" for number, line in enumerate(events)]
    header = "date;resh;var;number\n"
    assert told(header, numbered) == []
    assert told(header, numbered + numbered[:3]) == []  # below one in a hundred
    assert told(header, numbered + numbered[:20]) == [f"data.csv: 20 of 344 rows {twice}"]


def test_a_file_without_rows_does_not_take_the_last_report_away(bench: Any) -> None:
    assert _job(bench, {"A": 20, "B": 20}).status in (0, 10)
    before = {path: path.read_bytes() for path in sorted((bench.folder / "out").rglob("*")) if path.is_file()}
    empty = bench.job(bench.header, out=bench.folder / "out")
    assert empty.status == 3
    (told,) = bench.told(empty, "rows_gone")
    assert (
        told == "no rows of any unit, where the last run had 2 units; need the whole file (a delivery may have failed)"
    )
    assert {path: path.read_bytes() for path in before} == before
