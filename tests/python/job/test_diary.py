"""The project's diary: a CSV file whose rows are notes on the charts."""

from __future__ import annotations

from typing import Any

import pytest


def run(bench: Any, diary: str | bytes, **more: Any) -> Any:
    """Two units of two years, and a diary."""
    from kvalspc.job.run import run as run_project

    (bench.folder / "data.csv").write_text(bench.header + bench.rows("A") + bench.rows("B"), encoding="utf-8")
    (bench.folder / "diary.csv").write_bytes(diary if isinstance(diary, bytes) else diary.encode())
    units, rest = more.pop("units", ""), more.pop("rest", "")
    path = bench.write(
        '[project]\nid = "test"\ndiary = "diary.csv"\n[data]\naggregated = "data.csv"\n'
        '[[indicator]]\nid = "x"\ntype = "andel"\n'
        f'[units]\n{units}\n[report]\nperiod = "month"\n'
        '[[mark]]\ndate = 2022-03-01\nkind = "note"\ntext = "New form"\n' + rest
    )
    return run_project(path, more.pop("out", None), **more)


def notes(bench: Any, outcome: Any, unit: str) -> dict[int, str]:
    return dict(bench.unit(outcome, unit).chart.notes)


def test_rows_are_notes_on_the_charts_of_their_units(bench: Any) -> None:
    outcome = run(
        bench,
        "date;who;text;unit;indicator\n2022-03-15;KL;Checklist;;\n"
        "\n17.06.2022;KL;Training: day 1, \u00e6\u00f8\u00e5;A;\n2022-07-01;KL;New nurse;B;x\n",
    )
    assert outcome.status == 0
    both = "New form; Checklist"
    assert notes(bench, outcome, "A") == {2: both, 5: "Training: day 1, \u00e6\u00f8\u00e5"}
    assert notes(bench, outcome, "B") == {2: both, 6: "New nurse"}
    assert notes(bench, outcome, "total") == {2: both}
    assert [(one.name, one.rows) for one in outcome.results.inputs] == [("data.csv", 48), ("diary.csv", 3)]


def test_its_notes_stand_on_the_page(bench: Any, tmp_path: Any) -> None:
    outcome = run(bench, "date,text\n2022-03-15,Sjekkliste i bruk\n", out=tmp_path / "out")
    assert outcome.status == 0
    assert "Sjekkliste" in (tmp_path / "out/report/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("diary", "told"),
    [
        ("date;what\n2022-03-15;x\n", 'columns "date", "what"; need one named text'),
        ("date;text\n2022-03-15;x\n15/3/22;y\n", 'row 2: the date is "15/3/22"; need one such as 2025-12-31'),
        ("date;text\n31.02.2022;x\n", 'row 1: the date is "31.02.2022"; need one such as 2025-12-31'),
        ("date;text\n2022-03-15; \n", "row 1: no text; need what happened"),
        ("date;text;indicator\n2022-03-15;x;y\n", 'row 1: no indicator "y"; need one of "x"'),
        ("date;text\n2022-03-15\n", "need 2"),
        ("", "0 bytes"),
    ],
)
def test_a_diary_that_cannot_be_read_is_refused(bench: Any, diary: str, told: str) -> None:
    outcome = run(bench, diary)
    assert outcome.status == 3
    (message,) = bench.told(outcome, "diary_bad")
    assert message.startswith("diary.csv: ")
    assert told in message


def test_all_rows_that_cannot_be_read_are_told(bench: Any) -> None:
    outcome = run(bench, "date;text;indicator\n15/3/22;x;\n2022-03-15;x;\n2022-04-15;;\n2022-05-15;x;nobody\n")
    assert outcome.status == 3
    told = bench.told(outcome, "diary_bad")
    assert [message.split(":")[1].strip() for message in told] == ["row 1", "row 3", "row 4"]


def test_no_more_rows_are_listed_than_anybody_reads(bench: Any) -> None:
    outcome = run(bench, "date;text\n" + "x;y\n" * 250)
    assert len(bench.told(outcome, "diary_bad")) == 200
    assert sum(outcome.problems.more.values()) == 50


def test_what_is_wrong_with_all_kept_tables_is_told_at_once(bench: Any) -> None:
    (bench.folder / "units.csv").write_text("unit;start\nA;soon\n", encoding="utf-8")
    (bench.folder / "known.csv").write_text("key;until\nx;soon\n", encoding="utf-8")
    rest = '[alerts]\nacknowledged = "known.csv"\n'
    outcome = run(bench, "date;text\nsoon;x\n", units='table = "units.csv"', rest=rest)
    assert outcome.status == 3
    assert sorted(one.code for one in outcome.problems) == ["acknowledged_bad", "diary_bad", "unit_table_bad"]


def test_a_diary_that_is_not_there_is_refused(bench: Any) -> None:
    run(bench, "date;text\n")
    (bench.folder / "diary.csv").unlink()
    from kvalspc.job.run import run as run_project

    outcome = run_project(bench.folder / "project.toml", None)
    assert outcome.status == 3
    assert bench.told(outcome, "diary_bad")[0].startswith("diary.csv: ")


def test_a_text_is_never_quoted(bench: Any) -> None:
    outcome = run(bench, "date;text\n2022-13-01;Ola Nordmann fell\n")
    assert outcome.status == 3
    assert "Ola" not in "".join(map(str, outcome.problems))
