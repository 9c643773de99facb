"""``kvalspc new`` of files whose columns are called something else: what it writes is checked and run at once."""

from __future__ import annotations

import csv
import io
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from kvalspc.cli import app
from kvalspc.job.guess_columns import Sample, guess_roles, how_written, plain
from kvalspc.job.run import run
from kvalspc.job.times import read_times
from kvalspc.job.toml_errors import read_project

MONTHS = [(year, month) for year in (2022, 2023) for month in range(1, 13)]
UNITS = ("Bodø", "Tromsø")


def _events(header: str, day: str, *, value: str = "{k}") -> str:
    """Twelve events a month in two units, one of two with the event."""
    rows = [
        f"{day};{unit};{value}".format(y=y, yy=y % 100, m=m, d=2 * d + 1, k=d % 2)
        for unit in UNITS
        for y, m in MONTHS
        for d in range(12)
    ]
    return header + "\n" + "\n".join(rows) + "\n"


def _sums(header: str, month: str, row: str = "3;20") -> str:
    rows = [f"{month.format(y=y, m=m)};{unit};{row}" for unit in UNITS for y, m in MONTHS]
    return header + "\n" + "\n".join(rows) + "\n"


FILES = {
    "norwegian": (_events("Dato;Sykehus;Trombolyse", "{d}.{m}.{y}"), "events", "andel", "auto"),
    "upper case": (_events("DATE;RESH;VAR", "{y}-{m:02d}-{d:02d}"), "events", "andel", "auto"),
    "slashes, with a time": (
        _events("DATO_TID;AVDELING;UTFALL", "{d:02d}/{m:02d}/{y} 07:15"),
        "events",
        "andel",
        "%d/%m/%Y %H:%M",
    ),
    "american": (_events("Date;Hospital;Outcome", "{m:02d}/{d:02d}/{y}"), "events", "andel", "%m/%d/%Y"),
    "eight digits": (_events("OpDato;AvdRESH;Reinnlagt", "{y}{m:02d}{d:02d}"), "events", "andel", "%Y%m%d"),
    "two digits of the year": (
        _events("Dato;Avdeling;Utfall", "{d:02d}.{m:02d}.{yy:02d}"),
        "events",
        "andel",
        "%d.%m.%y",
    ),
    "a value of any name": (
        _events("Innleggelsesdato;RESH;Minutter", "{y}-{m:02d}-{d:02d}", value="3{k}"),
        "events",
        "gjennomsnitt",
        "auto",
    ),
    "no name but contents": (_events("x;y;z", "{d}.{m}.{y}"), "events", "andel", "auto"),
    "sums": (_sums("Periode;Avdeling;Teller;Nevner", "{m:02d}.{y}"), "aggregated", "andel", "%m.%Y"),
    "sums, with a time": (_sums("Måned;Enhet;Teller;Nevner", "{y}-{m:02d}-01 00:00:00"), "aggregated", "andel", "auto"),
    "days in bed": (_sums("Måned;Post;Hendelser;Liggedøgn", "{y}-{m:02d}", "3;900"), "aggregated", "rate", "auto"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_guessed_is_checked_and_run_at_once(bench: Any, name: str) -> None:
    content, kind, type_, format_ = FILES[name]
    (bench.folder / "data.csv").write_text(content, encoding="utf-8")
    out = bench.folder / "project.toml"
    made = CliRunner().invoke(app, ["new", str(bench.folder / "data.csv"), "--out", str(out)])
    assert made.exit_code == 0, made.output
    project = read_project(out)
    assert (project.data.kind, project.indicator[0].type, project.data.date_format) == (kind, type_, format_)
    assert set(project.units.participate) == set(UNITS)
    outcome = run(out, None)
    assert outcome.status == 0, list(outcome.problems.lines())
    points = bench.unit(outcome, UNITS[0], "indicator").points
    assert points.denominator.sum() == {"events": 288, "aggregated": 24 * (900 if type_ == "rate" else 20)}[kind]


def test_latin_1_and_missing_values(bench: Any) -> None:
    content = _events("Dato;Sykehus;Utfall", "{d}.{m}.{y}") + "3.12.2023;Bodø;NA\n"
    (bench.folder / "data.csv").write_bytes(content.encode("latin-1"))
    out = bench.folder / "project.toml"
    CliRunner().invoke(app, ["new", str(bench.folder / "data.csv"), "--out", str(out)])
    assert read_project(out).data.missing == ("", "NA")
    assert bench.codes(run(out, None)) == {"encoding_guessed", "value_missing", "last_incomplete"}


def test_of_a_parquet_file(bench: Any) -> None:
    path = bench.folder / "data.parquet"
    duckdb.execute(
        f"""COPY (SELECT TIMESTAMP '2022-01-01' + INTERVAL (i) HOUR AS Tidspunkt, 'A' AS Avdeling, i % 2 AS Utfall
        FROM range(9000) AS r(i)) TO '{path}'"""
    )
    out = bench.folder / "project.toml"
    CliRunner().invoke(app, ["new", str(path), "--out", str(out)])
    outcome = run(out, None)
    assert outcome.status == 0, list(outcome.problems.lines())
    assert bench.unit(outcome, "A", "indicator").points.denominator.sum() == 9000


def _sample(text: str) -> Sample:
    names, *rows = csv.reader(io.StringIO(text), delimiter=";")
    return Sample.of(names, rows)


def test_the_other_columns_of_0_and_1_are_named() -> None:
    sample = _sample("Dato;Avdeling;Død30;Reinnlagt\n01.02.2023;A;0;1\n02.02.2023;A;1;0\n")
    guess = guess_roles(sample)
    assert guess == ("events", {"unit": "Avdeling", "date": "Dato", "value": "Død30"})
    assert how_written(sample, *guess).others == ("Reinnlagt",)


def test_two_rows_for_a_unit_and_period_are_summed() -> None:
    sample = _sample("Måned;Sykehus;Teller;Nevner\n2023-01;A;1;9\n2023-01;A;2;9\n2023-02;A;2;9\n")
    guess = guess_roles(sample)
    assert guess is not None
    assert guess[0] == "aggregated"
    assert how_written(sample, *guess).keys == {"duplicates": "sum"}


@pytest.mark.parametrize("text", ["a;b\n1;2\n", "Dato;Sykehus\n;A\n", "Alder;Vekt\n30;70\n44;81\n"])
def test_where_there_is_no_time_or_unit_nothing_is_guessed(text: str) -> None:
    assert guess_roles(_sample(text)) is None


@pytest.mark.parametrize(("name", "found"), [("Antall_Pasienter", "antallpasienter"), ("ÅR", "aar"), ("Døgn", "dogn")])
def test_names_are_compared_without_marks(name: str, found: str) -> None:
    assert plain(name) == found


@pytest.mark.parametrize("clock", [" 00:00", "T00:00:00", " 00:00:00.000", " 23:59:59"])
def test_a_whole_day_is_a_period_and_an_hour_is_none(clock: str) -> None:
    from kvalspc.job.project import Data

    data = Data(aggregated="x.csv")
    times = read_times({f"2024-03-01{clock}": 1, f"01.04.2024{clock}": 1}, data)
    assert {str(period) for period in times.period.values()} == {"2024-03", "2024-04"}
    assert set(read_times({"2024-03-31T02:30": 1, "2024-03-31 00:00+01:00": 1}, data).period) == set()
