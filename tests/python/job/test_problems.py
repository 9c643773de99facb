"""What a run tells stands in three languages: English in the log unless asked, the report's own there."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from kvalspc.cli import app
from kvalspc.job.problems import CATALOGUE, Severity
from kvalspc.words import catalogue

if TYPE_CHECKING:
    from pathlib import Path

TOLD_ELSEWHERE = {"period_bad", "period_mixed"}
"""Labels of periods of aggregated files: what is wrong with them is worded where they are read."""

NO_WORDS = {
    *("project_value", "imongr_bad", "credentials_bad", "database_failed", "table_bad", "unit_table_bad"),
    *("acknowledged_bad", "diary_bad", "output_refused", "coverage_refused"),
}
"""Refusals that are a detail and nothing else."""


def ids() -> set[str]:
    text = catalogue.catalogue_path("nb").read_text(encoding="utf-8")
    return {found for found in re.findall(r'^msgid "problem\.(\w+)"$', text, flags=re.MULTILINE) if found != "column"}


def test_what_is_told_stands_in_the_catalogues() -> None:
    assert all(CATALOGUE[code][0] is Severity.REFUSE for code in NO_WORDS)
    for code, (_, text) in CATALOGUE.items():
        if code in TOLD_ELSEWHERE | NO_WORDS:
            assert text is not None, code
        else:
            assert text is None, code
            assert any(found == code or found.startswith(f"{code}_") for found in ids()), code


ROWS = "2023-01;bad;-3;20\n2023-02;bad;9;5\n2023-03;bad;1;0\n"


def test_a_report_tells_them_in_its_own_language(bench: Any) -> None:
    from kvalspc.report import write

    good = "".join(bench.rows(unit) for unit in ("A", "B"))
    header = bench.header.replace("\n", ";extra\n")
    content = header + "".join(f"{row};\n" for row in (good + ROWS).splitlines())
    outcome = bench.job(content, units="start = 2024-06-01")
    assert outcome.status == 11
    said = {}
    for language in ("nb", "nn", "en"):
        write(outcome.results, bench.folder / language, languages=[language])
        page = (bench.folder / language / "index.html").read_text(encoding="utf-8")
        said[language] = html.unescape(re.sub(r"<[^>]+>", " ", page))
    for told in (
        'data.csv:50: kolonne «var»: et negativt tall ("-3"); det skal være et helt tall, 0 eller mer',
        "telleren er større enn nevneren (9 av 5)",
        "data.csv:1: kolonner som ikke er brukt: «extra»",
    ):
        assert told in said["nb"]
    assert "eit negativt tal" in said["nn"]
    for problem in outcome.problems:
        assert str(problem) == problem.said("en")
        assert problem.said("nb") not in {problem.said("en"), problem.said("nn")}
    (late,) = [one for one in outcome.problems if one.code == "start_outside" and one.unit == "A"]
    assert late.said("nn") == "data.csv: eininga «A»: starten 2024-06-01 ligg etter dataa (2022-01 til 2023-12)"
    assert 'a negative number ("-3"); need a whole number, 0 or more' in said["en"]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_events_are_told_without_their_value(bench: Any, language: str) -> None:
    outcome = bench.job("date;resh;var\n2023-13-45;A;1\n2023-01-01;A;hemmelig\n", kind="events")
    told = [problem.said(language) for problem in outcome.problems.sorted()]
    assert len(told) > 1
    assert "hemmelig" not in "\n".join(told)
    assert "13-45" not in "\n".join(told)


def test_a_date_format_is_named(bench: Any) -> None:
    outcome = bench.job("date;resh;var\n2023-01-01;A;1\n", kind="events", data='date_format = "%d/%m/%Y"')
    (problem,) = [one for one in outcome.problems if one.code == "date_bad"]
    assert problem.said("nb").endswith('det skal være en dato som data.date_format = "%d/%m/%Y" sier')


REFUSED = {
    b"": ("filen er tom (0 byte)", "fila er tom (0 byte)", "the file is empty (0 bytes)"),
    b"period;unit;var\n2023-01;A;1\n": ("kolonnen «denominator» mangler", "manglar", 'column "denominator" is missing'),
    b"period;resh;var;var;denominator\n": ("står to ganger", "står to gonger", "stands twice"),
    "period;resh;var;denominator\n".encode("utf-16"): ("tegnsett: UTF-16", "teiknsett: UTF-16", "encoding: UTF-16"),
    b'period;resh;var;denominator\n2023-01;"A;1;2\n': ("aldri avsluttes", "aldri blir avslutta", "never ends"),
}


@pytest.mark.parametrize("content", REFUSED)
def test_a_refusal_is_told_in_the_language_that_is_asked_for(bench: Any, content: bytes) -> None:
    outcome = bench.job(content)
    assert outcome.status == 3
    for language, words in zip(("nb", "nn", "en"), REFUSED[content], strict=True):
        assert words in "\n".join(outcome.problems.lines(language))
        found = CliRunner().invoke(app, ["check", str(bench.folder / "project.toml"), "--language", language])
        assert found.exit_code == 3
        assert words in found.output
    assert REFUSED[content][2] in CliRunner().invoke(app, ["check", str(bench.folder / "project.toml")]).output


SMALL = '[project]\nid = "x"\n[data]\naggregated = "data.csv"\n[[indicator]]\nid = "x"\n'
SLIPS = {
    'type = "andell"\n': ('skal være "andel", "rate", "gjennomsnitt", "median" eller "antall"', 'skal vere "andel"'),
    'type = "andel"\nbeter = "higher"\n': ("ukjent nøkkel; mente du «better»?", "meinte du «better»?"),
    'type = "andel"\nxyzzy = 1\n': ("ukjent nøkkel; de som finnes: chart, ", "dei som finst: chart, "),
    'type = "andel"\ntarget = "50 %"\n': (
        'er "50 %"; det skal være et tall uten anførselstegn, som 0.50',
        "eit tal utan hermeteikn",
    ),
    'type = "andel"\ntitle = 3\n': ("en tabell med språk, som { nb =", "ein tabell med språk"),
    'type = "rate"\nper = -1\n': ("et tall over 0", "eit tal over 0"),
    'type = "andel"\ntarget = 50\n': ("en andel fra 0 til 1 (50\u202f% er 0.50)", "ein del frå 0 til 1"),
    'type = "andel"\nchart = "u"\n': (
        'chart: er "u" for type = "andel"; det skal være en av p, ',
        "det skal vere ein av p, ",
    ),
    'type = "andel"\nacceptable = 0.5\n': ("det trengs target og better også", "det trengst target og better også"),
    'type = "andel"\n[[goal]]\nindicator = "y"\nat_least = 0.5\nby = 2024-01-01\n': (
        'goal[1] (y).indicator: er "y"; det skal være en av x',
        'goal[1] (y).indicator: er "y"; det skal vere ein av x',
    ),
    'type = "andel"\n[imongr]\ntables = "tables"\n': (
        "imongr: tables: det finnes ingen slik mappe; det trengs en mappe med ind.csv",
        "det trengst ei mappe med ind.csv",
    ),
    'type = "andel"\n[units]\ntable = "units.csv"\n': ("kan ikke leses: ", "kan ikkje lesast: "),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_remedy_is_told_in_the_same_language(bench: Any, slip: str) -> None:
    (bench.folder / "data.csv").write_text(bench.header + bench.rows())
    path = bench.write(SMALL + slip)
    for language, words in zip(("nb", "nn"), SLIPS[slip], strict=True):
        told = CliRunner().invoke(app, ["check", str(path), "--language", language]).output
        assert words in told
        assert "need" not in told
        assert "error" not in told
        assert told.splitlines()[-1] == {"nb": "Ingenting ble skrevet.", "nn": "Ingenting vart skrive."}[language]


def test_what_is_not_listed_is_counted_in_the_same_language(bench: Any) -> None:
    names = ";".join(f"k{k}" for k in range(25))
    wide = bench.header.replace("\n", f";{names}\n") + bench.rows().replace("\n", ";" * 25 + "\n")
    (ignored,) = bench.job(wide).problems
    assert ignored.said("nb").endswith("«k19» og 5 til")
    assert ignored.said("en").endswith('"k19" and 5 more')
    bad = bench.job(bench.header + bench.rows() + bench.rows("bad", value=-3))
    (*_, last) = bad.problems.lines("nn")
    assert last == "feil: data.csv: og 19 til av same slag (count_bad)"


def test_periods_are_named_in_the_same_language(bench: Any) -> None:
    finer = bench.job("period;resh;var;denominator\n2023;A;1;2\n", rest='[report]\nperiod = "month"')
    assert "radene er per år; det trengs" in "\n".join(finer.problems.lines("nb"))
    joined = bench.job("period;resh;var\n2023-01;A;1.5\n2023-02;A;1\n", type="median", rest='[report]\nperiod = "year"')
    (line,) = joined.problems.lines("nn")
    assert "per månad, som ikkje kan slåast saman til år" in line
    assert 'report.period = "month"' in line


def test_a_folder_that_is_in_use_is_told_in_the_same_language(bench: Any, tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to(tmp_path)
    outcome = bench.job(bench.header + bench.rows(), out=tmp_path / "out")
    (line,) = outcome.problems.lines("nb")
    assert line == f"avvist: {tmp_path / 'out'} er en symbolsk lenke; det trengs en mappe"


def test_a_project_file_is_refused_in_norwegian_too(bench: Any) -> None:
    path = bench.write('[project]\nid = "x"\ntittel = "y"\n[data]\nevents = "e.csv"\n')
    told = CliRunner().invoke(app, ["run", str(path), "--language", "nn"]).output
    assert "project.tittel: ukjend nøkkel" in told
    assert "indicator: manglar; det trengst" in told
