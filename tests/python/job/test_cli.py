"""The command line: what it prints and how it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import kvalspc
from kvalspc.cli import app

runner = CliRunner()


def project(bench: Any, content: str, more: str = "") -> str:
    bench.job(content, rest=more)
    return str(bench.folder / "project.toml")


def test_version() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "from kvalspc.cli import main; main()", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == f"kvalspc {kvalspc.__version__}\n"


def test_no_command_shows_help() -> None:
    found = runner.invoke(app, [])
    assert found.exit_code == 2
    assert all(command in found.output for command in ("run", "check", "demo", "chart"))


def test_run(bench: Any) -> None:
    out = bench.folder / "out"
    found = runner.invoke(app, ["run", project(bench, bench.header + bench.rows("A")), "--out", str(out)])
    assert found.exit_code == 0
    assert f"Report: {out / 'report' / 'index.html'}" in found.stdout
    assert (out / "manifest.json").exists()


@pytest.mark.parametrize(("language", "said"), [("en", "too few data"), ("nb", "for få data"), ("nn", "for få data")])
def test_verdicts_are_said_in_the_language_of_the_log(bench: Any, language: str, said: str) -> None:
    path = project(bench, bench.header + bench.rows("A", ["2023-01", "2023-02"]))
    found = runner.invoke(app, ["run", path, "--out", str(bench.folder / "out"), "--language", language])
    assert f"1 {said}" in found.stdout
    assert "too_few_data" not in found.stdout


def test_a_folder_that_cannot_even_be_looked_for_is_refused(bench: Any) -> None:
    out = bench.folder / ("x" * 300)
    found = runner.invoke(app, ["run", project(bench, bench.header + bench.rows("A")), "--out", str(out)])
    assert found.exit_code == 3
    assert "Nothing was written." in found.stdout


def test_run_with_a_bad_unit(bench: Any) -> None:
    content = bench.header + bench.rows("A") + "2022-01;B;5;4\n"
    out = bench.folder / "out"
    found = runner.invoke(app, ["run", project(bench, content), "--out", str(out)])
    assert found.exit_code == 11
    assert 'error: data.csv:26: column "var": numerator above denominator (5 of 4)' in found.stderr
    assert "1 rejected" in found.stdout


def test_run_of_an_empty_file(bench: Any) -> None:
    found = runner.invoke(app, ["run", project(bench, ""), "--out", str(bench.folder / "out")])
    assert found.exit_code == 3
    assert "Nothing was written." in found.stdout
    assert not (bench.folder / "out").exists()


def test_what_lay_there_still_lies_there(bench: Any) -> None:
    out = bench.folder / "out"
    runner.invoke(app, ["run", project(bench, bench.header + bench.rows("A")), "--out", str(out)])
    before = (out / "manifest.json").read_bytes()
    found = runner.invoke(app, ["run", project(bench, bench.header), "--out", str(out)])
    assert found.exit_code == 3
    assert f"Nothing was written: what lay in {out} still lies there." in found.stdout
    assert (out / "manifest.json").read_bytes() == before


def test_dry_run_and_as_of(bench: Any) -> None:
    path = project(bench, bench.header + bench.rows("A"))
    found = runner.invoke(app, ["run", path, "--out", str(bench.folder / "out"), "--dry-run", "--as-of", "2023-06-30"])
    assert found.exit_code == 0
    assert "rows after 2023-06-30, left out: 6" in found.stderr
    assert not (bench.folder / "out").exists()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_language(bench: Any, language: str) -> None:
    path = project(bench, bench.header + bench.rows("A"))
    out = bench.folder / "out"
    assert runner.invoke(app, ["run", path, "--out", str(out), "--language", language]).exit_code == 0
    assert f'lang="{language}"' in (out / "report" / "index.html").read_text(encoding="utf-8")


def test_wrong_usage(bench: Any) -> None:
    path = project(bench, bench.header + bench.rows("A"))
    for arguments in (
        ["run"],
        ["run", str(bench.folder / "none.toml")],
        ["run", path, "--as-of", "yesterday"],
        ["run", path, "--language", "se"],
        ["run", path, "--nonsense"],
        ["nonsense"],
        ["chart", str(bench.folder / "data.csv")],
    ):
        assert runner.invoke(app, arguments).exit_code == 2, arguments


def test_check(bench: Any) -> None:
    assert runner.invoke(app, ["check", project(bench, bench.header + bench.rows("A"))]).exit_code == 0
    bad = runner.invoke(app, ["check", project(bench, bench.header + bench.rows("A", value=30))])
    assert bad.exit_code == 3
    assert bad.stderr.count("numerator above denominator") == 5
    assert "error: data.csv: and 19 more like this (above_denominator)" in bad.stderr
    wrong = bench.write('[project]\nid = "x"\nalpha = 5\n')
    found = runner.invoke(app, ["check", str(wrong)])
    assert found.exit_code == 3
    assert "project.alpha: unknown key" in found.stderr


def test_chart(bench: Any) -> None:
    (bench.folder / "c.csv").write_text("month;n;of\n" + "".join(f"2022-{m:02d};{m};20,5\n" for m in range(1, 13)))
    out = bench.folder / "c.svg"
    arguments = ["chart", str(bench.folder / "c.csv"), "--kind", "u", "--numerator", "n", "--denominator", "of"]
    found = runner.invoke(app, [*arguments, "--period", "month", "-o", str(out)])
    assert found.exit_code == 0, found.output
    assert out.read_text(encoding="utf-8").startswith("<svg")
    missing = runner.invoke(app, [*arguments, "--period", "day", "-o", str(out)])
    assert missing.exit_code == 3
    assert 'column "day" is missing; found month, n, of' in missing.stderr
    (bench.folder / "c.csv").write_text("month;n;of\n2022-01;x;2\n")
    assert 'row 1, column "n": got "x"; need a number' in runner.invoke(app, [*arguments, "-o", str(out)]).stderr


def test_demo(tmp_path: Path) -> None:
    found = runner.invoke(app, ["demo", "--out", str(tmp_path / "demo"), "--seed", "5"])
    assert found.exit_code == 0, found.output
    assert f"Report: {tmp_path / 'demo' / 'results' / 'report' / 'index.html'}" in found.stdout
    assert (tmp_path / "demo" / "results" / "scores.parquet").exists()
