"""A unit whose page cannot be made does not keep the others from theirs, and it is said whose it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from kvalspc.job.problems import Problems
from kvalspc.report import board, pages, view, write
from kvalspc.report.names import safe_name
from kvalspc.report.summary import read_summary
from kvalspc.report.unwritten import Unwritten
from kvalspc.words import label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kvalspc.job.results import Results

BAD = "4002"
SECRET = "3 of 4 patients"


def failing(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, bad: str = BAD, error: Any = ValueError) -> None:
    """Let a function of a module raise for one unit, which is its first argument, where that unit has a chart."""
    real = getattr(module, name)

    def raising(unit: Any, *rest: Any) -> Any:
        if unit.unit == bad and unit.chart is not None:
            raise error(SECRET)
        return real(unit, *rest)

    monkeypatch.setattr(module, name, raising)


def text_of(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file()}


def written(found: Results, folder: Path) -> Unwritten:
    """Write a report and return what could not be written."""
    unwritten = Unwritten()
    write(found, folder, unwritten=unwritten)
    return unwritten


def without_card(page: str, anchor: str) -> str:
    cut, times = re.subn(rf'<section class="card" id="{anchor}">.*?</section>', "", page, flags=re.DOTALL)
    assert times == 1
    return cut


def test_a_card_that_cannot_be_made(
    results: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = results(("nb", "en"))
    write(found, tmp_path / "whole")
    failing(monkeypatch, view, "figure_of")
    unwritten = written(found, tmp_path / "torn")
    assert list(unwritten.errors) == [("dtn30", BAD)]
    whole, torn = text_of(tmp_path / "whole"), text_of(tmp_path / "torn")
    assert set(whole) == set(torn)
    anchor = f"c-{safe_name(BAD)}-{safe_name('dtn30')}"
    for name in ("index.html", "index.en.html"):
        assert without_card(whole[name], anchor) == without_card(torn[name], anchor)
    assert label("report.unwritten", "nb") in torn["index.html"]
    assert label("report.unwritten", "en") in torn["index.en.html"]
    sheet = f'id="b-{safe_name(BAD)}"'
    assert sheet in whole["board.html"]
    assert sheet not in torn["board.html"]
    assert {name for name in whole if whole[name] != torn[name]} == {
        *("index.html", "index.en.html", "board.html", "board.en.html")
    }
    assert not any(SECRET in page for page in torn.values())


def test_what_is_raised_is_passed_on_where_nobody_is_told(
    results: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, view, "figure_of")
    with pytest.raises(ValueError, match=SECRET):
        write(results(("nb",)), tmp_path)


def test_a_disk_that_fails_is_no_units_fault(
    results: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, view, "figure_of", error=OSError)
    with pytest.raises(OSError, match=SECRET):
        write(results(("nb",)), tmp_path, unwritten=Unwritten())


def test_a_row_that_cannot_be_made(
    results: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, view, "levels_text")
    unwritten = written(results(("nb",)), tmp_path)
    assert list(unwritten.errors) == [("dtn30", BAD)]
    (measured,) = read_summary(tmp_path / "summary.json").languages["nb"].indicators  # the leaders' page takes it
    said = {line.name: (line.said, line.levels) for line in measured.units}
    assert said["Avdeling B"] == (label("report.unwritten", "nb"), "–")
    assert said["Avdeling A"][0] == "Tydelig forbedring"


def test_a_sheet_that_cannot_be_made(
    results: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, board, "_last")
    unwritten = written(results(("nb",)), tmp_path)
    page = (tmp_path / "board.html").read_text(encoding="utf-8")
    assert list(unwritten.errors) == [("dtn30", BAD)]
    assert page.count('class="sheet"') == 4  # of all together and three other units
    assert f'id="b-{safe_name(BAD)}"' not in page


@pytest.mark.parametrize("where", ["card", "page"])
def test_a_page_of_its_own_that_cannot_be_written(
    results: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    found = results(("nb",), units=4, indicators=2)
    monkeypatch.setattr(pages, "APART", 3)
    write(found, tmp_path / "whole")
    if where == "card":
        failing(monkeypatch, view, "figure_of", "U002")
    else:
        real = pages.fill

        def fill(environment: Any, template: str, path: Path, language: str, **values: Any) -> Path:
            if template == "unit.html.j2" and values["unit"].name == "Sykehus 2" and values["unit"].cards[0].figure:
                raise KeyError(SECRET)
            return real(environment, template, path, language, **values)

        monkeypatch.setattr(pages, "fill", fill)
    unwritten = written(found, tmp_path / "torn")
    assert {unit for _, unit in unwritten.errors} == {"U002"}
    whole, torn = text_of(tmp_path / "whole"), text_of(tmp_path / "torn")
    own = f"units/{safe_name('U002')}.html"
    assert {n for n in whole if whole[n] != torn[n]} == {own} | ({"board.html"} if where == "card" else set())
    assert set(whole) == set(torn)
    assert torn[own].count(label("report.unwritten", "nb")) == 2
    assert "Sykehus 2" in torn[own]


def test_it_is_told_in_order() -> None:
    unwritten = Unwritten()
    unwritten.errors = {("b", "1"): ValueError("x"), ("a", "2"): ValueError("y")}
    problems = Problems()
    unwritten.tell(problems, "report")
    said = "its page could not be written (the tables have the results): ValueError:"
    assert list(problems.lines("en")) == [
        f'error: report: unit "2", indicator "a": {said} y',
        f'error: report: unit "1", indicator "b": {said} x',
    ]
