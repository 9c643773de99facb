"""A page that cannot be made, of one unit or of all, does not keep the others away, and it is said which it was."""

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


def raising(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, error: Any = ValueError) -> None:
    def raises(*_: Any, **__: Any) -> Any:
        raise error(SECRET)

    monkeypatch.setattr(module, name, raises)


def unfillable(monkeypatch: pytest.MonkeyPatch, *templates: str) -> None:
    """Let templates raise where they are filled."""
    real = pages.fill

    def fill(environment: Any, template: str, path: Path, language: str, **values: Any) -> Path:
        if template in templates:
            raise KeyError(SECRET)
        return real(environment, template, path, language, **values)

    monkeypatch.setattr(pages, "fill", fill)


SHARED = {
    "network": ("sides_of", "network.html.j2", label("report.network", "nb")),
    "final": ("sections_of", "final.html.j2", label("report.status", "nb")),
    "board": ("sheets_of", "board.html.j2", label("report.board", "nb")),
}


@pytest.mark.parametrize("where", ["made", "filled"])
@pytest.mark.parametrize("stem", SHARED)
def test_a_page_of_all_units_that_cannot_be_written(
    results: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stem: str, where: str
) -> None:
    found = results(("nb", "en"))
    write(found, tmp_path / "whole")
    function, template, name = SHARED[stem]
    if where == "made":
        raising(monkeypatch, pages, function)
    else:
        unfillable(monkeypatch, template)
    unwritten = written(found, tmp_path / "torn")
    assert not unwritten.errors
    own, indexes = {f"{stem}.html", f"{stem}.en.html"}, {"index.html", "index.en.html"}
    assert set(unwritten.pages) == own
    whole, torn = text_of(tmp_path / "whole"), text_of(tmp_path / "torn")
    assert set(whole) == set(torn)
    assert {page for page in whole if whole[page] != torn[page]} == own | indexes
    linked = f'<a href="{stem}.html">{name}</a>'
    said = f'<span class="muted">{label("report.unwritten_page", "nb", page=name)}</span>'
    assert linked in whole["index.html"]
    assert torn["index.html"] == whole["index.html"].replace(linked, said)
    for language, page in (("nb", torn[f"{stem}.html"]), ("en", torn[f"{stem}.en.html"])):
        assert label("report.unwritten", language) in page
    assert 'href="index.html"' in torn[f"{stem}.html"]
    assert "<svg" not in torn[f"{stem}.html"]
    assert not any(SECRET in page for page in torn.values())


def test_rows_of_an_indicator_that_cannot_be_made(
    results: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = results(("nb",), units=4, indicators=2)
    first, second = found.indicators
    real = view.list_lines

    def list_lines(indicator: Any, *rest: Any, **more: Any) -> Any:
        if indicator.indicator.id == first.indicator.id:
            raise ValueError(SECRET)
        return real(indicator, *rest, **more)

    monkeypatch.setattr(view, "list_lines", list_lines)
    assert set(written(found, tmp_path).pages) == {"index.html"}
    page = text_of(tmp_path)["index.html"]
    parts = re.findall(r'<section class="indicator".*?</section>', page, flags=re.DOTALL)
    assert [part.count("<li") > 0 for part in parts] == [False, True]
    assert label("report.unwritten", "nb") in parts[0]
    assert label("report.no_data", "nb") not in page
    assert page.count('class="card"') == 2 * 4
    told = read_summary(tmp_path / "summary.json").languages["nb"].indicators
    assert [one.empty for one in told] == [label("report.unwritten", "nb") + ".", ""]
    assert [one.goals for one in told] == ["", ""]  # the project has none
    assert [len(one.units) for one in told] == [0, 4]
    assert told[1].title == second.indicator.title["nb"]


def test_counts_and_alerts_that_cannot_be_made(
    results: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raising(monkeypatch, view, "alerts_of")
    raising(monkeypatch, view, "_loose")
    assert set(written(results(("nb",)), tmp_path).pages) == {"index.html"}
    page = text_of(tmp_path)["index.html"]
    assert f"{label('report.unwritten_part', 'nb')} {label('report.unwritten_rest', 'nb')}</p>" in page
    assert "Tydelig forbedring" in page  # the rows are there
    assert page.count('class="card"') == 6
    assert read_summary(tmp_path / "summary.json").languages["nb"].indicators[0].units


@pytest.mark.parametrize("apart", [False, True])
def test_a_first_page_that_cannot_be_filled_leads_on(
    results: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, apart: bool
) -> None:
    found = results(("nb",), units=4, indicators=1)
    monkeypatch.setattr(pages, "APART", 3 if apart else 40)
    unfillable(monkeypatch, "index.html.j2")
    assert set(written(found, tmp_path).pages) == {"index.html"}
    torn = text_of(tmp_path)
    assert label("report.unwritten", "nb") in torn["index.html"]
    links = set(re.findall(r'href="([^"#]+)"', torn["index.html"]))
    assert links == set(torn) - {"index.html", "summary.json"}
    assert len([link for link in links if link.startswith("units/")]) == (4 if apart else 0)


def test_cards_that_cannot_be_made_of_anybody(
    results: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raising(monkeypatch, view, "open_texts")
    assert set(written(results(("nb",)), tmp_path).pages) == {"index.html"}
    page = text_of(tmp_path)["index.html"]
    assert page.count(label("report.unwritten", "nb")) == page.count('class="card"') == 6
    assert "Tydelig forbedring" in page  # the rows are there


def test_not_even_a_page_that_says_so(
    results: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unfillable(monkeypatch, "final.html.j2", "unwritten.html.j2")
    assert set(written(results(("nb",)), tmp_path).pages) == {"final.html"}
    torn = text_of(tmp_path)
    assert "final.html" not in torn
    assert 'href="final.html"' not in torn["index.html"]


@pytest.mark.parametrize(("module", "name"), [(view, "project_title"), (pages, "project_title")])
def test_what_every_page_has_cannot_be_made(
    results: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    raising(monkeypatch, module, name)
    assert "index.html" in written(results(("nb",)), tmp_path).pages


def test_a_summary_that_cannot_be_made(
    results: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raising(monkeypatch, pages, "write_summary")
    assert set(written(results(("nb",)), tmp_path).pages) == {"summary.json"}
    assert "index.html" in text_of(tmp_path)


@pytest.mark.parametrize("error", [ValueError, OSError])
def test_shared_pages_are_passed_on_alike(
    results: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Any
) -> None:
    """What is raised where nobody is told, and of a disk always."""
    raising(monkeypatch, pages, "sections_of", error)
    with pytest.raises(error, match=SECRET):
        write(results(("nb",)), tmp_path, unwritten=Unwritten() if error is OSError else None)


def test_it_is_told_in_order() -> None:
    unwritten = Unwritten()
    unwritten.errors = {("b", "1"): ValueError("x"), ("a", "2"): ValueError("y")}
    unwritten.pages = {"summary.json": KeyError("z"), "final.html": ValueError("w")}
    problems = Problems()
    unwritten.tell(problems, "report")
    said = "its page could not be written (the tables have the results): ValueError:"
    shared = "could not be written (the tables have the results):"
    assert list(problems.lines("en")) == [
        f'error: report: unit "2", indicator "a": {said} y',
        f'error: report: unit "1", indicator "b": {said} x',
        f"error: report/final.html: {shared} ValueError: w",
        f"error: report/summary.json: {shared} KeyError: 'z'",
    ]
