"""Every command of the command line answers in the language that is asked for, in English where none is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from kvalspc.cli import app
from kvalspc.cli_show import Console
from kvalspc.words import LANGUAGES

if TYPE_CHECKING:
    from click.testing import Result

runner = CliRunner()

ROWS = "".join(f"2022-{month:02d};{month};20\n" for month in range(1, 13))
SERIES = ("--kind", "p", "--denominator", "of", "--period", "month")


def chart(folder: Path, rows: str, *options: str, output: str = "o.svg", head: str = "month;n;of\n") -> Result:
    file = folder / "c.csv"
    file.write_text(head + rows)
    return runner.invoke(app, ["chart", str(file), "--numerator", "n", "-o", str(folder / output), *options])


# rows beyond the first twelve, options, and what is said of them in English (after the file's name, where it has one)
REFUSED = {
    "kind": ("", ("--kind", "x"), '--kind: got "x"; need one of run, i, ip, mr, p, '),
    "no denominator": ("", ("--kind", "p"), 'row 2, column "n": got 2; need 0 or 1, or a column of denominators'),
    "denominator needed": ("", ("--kind", "np"), '--denominator: need a column of denominators for chart "np"'),
    "one too many": ("", ("--kind", "c", "--denominator", "of"), 'need none: chart "c" has no denominator'),
    "periods needed": ("", ("--kind", "xbar"), '--period: need a column of periods for chart "xbar"'),
    "negative": ("2023-01;-1;20\n", SERIES, 'row 13, column "n": got -1; need a whole number, 0 or more'),
    "negative size": ("2023-01;1;-20\n", SERIES, 'row 13, column "of": got -20; need 0 or more'),
    "none of 0": ("2023-01;1;0\n", SERIES, 'row 13, column "n": got 1; need 0 where the denominator is 0'),
    "too many": ("2023-01;21;20\n", SERIES, 'row 13, column "n": got 21; need at most the denominator (20)'),
    "fraction": ("2023-01;1,5;20\n", SERIES, 'row 13, column "n": got 1.5; need a whole number'),
    "infinite": ("2023-01;inf;20\n", ("--kind", "i"), 'row 13, column "n": got inf; need a finite number'),
    "text": ("2023-01;x;20\n", SERIES, 'row 13, column "n": got "x"; need a number'),
    "month": ("2023-13;1;20\n", SERIES, 'row 13, column "month": got "2023-13"; need 2024-03, 2024-Q1'),
    "form of a date": ("31.12.2022;1;20\n", SERIES, 'row 13, column "month": got "31.12.2022"; need 2024-03'),
    "week": ("2023-W01;1;20\n", SERIES, 'row 13, column "month": "2023-W01" is a week among months'),
    "twice": ("2022-12;1;20\n", ("--kind", "i", "--period", "month"), "got 2022-12 twice; need one value a period"),
    "year mistyped": ("2922-12;1;20\n", SERIES, "only 13 of 10812 periods from 2022-01 to 2922-12 have a row"),
    "start after all": ("", (*SERIES, "--start", "2024-01"), '--start: got "2024-01"; need a period in the file'),
    "start before all": ("", (*SERIES, "--start", "2022-01"), '--start: got "2022-01"; need a period in the file'),
    "start that is none": ("", (*SERIES, "--start", "august"), '--start: got "august"; need a period such as 2024-03'),
    "start of no period": ("", ("--kind", "i", "--start", "2022-05"), "need one of the periods in the file"),
    "target in percent": ("", (*SERIES, "--target", "50"), "--target: got 50; need a proportion from 0 to 1"),
    "target below 0": ("", ("--kind", "u", "--target", "-1"), "--target: got -1; need 0 or more"),
    "no target": ("", (*SERIES, "--target", "nan"), "--target: got nan; need a finite number"),
    "per": ("", ("--kind", "u", "--per", "0"), "--per: got 0; need a number above 0"),
    "column": ("", (*SERIES, "--period", "day"), 'column "day" is missing; found month, n, of'),
    "fields": ("2023-01;1\n", SERIES, "line 14: 2 fields; need 3, as in the header"),
    "quote that is open": ('"2023-01;1;2\n', SERIES, "line 14: a quote that never ends"),
    "quote inside": ('"2023-01"x;1;2\n', SERIES, "line 14: a quote inside a field"),
}


@pytest.mark.parametrize("mistake", REFUSED)
def test_what_a_chart_is_refused(tmp_path: Path, mistake: str) -> None:
    rows, options, english = REFUSED[mistake]
    found = {language: chart(tmp_path, ROWS + rows, *options, "--language", language) for language in LANGUAGES}
    assert {one.exit_code for one in found.values()} == {3}
    assert english in found["en"].stderr
    assert chart(tmp_path, ROWS + rows, *options).stderr == found["en"].stderr
    assert found["en"].stderr.startswith("refuse: ")
    for language in ("nb", "nn"):
        (told,) = found[language].stderr.splitlines()
        assert told.startswith("avvist: ")
        assert not {"need", "got", "row", "the"} & set(told.split()), told
        assert '"' not in told
    assert len({one.stderr for one in found.values()}) == 3
    assert not (tmp_path / "o.svg").exists()


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"\xef\xbb\xbf", b"\xa0\n", b";;\n;\n", b"a\0b\n"])
def test_files_without_a_header(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "c.csv").write_bytes(content)
    found = runner.invoke(
        app, ["chart", str(tmp_path / "c.csv"), "--kind", "i", "--numerator", "n", "-o", str(tmp_path / "o.svg")]
    )
    assert found.exit_code == 3
    assert f"c.csv: {len(content)} bytes; need a CSV text file with a header line" in found.stderr


@pytest.mark.parametrize(
    ("output", "english"),
    [
        ("o.gif", '--output: got ".gif"; need one of .svg, .png, .pdf, .html'),
        ("there.svg", "there.svg: it is a folder; need another file name"),
        ("nowhere/o.svg", "o.svg: no such file or folder; need another file name"),
    ],
)
def test_where_no_chart_can_be_written(tmp_path: Path, output: str, english: str) -> None:
    (tmp_path / "there.svg").mkdir()
    found = [chart(tmp_path, ROWS, *SERIES, "--language", language, output=output) for language in LANGUAGES]
    assert [one.exit_code for one in found] == [3, 3, 3]
    assert english in found[2].stderr
    assert len({one.stderr for one in found}) == 3


def test_a_chart_is_told_in_its_own_language(tmp_path: Path) -> None:
    assert chart(tmp_path, ROWS, *SERIES).stdout.endswith(f"Chart: {tmp_path / 'o.svg'}\n")
    found = chart(tmp_path, ROWS, *SERIES, "--language", "nn")
    assert found.stdout.endswith(f"Diagram: {tmp_path / 'o.svg'}\n")
    assert found.exit_code == 0


def test_what_a_chart_says_in_its_own_words_is_quoted() -> None:
    from kvalspc.cli_chart_errors import Given, chart_error

    given = Given(Path("c.csv"), "n", None, None, None, Path("o.svg"))
    assert chart_error(ValueError("new"), given).said("nb") == "c.csv: diagrammet kan ikke lages slik («new»)"


SUMMARIES = {
    None: ("no such file", "finnes ingen slik fil", "finst inga slik fil"),
    "{": ("not as kvalspc wrote it", "ikke slik kvalspc skrev den", "ikkje slik kvalspc skreiv ho"),
    '{"schema_version": 9, "project": "x", "data_until": null, "languages": {}}': (
        "got format 9, need 1: run the project again",
        "er i format 9, ikke 1; kjør prosjektet på nytt",
        "er i format 9, ikkje 1; køyr prosjektet på nytt",
    ),
}


@pytest.mark.parametrize("summary", SUMMARIES)
def test_leaders(tmp_path: Path, summary: str | None) -> None:
    report = tmp_path / "results" / "report"
    report.mkdir(parents=True)
    if summary is not None:
        (report / "summary.json").write_text(summary)
    for language, said in zip(("en", "nb", "nn"), SUMMARIES[summary], strict=True):
        found = runner.invoke(app, ["leaders", str(tmp_path / "results"), "--language", language])
        assert found.exit_code == 3
        assert said in found.stderr
        assert f"{report / 'summary.json'}: " in found.stderr
        assert {"en": "need the results of", "nb": "trengs resultatene av", "nn": "trengst resultata av"}[
            language
        ] in found.stderr
    english = runner.invoke(app, ["leaders", str(tmp_path / "results")])
    assert SUMMARIES[summary][0] in english.stderr


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "need a folder to write in"), ("nb", "trengs en mappe å skrive i"), ("nn", "trengst ei mappe å skrive i")],
)
def test_where_nothing_can_be_written(tmp_path: Path, language: str, said: str) -> None:
    (tmp_path / "file").write_text("")
    found = runner.invoke(app, ["demo", "--out", str(tmp_path / "file"), "--language", language])
    assert found.exit_code == 3
    assert said in found.stderr


@pytest.mark.parametrize(
    ("language", "there", "missing"),
    [
        ("en", "the file exists already; need another file name", "no such file"),
        ("nb", "filen finnes allerede; det trengs et annet filnavn", "finnes ikke"),
        ("nn", "fila finst allereie; det trengst eit anna filnamn", "finst ikkje"),
    ],
)
def test_new(tmp_path: Path, language: str, there: str, missing: str) -> None:
    data = tmp_path / "data.csv"
    data.write_text("date;resh;var\n" + "".join(f"2023-01-{day:02d};A;{day % 2}\n" for day in range(1, 29)))
    arguments = ["new", str(data), "--out", str(tmp_path / "project.toml"), "--language", language]
    first, second = runner.invoke(app, arguments), runner.invoke(app, arguments)
    assert (first.exit_code, second.exit_code) == (0, 3)
    assert first.stdout.endswith(f"kvalspc check {tmp_path / 'project.toml'}\n")
    assert there in second.stderr
    data.unlink()
    assert missing in runner.invoke(app, [*arguments[:3], str(tmp_path / "q.toml"), *arguments[4:]]).stderr


@pytest.mark.parametrize("command", ["chart", "demo", "leaders", "new"])
def test_a_language_that_nobody_speaks_here_is_wrong_usage(tmp_path: Path, command: str) -> None:
    (tmp_path / "c.csv").write_text("n\n1\n")
    needed = {
        "chart": [str(tmp_path / "c.csv"), "--kind", "i", "--numerator", "n", "-o", str(tmp_path / "o.svg")],
        "demo": ["--out", str(tmp_path / "demo")],
        "leaders": [str(tmp_path)],
        "new": [str(tmp_path / "c.csv")],
    }
    found = runner.invoke(app, [command, *needed[command], "--language", "se"])
    assert found.exit_code == 2
    assert "got se; need one of nb, nn, en" in found.stderr
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize(
    ("languages", "said"),
    [
        (None, ["Reading", "Counting", "Scoring", "Writing"]),
        (["nb", "en"], ["Leser", "Teller opp", "Vurderer", "Skriver"]),
        (["nn"], ["Les", "Tel opp", "Vurderer", "Skriv"]),
    ],
)
def test_progress_is_told_in_the_first_language(
    monkeypatch: pytest.MonkeyPatch, languages: list[str] | None, said: list[str]
) -> None:
    import io
    import sys

    from rich.progress import Progress

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    told: list[str] = []
    add = Progress.add_task

    def spy(self: Progress, description: str, **more: Any) -> Any:
        told.append(description)
        return add(self, description, **more)

    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(Progress, "add_task", spy)
    with Console(languages) as console:
        for step in ("read", "aggregate", "score", "write"):
            console.step(step)
        console.scored(1, 2)
    assert told == said


COMMANDS = ("chart", "new", "schema", "run", "check", "mail", "leaders", "demo")


def help_of(language: str, *command: str) -> str:
    """The help of a command, without how it is broken into lines."""
    found = runner.invoke(app, [*command, "--help", "--language", language])
    assert found.exit_code == 0, found.output
    return " ".join(found.output.split())


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=["all", *COMMANDS])
def test_help_is_in_the_language_that_is_asked_for(command: tuple[str, ...]) -> None:
    told = {language: help_of(language, *command) for language in LANGUAGES}
    assert len(set(told.values())) == len(LANGUAGES)
    assert told["en"] == " ".join(runner.invoke(app, [*command, "--help"]).output.split())
    assert {language: text.split()[0] for language, text in told.items()} == {
        "nb": "Bruk:",
        "nn": "Bruk:",
        "en": "Usage:",
    }
    for word in ("Usage", "Options", "Arguments", "Commands", "Show", "default:", "required"):
        assert all(word not in told[language] for language in ("nb", "nn")), word
    options = {language: set(re.findall(r"(?<!\S)--[a-z-]+", text)) for language, text in told.items()}
    assert options["nb"] == options["nn"] == options["en"]


def test_help_of_an_unknown_language_is_wrong_usage() -> None:
    found = runner.invoke(app, ["run", "--help", "--language=sv"])
    assert found.exit_code == 2
    assert "got sv; need one of nb, nn, en" in found.output


DRAWING = ("chart", "{file}", "--kind", "p", "--numerator", "n", "-o", "{folder}/o.svg")
# arguments that are wrong usage, and what is said of them in English
WRONG = {
    "argument missing": (["run"], "PROJECT.toml is missing"),
    "arguments missing": (["leaders"], "DIR... is missing"),
    "option missing": (["chart", "{file}"], "option --kind is missing"),
    "no option": (["run", "{file}", "--nonsense"], "no such option: --nonsense"),
    "no short option": (["run", "-x"], "no such option: -x"),
    "option mistyped": (["run", "{file}", "--dyr-run"], "no such option: --dyr-run; did you mean --dry-run?"),
    "option of the program": (["--nonsense"], "no such option: --nonsense"),
    "option before any command": (["--", "-y"], "no such option: -y"),
    "no value": (["run", "{file}", "--out"], "option --out needs a value"),
    "a value too many": (["run", "{file}", "--dry-run=3"], "option --dry-run takes no value"),
    "no command": (["nonsense"], "no such command: nonsense"),
    "command mistyped": (["rnu", "{file}"], "no such command: rnu; did you mean run?"),
    "an argument too many": (["run", "{file}", "x"], "one argument too many: x"),
    "arguments too many": (["run", "{file}", "x", "y\x1b"], "too many arguments: x y\\x1b"),
    "no file": (["run", "{folder}/none"], "{folder}/none: no such file or folder"),
    "a folder": (["check", "{folder}"], "{folder}: it is a folder"),
    "a file": (["leaders", "{folder}", "{file}"], "{file}: it is a file; need a folder"),
    "date": (["run", "{file}", "--as-of", "yesterday"], '--as-of: got "yesterday"; need a day such as 2024-03-17'),
    "no date": (["run", "{file}", "--as-of", "2024-02-30"], '--as-of: got "2024-02-30"; need a day such as 2024-03-17'),
    "form of a date": (
        ["run", "{file}", "--as-of", "20240317"],
        '--as-of: got "20240317"; need a day such as 2024-03-17',
    ),
    "seed": (["demo", "--seed", "x"], '--seed: got "x"; need a whole number, 0 or more'),
    "seed below 0": (["demo", "--seed", "-1"], '--seed: got "-1"; need a whole number, 0 or more'),
    "number": ([*DRAWING, "--target", "x"], '--target: got "x"; need a number'),
    "number below 0": ([*DRAWING, "--per", "-1"], '--per: got "-1"; need 0 or more'),
    "not a number": ([*DRAWING, "--per", "nan"], '--per: got "nan"; need 0 or more'),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_wrong_usage_is_told_in_the_language_that_is_asked_for(tmp_path: Path, mistake: str) -> None:
    arguments, english = WRONG[mistake]
    file = tmp_path / "project.toml"
    file.write_text("")
    given = [one.format(file=file, folder=tmp_path) for one in arguments]
    at = 1 if given[0] in COMMANDS else len(given)
    told = {}
    for language in LANGUAGES:
        found = runner.invoke(app, [*given[:at], "--language", language, *given[at:]])
        assert (found.exit_code, found.stdout) == (2, "")
        told[language] = found.stderr
    english = english.format(file=file, folder=tmp_path)
    assert told["en"].startswith("Usage: ")
    assert "\nTry '" in told["en"]
    assert told["en"].endswith(f"\n\nError: {english}\n")
    assert runner.invoke(app, given).stderr == told["en"]
    for language in ("nb", "nn"):
        assert told[language].startswith("Bruk: ")
        assert f" --help --language {language}» viser " in told[language]
        wrong = told[language].split("\n\nFeil: ")[1].replace(str(tmp_path), "")
        assert '"' not in wrong
        assert not set(re.findall("[a-z]+", wrong)) & {"is", "need", "needs", "got", "no", "such", "too", "takes"}, (
            wrong
        )
    assert len(set(told.values())) == len(LANGUAGES)


def test_a_missing_command_is_told() -> None:
    found = runner.invoke(app, ["--"])
    assert found.exit_code == 2
    assert found.stderr.endswith("\n\nError: a command is missing\n")


def test_an_unknown_language_is_told_in_a_known_one_that_stands_beside_it(tmp_path: Path) -> None:
    found = runner.invoke(app, ["leaders", str(tmp_path), "--language", "sv", "--language", "nn"])
    assert found.exit_code == 2
    assert found.stderr.endswith("\n\nFeil: --language: er sv; det skal vere ein av nb, nn, en\n")


def test_what_no_class_of_click_tells_is_quoted() -> None:
    import typer

    from kvalspc.cli_usage import wrong

    assert wrong(typer.BadParameter("new")).said("nb") == "kommandolinjen kan ikke leses («Invalid value: new»)"
