"""``kvalspc new`` writes a project file that can be checked at once; ``kvalspc schema`` agrees with what is read."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from typer.testing import CliRunner

import kvalspc
from kvalspc.cli import app
from kvalspc.job.run import run
from kvalspc.job.toml_errors import read_project

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]
EVENTS = "dato;avdeling;utfall\n"


def _new(folder: Path, *arguments: str, status: int = 0) -> str:
    found = CliRunner().invoke(app, ["new", *arguments, "--out", str(folder / "project.toml")])
    assert found.exit_code == status, found.output
    return found.output


def _events(**units: str) -> str:
    """Rows of events; each unit with the values of its text."""
    lines = [
        f"{month}-{day + 1:02d};{unit};{v}"
        for unit, vs in units.items()
        for month in MONTHS
        for day, v in enumerate(vs.split())
    ]
    return "date;resh;var\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("content", "kind", "types"),
    [
        (_events(A="0 1 1 0", B="1 0 0 0"), "events", ["andel"]),
        (_events(A="31 45 28", B="0 60 22"), "events", ["gjennomsnitt"]),
        (_events(A="31,5 45,0 28", B="0 60 22"), "events", ["gjennomsnitt"]),
        ("period;resh;var;denominator\n" + "".join(f"{m};A;3;20\n" for m in MONTHS), "aggregated", ["andel"]),
        ("period;resh;var;denominator\n" + "".join(f"{m};A;3;2,5\n" for m in MONTHS), "aggregated", ["rate"]),
        ("period;resh;var\n" + "".join(f"{m};A;3\n" for m in MONTHS), "aggregated", ["antall"]),
        (
            "context;year;orgnr;ind_id;var;denominator\n"
            + "".join(f"caregiver;{y};974;{i};3;{d}\n" for y in range(2010, 2024) for i, d in (("å", 9), ("b", 2))),
            "delivery",
            ["rate", "andel"],
        ),
    ],
)
def test_the_new_file_can_be_run(bench: Any, content: str, kind: str, types: list[str]) -> None:
    (bench.folder / "data.csv").write_text(content, encoding="utf-8")
    _new(bench.folder, str(bench.folder / "data.csv"))
    project = read_project(bench.folder / "project.toml")
    assert (project.data.kind, project.data.label) == (kind, "data.csv")
    assert [i.type for i in project.indicator] == types
    outcome = run(bench.folder / "project.toml", None)
    assert outcome.status == 0, list(outcome.problems.lines())
    assert {u.unit for u in outcome.results} == {*project.units.participate, "total"}


SPREAD = [300, 420, 280, 450, 310, 390, 260, 440, 330, 410, 270, 400] * 2  # of 1000: far more than chance
PLAIN = [300, 312, 291, 305, 298, 310, 295, 301, 309, 290, 304, 299] * 2  # less than chance


@pytest.mark.parametrize(("hits", "chart"), [(SPREAD, "pp"), (PLAIN, "p")])
def test_the_chart_is_chosen_by_the_data(bench: Any, hits: list[int], chart: str) -> None:
    rows = [f"{m};{unit};{k};1000\n" for unit in "ABC" for m, k in zip(MONTHS, hits, strict=True)]
    (bench.folder / "data.csv").write_text(bench.header + "".join(rows) + "2023-12;D;1;1000\n", encoding="utf-8")
    _new(bench.folder, str(bench.folder / "data.csv"))
    text = (bench.folder / "project.toml").read_text(encoding="utf-8")
    (indicator,) = read_project(bench.folder / "project.toml").indicator
    assert (indicator.kind, indicator.chart) == (chart, None if chart == "p" else chart)
    found = kvalspc.suggest(hits, [1000] * 24, what="shares")
    told = " ".join(line.removeprefix("# ") for line in text.splitlines() if line.startswith("#"))
    assert (found.text("en") in told) == (chart == "pp")
    assert ("fits 3 of" in text) == (chart == "pp")
    outcome = run(bench.folder / "project.toml", None)
    assert bench.unit(outcome, "A", "indicator").better_chart is None


def test_the_commented_choices_are_right_ones(bench: Any) -> None:
    """Somebody who takes every # away gets a project file that is still right."""
    (bench.folder / "data.csv").write_text(_events(A="0 1 1 0"), encoding="utf-8")
    _new(bench.folder, str(bench.folder / "data.csv"))
    lines = []
    for line in (bench.folder / "project.toml").read_text(encoding="utf-8").splitlines():
        chosen = line.removeprefix("# ")
        lines.append(chosen if " = " in chosen or chosen.startswith("[") else line)
    text = "\n".join(lines).replace("2026-02-01", "2023-02-01")
    assert text.count("#") < 20
    path = bench.write(text, "all.toml")
    project = read_project(path)
    assert project.goal[0].at_least == 0.5
    assert project.unit[0].id == "A"
    assert project.indicator[0].better == "higher"


@pytest.mark.parametrize(
    ("content", "asked"), [("date;resh\n2022-03-10;A\n2022-07-01;B\n", True), (_events(A="0 1"), False)]
)
def test_a_file_of_events_that_are_counted_is_asked_since_when_units_report(
    bench: Any, content: str, asked: bool
) -> None:
    (bench.folder / "data.csv").write_text(content, encoding="utf-8")
    _new(bench.folder, str(bench.folder / "data.csv"))
    text = (bench.folder / "project.toml").read_text(encoding="utf-8")
    assert ("# reports_from = " in text) == asked
    project = read_project(bench.write(text.replace("# reports_from", "reports_from"), "said.toml"))
    assert (project.units.reports_from is not None) == asked


def _without_comments(text: str) -> list[str]:
    """The keys of a file, and those that are commented out, without what is said of them."""
    lines = [line.partition("  # ")[0].rstrip() for line in text.splitlines()]
    return [line for line in lines if not line.startswith("# ") or " = " in line or line.startswith("# [")]


ENGLISH = ("guessed", "found", "wrote", "the ", "of ", "without", "unless", "units", "rows")
DATA = {
    "plain": "date;resh\n" + "".join(f"{m}-11;A\n{m}-12;B\n" for m in MONTHS),
    "share": "period;resh;var;denominator\n" + "".join(f"{m};A;3;20\n" for m in MONTHS),
    "rate": "period;resh;var;denominator\n" + "".join(f"{m};A;3;2,5\n" for m in MONTHS),
    "mean": _events(A="31 45 28", B="0 60 22"),
    "named otherwise": EVENTS + "".join(f"{m}-01;A;{k % 2}\n{m}-02;B;{k % 3 % 2}\n" for k, m in enumerate(MONTHS)),
    "many": _events(**{f"u{k}": "0" for k in range(61)}),
    "spread": "period;resh;var;denominator\n"
    + "".join(f"{m};{u};{k};1000\n" for u in "ABC" for m, k in zip(MONTHS, SPREAD, strict=True)),
}


@pytest.mark.parametrize("name", DATA)
def test_comments_are_in_the_language_that_is_asked_for(bench: Any, name: str) -> None:
    (bench.folder / "data.csv").write_text(DATA[name], encoding="utf-8")
    texts, keys = {}, set()
    for language in ("", "en", "nb", "nn"):
        asked = ["--language", language] if language else []
        _new(bench.folder, str(bench.folder / "data.csv"), *asked)
        path = bench.folder / "project.toml"
        assert read_project(path).project.languages == (language or "nb",)
        text = path.read_text(encoding="utf-8").replace(f'languages = ["{language or "nb"}"]', "")
        keys.add(tuple(_without_comments(text.replace("{ nn =", "{ nb ="))))
        texts[language] = text
        path.unlink()
    assert texts[""] == texts["en"]
    assert len(keys) == 1
    assert len(set(texts.values())) == 3
    for language in ("nb", "nn"):
        comments = [line.partition("# ")[2] for line in texts[language].splitlines()]
        said = [one for one in comments if " = " not in one]
        assert not [one for one in said if any(f" {word}" in f" {one}" for word in ENGLISH)]


def test_a_file_that_is_there_is_not_written_over(bench: Any) -> None:
    (bench.folder / "data.csv").write_text(_events(A="0 1"), encoding="utf-8")
    bench.write("mine")
    assert "the file exists already; need another file name" in _new(
        bench.folder, str(bench.folder / "data.csv"), status=3
    )
    assert (bench.folder / "project.toml").read_text() == "mine"


def test_strange_names_are_quoted(bench: Any) -> None:
    names = ['a"b', "a\\b", "Tromsø", "a\tb", "[x]", "\u202egnp"]
    rows = "".join(f'2023-01-{d + 1:02d},"{n.replace(chr(34), chr(34) * 2)}",1\n' for d, n in enumerate(names))
    (bench.folder / "data.csv").write_text("date,resh,var\n" + rows, encoding="utf-8")
    _new(bench.folder, str(bench.folder / "data.csv"))
    assert set(read_project(bench.folder / "project.toml").units.participate) == set(names)


def test_many_units_are_not_listed(bench: Any) -> None:
    (bench.folder / "data.csv").write_text(_events(**{f"u{k}": "0" for k in range(61)}), encoding="utf-8")
    _new(bench.folder, str(bench.folder / "data.csv"))
    assert read_project(bench.folder / "project.toml").units.participate == "all"


def test_of_a_duckdb_file(bench: Any) -> None:
    path = bench.folder / "register.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "CREATE TABLE e AS SELECT DATE '2023-01-01' + CAST(i AS INTEGER) AS date, 'A' AS resh, i % 2 AS var "
            "FROM range(400) AS r(i)"
        )
    _new(bench.folder, str(path), "--query", "SELECT * FROM e")
    outcome = run(bench.folder / "project.toml", None)
    assert outcome.status == 0
    assert bench.unit(outcome, "A", "indicator").points.denominator.sum() == 400


def test_data_that_cannot_be_used(bench: Any) -> None:
    (bench.folder / "data.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    assert "column" in _new(bench.folder, str(bench.folder / "data.csv"), status=3)
    assert "no such file" in _new(bench.folder, str(bench.folder / "nothing.csv"), status=3)
    assert "secret" not in _new(bench.folder, "postgresql://u:secret@h/d", "--query", "SELECT 1", status=3)
    assert not (bench.folder / "project.toml").exists()


def test_the_schema_agrees_with_what_is_read() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    found = CliRunner().invoke(app, ["schema"])
    schema = json.loads(found.output)
    assert schema["x-schema-version"] == 1
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema).is_valid

    def table(text: str) -> Any:
        return json.loads(json.dumps(tomllib.loads(text), default=str))

    good = '[project]\nid = "x"\n[data]\nevents = "e.csv"\n[[indicator]]\nid = "a"\ntype = "andel"\n'
    phases = 'phases = [{ name = "baseline", from = 2021-09-01 }, { name = "intervention", from = 2023-09-01 }]\n'
    assert check(table(good))
    assert check(table("schema_version = 1\n" + good + '[[unit]]\nid = "u"\n' + phases))
    assert not check(table("schema_version = 2\n" + good))
    assert not check(table(good + "colour = 1\n"))
    assert not check(table(good.replace('"andel"', '"andell"')))
    assert not check(table(good.replace('id = "a"\n', "")))
