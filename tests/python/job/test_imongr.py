"""The tables of imongr, read as they are: indicators, units and their levels, project years; and agg_data."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from kvalspc.cli import app
from kvalspc.job.attainment import attainment
from kvalspc.job.imongr import read_tables
from kvalspc.job.organisation import organisation_of
from kvalspc.job.problems import RefusedError
from kvalspc.job.project import Indicator
from kvalspc.job.project_imongr import Imongr
from kvalspc.job.run import run
from kvalspc.job.toml_errors import read_project

if TYPE_CHECKING:
    from collections.abc import Callable

TABLES = {
    "nation": "orgnr;full_name;short_name\n1;Nasjonalt;Nasjonalt\n",
    "rhf": "orgnr;full_name;short_name;nation_orgnr\n11;Nord RHF;Nord;1\n12;Sør RHF;Sør;1\n",
    "hf": "orgnr;full_name;short_name;rhf_orgnr\n111;A HF;A HF;11\n121;C HF;C HF;12\n",
    # two numbers, one short name: the hospital changed its number
    "hospital": "orgnr;full_name;short_name;hf_orgnr\n1002;Nordby før;Nordby;111\n1001;Nordby;Nordby;111\n"
    "1003;Vik;Vik;121\n",
    "registry": "id;name;full_name\n7;reg;Et oppdiktet register\n",
    "ind": "id;dg_id;title;type;sformat;min_denominator;level_green;level_yellow;level_direction;measure_unit\n"
    "tid30;reg_dg;Innen 30 minutter;andel;,.1%;10;0,5;0,4;1;NA\n"
    "reg_dg;NA;Dekningsgrad;dg_andel;,.0%;;0,8;0,6;1;\n"
    "tid;NULL;Tid;median;.0f;;30;45;0;minutter\n",
    "project": "id;registry_id;start_year;end_year;title;context\np1;7;2018;2022;Raskere;caregiver\n",
    "project_ind": "project_id;ind_id\np1;tid30\n",
    "project_hospital": "project_id;hospital_orgnr\np1;1001\np1;1002\np1;1003\n",
}
YEARS = range(2008, 2025)
HEADER = "context;year;orgnr;ind_id;var;denominator\n"


def _rows(orgnr: Callable[[int], int]) -> str:
    return "".join(f"caregiver;{y};{orgnr(y)};tid30;{20 + (y > 2017) * 15};50\n" for y in YEARS)


DELIVERY = HEADER + _rows(lambda y: 1002 if y < 2015 else 1001) + _rows(lambda _: 1003)
PROJECT = '[imongr]\ntables = "imongr"\n[data]\ndelivery = "data.csv"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "imongr").mkdir()
    for name, text in TABLES.items():
        (tmp_path / "imongr" / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "data.csv").write_text(DELIVERY, encoding="utf-8")
    (tmp_path / "project.toml").write_text(PROJECT, encoding="utf-8")
    return tmp_path


def test_the_tables_are_a_project_file(folder: Path) -> None:
    project = read_project(folder / "project.toml")
    about = project.project
    assert (about.id, about.title, about.registry) == ("p1", "Raskere", "Et oppdiktet register")
    assert about.end == date(2022, 12, 31)
    assert (project.units.start, project.units.participate) == (date(2018, 1, 1), ("1001", "1003"))
    assert [(unit.id, unit.name) for unit in project.unit] == [("1001", "Nordby"), ("1003", "Vik")]
    assert project.data.context == "caregiver"
    (indicator,) = project.indicator
    assert indicator.model_dump(exclude_unset=True) == {
        "id": "tid30",
        "type": "andel",
        "title": "Innen 30 minutter",
        "better": "higher",
        "target": 0.5,
        "acceptable": 0.4,
        "min_denominator": 10,
        "coverage": "reg_dg",
        "digits": 1,
    }


def test_what_stands_in_the_file_goes_first(folder: Path) -> None:
    own = (
        '[[indicator]]\nid = "tid30"\ntarget = 0.6\n[[indicator]]\nid = "tid"\n[units]\nstart = 2018-03-01\n'
        '[[unit]]\nid = "1003"\nstart = 2018-09-01\n'
    )
    (folder / "project.toml").write_text(PROJECT + own, encoding="utf-8")
    project = read_project(folder / "project.toml")
    assert [(i.id, i.type, i.target) for i in project.indicator] == [("tid30", "andel", 0.6), ("tid", "median", 30)]
    assert (project.indicator[1].better, project.indicator[1].unit) == ("lower", "minutter")
    assert project.units.start == date(2018, 3, 1)
    assert [(unit.name, unit.start) for unit in project.unit] == [("Vik", date(2018, 9, 1)), ("Nordby", None)]


def test_numbers_of_one_short_name_are_one_unit(folder: Path) -> None:
    outcome = run(folder / "project.toml", folder / "out")
    assert outcome.status == 10, list(outcome.problems.lines())
    assert outcome.results is not None
    (found,) = outcome.results.indicators
    assert [(u.unit, u.name, len(u.points or ())) for u in found.units] == [("1001", "Nordby", 17), ("1003", "Vik", 17)]
    assert found.units[0].group == {"hospital": "Nordby", "hf": "A HF", "rhf": "Nord", "nation": "Nasjonalt"}
    assert found.units[0].verdict == "improved"
    scores = pq.read_table(folder / "out" / "scores.parquet").to_pylist()
    assert [row["attainment"] for row in scores] == ["high"] * 3
    manifest = json.loads((folder / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert "imongr/ind" in {one["name"] for one in manifest["inputs"]}


def test_whole_numbers_lose_their_decimals_and_titles_do_not(folder: Path) -> None:
    path = folder / "imongr" / "ind.csv"
    path.write_text(TABLES["ind"].replace("Innen 30 minutter", "NIHSS 2.0").replace("%;10;", "%;10.0;"), "utf-8")
    (indicator,) = read_project(folder / "project.toml").indicator
    assert (indicator.title, indicator.min_denominator) == ("NIHSS 2.0", 10)


def test_organisation_numbers_of_all_levels_have_names(folder: Path) -> None:
    found = organisation_of(read_tables(Imongr(tables="imongr"), folder))
    assert found.unit_of == {"1001": "1001", "1002": "1001", "1003": "1003"}
    assert [found.name(n) for n in ("1", "12", "121", "1003", "77")] == ["Nasjonalt", "Sør", "C HF", "Vik", None]
    assert found.above("121") == {"hf": "C HF", "rhf": "Sør", "nation": "Nasjonalt"}


def test_parquet_and_duckdb_say_what_csv_says(folder: Path) -> None:
    expected = read_project(folder / "project.toml")
    with duckdb.connect(str(folder / "imongr.duckdb")) as connection:
        for name in TABLES:
            path, nothing = folder / "imongr" / f"{name}.csv", "['NA', 'NULL', '']"
            source = f"read_csv('{path}', delim = ';', decimal_separator = ',', nullstr = {nothing})"
            connection.execute(f"CREATE TABLE {name} AS FROM {source}")
            connection.execute(f"COPY (FROM {source}) TO '{folder / 'imongr' / name}.parquet' (FORMAT parquet)")
            path.unlink()
    assert read_project(folder / "project.toml").model_dump() == expected.model_dump()
    text = PROJECT.replace('"imongr"', '"imongr.duckdb"')
    (folder / "project.toml").write_text(text, encoding="utf-8")
    shutil.rmtree(folder / "imongr")
    assert read_project(folder / "project.toml").indicator == expected.indicator


@pytest.mark.parametrize(
    ("table", "text", "told"),
    [
        ("ind", None, "no table ind"),
        ("ind", "name\nx\n", "table ind: no column id, type; found name"),
        ("ind", TABLES["ind"].replace(";andel;", ";annet;"), 'type of "tid30": got "annet"'),
        ("ind", TABLES["ind"].replace("0,5", "halvparten"), 'level_green of "tid30": got "halvparten"; need a number'),
        ("ind", TABLES["ind"].replace("0,5", "50"), "need a proportion from 0 to 1"),
        ("project", TABLES["project"] + "p2;7;2020;;To;caregiver\n", 'need one of the table project: "p1", "p2"'),
        ("project", TABLES["project"].replace("2018", "snart"), 'start_year: got "snart"; need a year'),
        ("hospital", "orgnr;short_name;hf_orgnr\n1;2\n", "table hospital: line 2: 2 fields; need 3"),
    ],
)
def test_tables_that_cannot_be_used(folder: Path, table: str, text: str | None, told: str) -> None:
    path = folder / "imongr" / f"{table}.csv"
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        read_project(folder / "project.toml")
    assert told in str(refused.value)


def test_agg_data_are_read_as_they_are(folder: Path) -> None:
    """Shares with five decimals are whole numbers of events again; the levels above are not counted once more."""
    expected = run(folder / "project.toml", None)
    lines = ["ind_id,unit_level,unit_name,context,orgnr,year,denominator,var"]
    for line in DELIVERY.splitlines()[1:]:
        context, year, orgnr, ind, var, of = line.split(";")
        lines.append(f"{ind},hospital,x,{context},{orgnr},{year},{of},{int(var) / int(of):.5f}")
        lines.append(f"{ind},rhf,y,{context},11,{year},1000,0.33333")
    (folder / "data.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "project.toml").write_text(PROJECT.replace("delivery =", "agg_data ="), encoding="utf-8")
    outcome = run(folder / "project.toml", None)
    assert outcome.status == 0, list(outcome.problems.lines())
    assert outcome.results is not None
    assert expected.results is not None
    for found, wanted in zip(outcome.results, expected.results, strict=True):
        assert found.text == wanted.text
        assert found.points.numerator.tolist() == wanted.points.numerator.tolist()


def test_new_leaves_to_the_tables_what_they_know(folder: Path) -> None:
    (folder / "project.toml").unlink()
    arguments = [
        "new",
        str(folder / "data.csv"),
        "--imongr",
        str(folder / "imongr"),
        "--out",
        str(folder / "project.toml"),
    ]
    made = CliRunner().invoke(app, arguments)
    assert made.exit_code == 0, made.output
    text = (folder / "project.toml").read_text(encoding="utf-8")
    assert "# target = 0.5\n" in text
    assert run(folder / "project.toml", None).status == 0
    commented = "\n".join(
        line.removeprefix("# ") if " = " in line or "# [" in line else line for line in text.splitlines()
    )
    (folder / "all.toml").write_text(commented.replace("2026-02-01", "2019-02-01"), encoding="utf-8")
    assert read_project(folder / "all.toml").indicator == read_project(folder / "project.toml").indicator
    missing = CliRunner().invoke(app, [*arguments[:-1], str(folder / "b.toml"), "--project", "p9"])
    assert missing.exit_code == 3
    assert "p9" in missing.output


@pytest.mark.parametrize(
    ("better", "acceptable", "level", "found"),
    [
        ("higher", 0.4, 0.5, "high"),
        ("higher", 0.4, 0.4, "middle"),
        ("higher", 0.4, 0.39, "low"),
        ("higher", None, 0.49, "low"),
        ("lower", 0.6, 0.5, "high"),
        ("lower", 0.6, 0.6, "middle"),
        ("lower", 0.6, 0.61, "low"),
        ("higher", 0.4, None, None),
        ("higher", 0.4, float("nan"), None),
    ],
)
def test_attainment(better: Any, acceptable: float | None, level: float | None, found: str | None) -> None:
    measure = Indicator(id="x", type="andel", better=better, target=0.5, acceptable=acceptable)
    assert attainment(measure, level, measure.target) == found


def test_an_acceptable_level_is_worse_than_the_target() -> None:
    with pytest.raises(ValueError, match=r"acceptable: got 0\.6, better than the target"):
        Indicator(id="x", type="andel", better="higher", target=0.5, acceptable=0.6)


@pytest.mark.parametrize(("chart", "found"), [("", "low"), ('chart = "mr"', None)])
def test_a_line_through_ranges_attains_nothing(tmp_path: Path, chart: str, found: str | None) -> None:
    """Without a start the last phase's centre line is the level, but not where its points are no levels."""
    rows = "".join(f"2022-{month:02d};A;{50 + month % 3}\n" for month in range(1, 13))
    (tmp_path / "data.csv").write_text("period;resh;var\n" + rows, encoding="utf-8")
    (tmp_path / "project.toml").write_text(
        '[project]\nid = "x"\n[data]\naggregated = "data.csv"\n[[indicator]]\nid = "x"\ntype = "gjennomsnitt"\n'
        f'target = 30\nbetter = "lower"\n{chart}\n',
        encoding="utf-8",
    )
    outcome = run(tmp_path / "project.toml", tmp_path / "out")
    assert outcome.results is not None, list(outcome.problems.lines())
    scores = pq.read_table(tmp_path / "out" / "scores.parquet").to_pylist()
    assert scores[0]["attainment"] == found
